"""Whether an exit's destination is there: asked when staff set it, never for a visitor."""

from urllib.parse import urljoin

from django.core.exceptions import ValidationError

from safety.destinations import validate_destination
from safety.outside import ask

MOST_ADDRESSES = 5
"""How many addresses one may lead to, each by the one before."""

HEADERS = {"Accept": "text/html", "User-Agent": "Mozilla/5.0 (compatible; link check)"}


def check_answer(url: str) -> None:
    """Ask the page at `url`, and those that it leads on to, once each.

    Raise `ValidationError` if a visitor would get an error there, or come to where the exit must
    not lead, and `NotReached` if nobody answers.
    """
    for _ in range(MOST_ADDRESSES):
        answer = ask(url, HEADERS)
        status, location = answer.status, answer.headers["Location"]
        if 200 <= status < 300:
            return
        if not answer.leads_on or not location:
            raise ValidationError(
                f"This address answers with an error ({status}). Choose a page that is there."
            )
        url = urljoin(url, location)
        try:
            validate_destination(url)
        except ValidationError as refusal:
            raise ValidationError(
                f"This address leads on to {url}. {refusal.messages[0]}"
            ) from refusal
    raise ValidationError("This address leads on and on. Choose the one where it ends.")
