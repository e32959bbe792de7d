"""What the audit log and letters to the owner say of signing in."""

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest
from wagtail.log_actions import LogActionRegistry, LogFormatter, log

from editorial.models import User
from editorial.sign_in import letters

# `editorial.audit.recording` knows these by how they begin.
SIGNED_IN = "editorial.sign_in"
REFUSED = "editorial.sign_in_refused"
PASSWORD = "editorial.sign_in_password"
WAY_BACK = "editorial.sign_in_way_back"
SIGNED_OUT = "editorial.sign_out"
ADDED = "editorial.second_factor_added"
REMOVED = "editorial.second_factor_removed"
RESET = "editorial.second_factor_reset"
RENEWED = "editorial.second_factor_codes"

NAMES = {
    Authenticator.Type.TOTP: "an authenticator app",
    Authenticator.Type.WEBAUTHN: "a passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}


class SignedIn(LogFormatter):
    label = "Sign in"

    def format_message(self, log_entry):
        with_two = log_entry.data["second_factor"]
        return f"Signed in with {'two factors' if with_two else 'the password alone'}."


class Refused(LogFormatter):
    label = "Wrong at signing in"

    def format_message(self, log_entry):
        return f"Somebody gave a wrong {log_entry.data['wrong']}."


class Added(LogFormatter):
    label = "Add a second factor"

    def format_message(self, log_entry):
        return f"Added {log_entry.data['what']}."


class Removed(LogFormatter):
    label = "Remove a second factor"

    def format_message(self, log_entry):
        return f"Removed {log_entry.data['what']}."


def register_actions(actions: LogActionRegistry) -> None:
    """Give each of our events its words."""
    actions.register_action(SIGNED_IN)(SignedIn)
    actions.register_action(REFUSED)(Refused)
    actions.register_action(ADDED)(Added)
    actions.register_action(REMOVED)(Removed)
    actions.register_action(PASSWORD, "Set a password", "A new password was set.")
    actions.register_action(SIGNED_OUT, "Sign out", "Signed out.")
    actions.register_action(
        RENEWED, "Make recovery codes", "New recovery codes were made; the old ones are void."
    )
    actions.register_action(
        RESET, "Reset a second factor", "The second factor was taken off, to be set up anew."
    )
    actions.register_action(
        WAY_BACK,
        "Let back in",
        "A new password was set and the second factor taken off, from the server’s command line.",
    )


def note_added(user: User, authenticator: Authenticator, **options) -> None:
    what = NAMES[authenticator.type]
    log(user, ADDED, user=user, data={"what": what})
    letters.write_to(user, f"You can now sign in with {what} as a second factor.")


def note_removed(user: User, authenticator: Authenticator, **options) -> None:
    what = NAMES[authenticator.type]
    log(user, REMOVED, user=user, data={"what": what})
    letters.write_to(user, f"Signing in with {what} is no longer possible. It was removed.")


def note_renewed(user: User, **options) -> None:
    log(user, RENEWED, user=user)
    letters.write_to(user, "New recovery codes were made. The old ones no longer work.")


def note_wrong_code(user: User, **options) -> None:
    log(user, REFUSED, data={"wrong": "code"})


def note_signed_out(sender, request: HttpRequest, user: User | None, **options) -> None:
    if user is not None:
        log(user, SIGNED_OUT, user=user)


def connect() -> None:
    signals.authenticator_added.connect(note_added, dispatch_uid="note_added")
    signals.authenticator_removed.connect(note_removed, dispatch_uid="note_removed")
    signals.authenticator_reset.connect(note_renewed, dispatch_uid="note_renewed")
    signals.authentication_failed.connect(note_wrong_code, dispatch_uid="note_wrong_code")
    user_logged_out.connect(note_signed_out, dispatch_uid="note_signed_out")
