from wagtail.log_actions import log

from editorial.models import User
from editorial.sign_in import letters
from editorial.sign_in.events import PASSWORD


class NewPasswordIsNoted:
    """Among Django's rules for passwords, as these are told when one was changed, by any door."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Nothing: any password will do here."""

    def get_help_text(self) -> str:
        return ""

    def password_changed(self, password: str, user: User | None = None) -> None:
        if user is not None:
            log(user, PASSWORD)
            # A new account has nobody yet who could be surprised.
            if user.last_login:
                letters.write_to(user, "A new password was set.")
