"""The pages for signing in and for what it takes. django-allauth does the work."""

from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView
from wagtail.log_actions import log

from editorial.models import User
from editorial.sign_in import factors, letters, sessions
from editorial.sign_in.events import RESET

CONFIRMED_FOR = 15 * 60  # seconds
FORM_OPEN_FOR = 60 * 60


class SignInView(LoginView):
    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        # A key that somebody knew before the password was given is worth nothing after it.
        if not self.request.user.is_authenticated:
            self.request.session.cycle_key()
        return response

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        return context | {"is_trial": not factors.is_required()}


@require_POST
def start_again(request: HttpRequest) -> HttpResponse:
    """Forget the password that was given, so that somebody else can sign in."""
    clear_login(request)
    return redirect("account_login")


class CodeView(AuthenticateView):
    """The second step: a code from the app, a recovery code, or a passkey."""

    def get_context_data(self, **kwargs) -> dict:
        own = Authenticator.objects.filter(user=self.stage.login.user)
        types = set(own.values_list("type", flat=True))
        return super().get_context_data(**kwargs) | {"types": types}


class NewKeyOnceShown:
    """A key that somebody knew before the second factor was shown once more is worth nothing."""

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        self.request.session.cycle_key()
        return response


class AgainView(NewKeyOnceShown, ReauthenticateView):
    pass


class AgainByPasskeyView(NewKeyOnceShown, ReauthenticateWebAuthnView):
    pass


class ShownWhenSetUp:
    """Who sets a second factor up has shown it, and is let in."""

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        factors.note_given(self.request, self.request.user)
        return response

    def get_context_data(self, **kwargs) -> dict:
        is_first = not factors.has_second_factor(self.request.user)
        return super().get_context_data(**kwargs) | {"is_first": is_first}


class SetUpAppView(ShownWhenSetUp, ActivateTOTPView):
    pass


class AddPasskeyView(ShownWhenSetUp, AddWebAuthnView):
    pass


class RemovePasskeyView(RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form) -> HttpResponse:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.object):
            messages.error(self.request, str(adapter.error_messages["cannot_delete_authenticator"]))
            return redirect("mfa_index")
        return super().form_valid(form)


@never_cache
def state(request: HttpRequest) -> HttpResponse:
    """For the script that warns before a session ends. A POST makes it last longer."""
    if not request.user.is_authenticated:
        return JsonResponse({"signed_in": False})
    if request.method == "POST":
        sessions.note_seen(request)
    return JsonResponse(
        {
            "signed_in": True,
            "seconds_left": sessions.seconds_left(request),
            "csrf_token": get_token(request),
        }
    )


class AsksAgain:
    """Before a view changes who may get in, it asks for the second factor once more.

    Those who may not change accounts are refused by the view itself.
    """

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.has_perm("editorial.change_user") and must_confirm(request):
            return confirm_first(request)
        return super().dispatch(request, *args, **kwargs)


def must_confirm(request: HttpRequest) -> bool:
    """Whether it is too long ago. A form that was opened in time may be sent for an hour."""
    limit = CONFIRMED_FOR if request.method in ("GET", "HEAD") else FORM_OPEN_FOR
    return factors.has_second_factor(request.user) and not factors.was_confirmed(
        request, within=limit
    )


def confirm_first(request: HttpRequest) -> HttpResponse:
    query = urlencode({"next": request.path})
    return redirect(f"{reverse('mfa_reauthenticate')}?{query}")


class OwnAccountView(AccountView):
    """Where letters about an account go decides who gets in: the second factor is shown first."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if must_confirm(request):
            return confirm_first(request)
        return super().dispatch(request, *args, **kwargs)


@require_admin_access
def reset_second_factor(request: HttpRequest, user_id: int) -> HttpResponse:
    """For a colleague who lost their phone: they set up a new second factor when they sign in."""
    user = get_object_or_404(User, pk=user_id)
    if not request.user.has_perm("editorial.change_user") or user == request.user:
        raise PermissionDenied
    if must_confirm(request):
        return confirm_first(request)
    if request.method == "POST":
        factors.remove_all(user)
        log(user, RESET, user=request.user)
        letters.write_to(
            user, f"{request.user} took off your second factor. You set up a new one at sign-in."
        )
        messages.success(request, f"{user} sets up a new second factor with the next sign-in.")
        return redirect("wagtailusers_users:edit", user.pk)
    context = {"user": user, "has_one": factors.has_second_factor(user)}
    return TemplateResponse(request, "editorial/sign_in/reset.html", context)
