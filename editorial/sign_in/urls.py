"""The addresses for signing in, under the admin's. Their names are those that allauth looks for."""

from allauth.mfa.base.views import IndexView
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import DeactivateTOTPView
from django.urls import path
from django.urls.resolvers import URLPattern
from django.views import View
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import LogoutView

from editorial.sign_in import views


def step(route: str, view: type[View], name: str, template: str) -> URLPattern:
    """A view of allauth in a template of ours."""
    return path(route, view.as_view(template_name=f"editorial/sign_in/{template}"), name=name)


def page(route: str, view: type[View], name: str, template: str) -> URLPattern:
    """The same for those who are signed in."""
    shown = view.as_view(template_name=f"editorial/sign_in/{template}")
    return path(route, require_admin_access(shown), name=name)


CODES = "second-factor/recovery-codes"

urlpatterns = [
    step("login/", views.SignInView, "account_login", "sign_in.html"),
    step("login/code/", views.CodeView, "mfa_authenticate", "second_step.html"),
    page("login/again/", views.AgainView, "mfa_reauthenticate", "again.html"),
    page(
        "login/again/passkey/",
        views.AgainByPasskeyView,
        "mfa_reauthenticate_webauthn",
        "again_by_passkey.html",
    ),
    # Wagtail's own refuses a link as well, and forgets the session all the same.
    path("logout/", require_POST(LogoutView.as_view()), name="wagtailadmin_logout"),
    path("login/start-again/", views.start_again, name="sign_in_start_again"),
    path("login/state/", views.state, name="sign_in_state"),
    path(
        "account/",
        require_admin_access(views.OwnAccountView.as_view()),
        name="wagtailadmin_account",
    ),
    page("second-factor/", IndexView, "mfa_index", "factors.html"),
    page("second-factor/app/activate/", views.SetUpAppView, "mfa_activate_totp", "set_up_app.html"),
    page("second-factor/app/remove/", DeactivateTOTPView, "mfa_deactivate_totp", "remove_app.html"),
    page(f"{CODES}/", ViewRecoveryCodesView, "mfa_view_recovery_codes", "recovery_codes.html"),
    page(
        f"{CODES}/new/",
        GenerateRecoveryCodesView,
        "mfa_generate_recovery_codes",
        "new_recovery_codes.html",
    ),
    page(
        f"{CODES}/download/",
        DownloadRecoveryCodesView,
        "mfa_download_recovery_codes",
        "recovery_codes.txt",
    ),
    page(
        "second-factor/passkeys/add/",
        views.AddPasskeyView,
        "mfa_add_webauthn",
        "set_up_passkey.html",
    ),
    page(
        "second-factor/passkeys/<int:pk>/remove/",
        views.RemovePasskeyView,
        "mfa_remove_webauthn",
        "remove_passkey.html",
    ),
    path(
        "users/<int:user_id>/second-factor/",
        views.reset_second_factor,
        name="reset_second_factor",
    ),
]
