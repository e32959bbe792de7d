"""Letters to people whom staff have to tell something."""

from collections.abc import Iterable

from django.core.mail import send_mail

from editorial.models import User


def subject_line(words: str) -> str:
    """`words` on one line, since a letter with two in its subject is refused."""
    return " ".join(words.split())


def write_to_each(people: Iterable[User], subject: str, words: str) -> None:
    """A letter for each, so that nobody reads who else got it. Raises what the server raises."""
    for person in people:
        send_mail(subject_line(subject), words, None, [person.email])
