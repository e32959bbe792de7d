import re

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from wagtail.log_actions import log

from editorial.models import User
from editorial.sign_in import letters
from editorial.sign_in.events import PASSWORD

# What somebody would try first who guesses at this office: its name, what it is about, and what
# accounts and this software are called.
WORDS_OF_OURS = (
    *("independent", "antislavery", "slavery", "commissioner", "iasc", "modern", "trafficking"),
    *("administrator", "admin", "publisher", "editor", "author", "website", "wagtail", "django"),
    *("password", "welcome", "london", "office"),
)
SHORTEST_WORD = 4
NOT_ALPHABET = re.compile(r"[\W\d_]+")


class CommonAtHeart(CommonPasswordValidator):
    """Refuses a common password, or words of ours, also with digits and signs put to it.

    The list of 20,000 that comes with Django has few that are long enough for our other rule; most
    people make a short one longer in this way.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        letters = NOT_ALPHABET.sub("", password.casefold())
        heart = letters
        for word in WORDS_OF_OURS:
            heart = heart.replace(word, "")
        has_little_around_it = len(password) <= 3 * len(letters)
        is_ours = heart != letters and len(heart) < SHORTEST_WORD
        if has_little_around_it and (is_ours or self._is_common(heart) or self._is_common(letters)):
            raise ValidationError(
                "This password is easy to guess: a common word, or one of this office’s, with "
                "little around it. Let a password manager make one, or take four words that have "
                "nothing to do with each other.",
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return "It isn’t a common word, nor one of this office’s, with digits put to it."

    def _is_common(self, word: str) -> bool:
        return len(word) >= SHORTEST_WORD and word in self.passwords


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
