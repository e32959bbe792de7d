"""The forms for signing in: each try is counted, each code is good for one time."""

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from wagtail.admin.forms.auth import PasswordResetForm

from editorial.models import User
from editorial.sign_in import browsers
from editorial.sign_in.factors import take_code
from editorial.sign_in.tasks import send_reset_letter
from editorial.sign_in.throttle import Counted, TooManyTries, Try


class SignInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Name"
        self.fields["login"].widget.attrs = {
            "autocapitalize": "none",
            "autocomplete": "username",
            "autofocus": True,
            "spellcheck": "false",
        }
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}
        self.fields["password"].help_text = ""

    def add_prefix(self, field_name):
        """What password managers have kept for Django's own form fits this one, too."""
        return super().add_prefix("username" if field_name == "login" else field_name)


class CountedCode:
    """A code or key that somebody shows who knows the password already."""

    def begin_try(self) -> Try:
        """A try that counts; `TooManyTries`, which the form shows, if it is too early for one."""
        browser = browsers.known_browser(context.request, self.user.get_username())
        of = ("code in a known browser", browser) if browser else ("code", str(self.user.pk))
        one_try = Try(Counted(*of))
        one_try.begin()
        return one_try


class CodeField(CountedCode):
    """The field for a code. That of an app is good for one time, also when it sets the app up."""

    code_help = (
        "The six digits that your authenticator app shows now. Or one of your recovery codes."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = "Code"
        code.help_text = self.code_help
        code.widget.attrs = {
            "autocomplete": "one-time-code",
            "autofocus": True,
            "inputmode": "numeric",
            "spellcheck": "false",
        }

    @property
    def is_of_app(self) -> bool:
        return self.authenticator.type == Authenticator.Type.TOTP

    def clean_code(self) -> str:
        one_try = self.begin_try()
        code = super().clean_code()
        if self.is_of_app and not take_code(self.user, normalize_user_code(code)):
            raise get_adapter().validation_error("incorrect_code")
        one_try.was_right()
        return code


class CodeForm(CodeField, AuthenticateForm):
    pass


class CodeAgainForm(CodeField, ReauthenticateForm):
    pass


class KeyField(CountedCode):
    def clean_credential(self) -> Authenticator:
        one_try = self.begin_try()
        authenticator = super().clean_credential()
        one_try.was_right()
        return authenticator


class PasskeyForm(KeyField, AuthenticateWebAuthnForm):
    pass


class PasskeyAgainForm(KeyField, ReauthenticateWebAuthnForm):
    pass


class SetUpAppForm(CodeField, ActivateTOTPForm):
    code_help = "The six digits that the app shows now."
    is_of_app = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # What to do before stands above the field, and is read first.
        del self.fields["code"].widget.attrs["autofocus"]


class ResetForm(PasswordResetForm):
    """Asks for a letter with a link. Who is looked for, and whether anybody is, shows nowhere."""

    def save(self, **options) -> None:
        """Leave the letter to the worker, so that an answer takes as long for any address."""
        address = self.cleaned_data["email"]
        try:
            Try(Counted("letter", address.casefold(), free=3)).begin()
        except TooManyTries:
            return
        person = User.objects.filter(email__iexact=address, is_active=True).first()
        send_reset_letter.enqueue(person.pk if person else 0)
