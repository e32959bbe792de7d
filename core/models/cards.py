"""What lists show of a page, and how much of its date."""

from dataclasses import dataclass
from datetime import date

from django.db import models


@dataclass(frozen=True)
class Card:
    """What a list shows of a page, whichever its type."""

    label: str
    title: str
    url: str
    # As visitors read it, such as “25 January 2022”, and as machines do. Empty if not known.
    date_words: str
    date_machine: str
    summary: str
    # Who else stands behind it: an outlet, a partner. Empty for most.
    source: str = ""
    # Whether its address leads to another website, which lists then say in words.
    is_elsewhere: bool = False
    # What holds of it now, such as until when a call for evidence is open. Empty for most.
    note: str = ""
    # When its content last changed, if it did.
    updated_on: date | None = None
    # For a `lang` attribute of its title and summary. Empty for English.
    language: str = ""


class DatePrecision(models.TextChoices):
    """How much of a page's date is a known fact."""

    DAY = "day", "The day"
    MONTH = "month", "Only the month"
    YEAR = "year", "Only the year"
    UNKNOWN = "unknown", "Nothing"


# For Django's date format, and for ISO 8601, which machines read.
DATE_FORMATS = {
    DatePrecision.DAY: ("j F Y", "Y-m-d"),
    DatePrecision.MONTH: ("F Y", "Y-m"),
    DatePrecision.YEAR: ("Y", "Y"),
}
