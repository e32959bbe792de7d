"""Letters that belong together: in which order they stand, and how long one has waited."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from core.models import BasePage


@dataclass(frozen=True)
class Entry:
    """A letter's place in its thread."""

    letter: BasePage
    # Whether it is the letter whose page shows the thread.
    is_this: bool
    # Whole days since it was sent, once its reply is overdue. None if it does not wait for one.
    days_without_reply: int | None


def thread(letters: Iterable[BasePage], *, shown_by: BasePage, on: date) -> list[Entry]:
    """`letters` in their order, the first one first, as the page `shown_by` has them on a day."""
    in_order = sorted(letters, key=lambda one: (one.first_letter_id is not None, one.dated_on))
    return [
        Entry(letter, letter is shown_by, days_without_reply(letter, in_order, on=on))
        for letter in in_order
    ]


def days_without_reply(letter: BasePage, thread: Sequence[BasePage], *, on: date) -> int | None:
    """How many days it has waited, if its reply was due before that day and is not in `thread`."""
    if letter.reply_due_on is None or letter.reply_due_on >= on or letter.sent_on is None:
        return None
    if any(other.is_reply and other.dated_on >= letter.dated_on for other in thread):
        return None
    return (on - letter.sent_on).days
