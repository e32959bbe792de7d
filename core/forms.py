"""Form fields that all apps above share."""

import re
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.admin.widgets import AdminDateTimeInput

CLOCKS = ("BST", "GMT")  # summer time comes first when an hour comes twice
CLOCK = re.compile(rf"\s*\b({'|'.join(CLOCKS)})$", re.IGNORECASE)
CODE = "ambiguous_timezone"


class MomentField(forms.DateTimeField):
    """As in Django, which has the same words for an hour that never comes and one that comes twice.

    In London the first is from 01:00 to 02:00 on a Sunday in March, the second on one in October.
    Which of the two is meant can be typed: “2027-10-31 01:30 BST”.
    """

    widget = AdminDateTimeInput

    def to_python(self, value):
        if isinstance(value, str) and (named := CLOCK.search(value)):
            return self._by_clock(value[: named.start()], named[1].upper())
        try:
            return super().to_python(value)
        except ValidationError as error:
            if error.code != CODE:
                raise
            raise ValidationError(_problem_with(error.params["datetime"]), code=CODE) from error

    def _by_clock(self, value: str, clock: str) -> datetime:
        try:
            moment = super().to_python(value)
        except ValidationError as error:
            if error.code != CODE:
                raise
            typed = error.params["datetime"]
            if not _comes_twice(typed):
                raise ValidationError(_problem_with(typed), code=CODE) from error
            zone = timezone.get_current_timezone()
            return typed.replace(tzinfo=zone, fold=CLOCKS.index(clock))
        if moment.tzname() != clock:
            raise ValidationError(
                f"On {moment:%-d %B %Y}, London’s clocks go by {moment.tzname()}, not {clock}. "
                "Leave the letters out."
            )
        return moment

    def prepare_value(self, value):
        """As typed; of the two that look the same, with the name of the clock."""
        shown = super().prepare_value(value)
        if isinstance(value, datetime) and isinstance(shown, datetime) and _comes_twice(shown):
            return f"{shown:%Y-%m-%d %H:%M} {timezone.localtime(value):%Z}"
        return shown


def _comes_twice(moment: datetime) -> bool:
    first, second = _offsets(moment)
    return first > second


def _offsets(moment: datetime) -> list:
    zone = timezone.get_current_timezone()
    return [zone.utcoffset(moment.replace(fold=fold)) for fold in (0, 1)]


def _problem_with(moment: datetime) -> str:
    """Why the clocks of London don't tell `moment`, and what to do about it."""
    if not _comes_twice(moment):
        return (
            f"There is no {moment:%H:%M} on {moment:%-d %B %Y}: the clocks go forward from 01:00 "
            "to 02:00. Choose a time before 01:00, or one from 02:00 on."
        )
    return (
        f"{moment:%H:%M} comes twice on {moment:%-d %B %Y}: the clocks go back from 02:00 to "
        f"01:00. Which one? Write {moment:%H:%M} BST for the first, {moment:%H:%M} GMT for the "
        "second."
    )
