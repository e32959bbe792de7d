"""Where django-allauth asks what this site wants: only staff, two factors, slow guesses."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from wagtail.log_actions import log

from editorial.models import User
from editorial.sign_in import browsers, secrets
from editorial.sign_in.events import SIGNED_IN
from editorial.sign_in.factors import PROOFS, has_second_factor, is_required
from editorial.sign_in.tasks import note_wrong_password
from editorial.sign_in.throttle import Counted, Try


def tries_of_password(request: HttpRequest, username: str) -> list[Counted]:
    """What a wrong password for this name counts for. Names that nobody has count as well."""
    name = username.strip().casefold()
    if browser := browsers.known_browser(request, username):
        return [Counted("password in a known browser", browser)]
    counted = [Counted("password for an account", name, free=20)]
    if network := browsers.network_of(request):
        counted.append(Counted("password from a network", network, free=20))
    return [*counted, Counted("password", f"{name} {network}")]


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "This name and this password do not belong together. "
        "Check both, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        one_try = Try(*tries_of_password(request, credentials["username"]))
        one_try.begin()
        user = super().authenticate(request, **credentials)
        if user:
            one_try.was_right()
        return user

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: allauth would count in the cache, which each process has for itself."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        # Known or not, the same is done: nobody can tell by the time which names there are.
        account = User.objects.filter(username=credentials["username"]).first()
        note_wrong_password.enqueue(account.pk if account else 0)

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        log(user, SIGNED_IN, user=user, data={"second_factor": has_second_factor(user)})

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponseBase:
        response = super().post_login(request, user, **options)
        browsers.remember(response, user)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("wagtailadmin_home")

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Only who has a second factor can be asked for it once more."""
        return has_second_factor(context.request.user)

    def add_message(self, *args: Any, **options: Any) -> None:
        """Nothing: our own pages say what was done."""

    def send_notification_mail(self, *args: Any, **options: Any) -> None:
        """Nothing: `editorial.sign_in.events` writes to the owner of the account."""


class FactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not right, or it was used before. Wait until the app shows "
        "a new one, then type that.",
        "cannot_delete_authenticator": "This is the last way to prove that it is you. Add another "
        "first.",
    }

    def get_totp_label(self, user: User) -> str:
        return user.get_username()

    def get_totp_issuer(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def _get_site_name(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def encrypt(self, text: str) -> str:
        return secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return not is_required() or others.filter(type__in=PROOFS).exists()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {count + 1}"
