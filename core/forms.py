"""Form fields that all apps above share."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone


class MomentField(forms.DateTimeField):
    """As in Django, which has the same words for an hour that never comes and one that comes twice.

    In London the first is from 01:00 to 02:00 on a Sunday in March, the second on one in October.
    """

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            problem = _problem_with(error.params["datetime"])
            raise ValidationError(problem, code=error.code) from error


def _problem_with(moment: datetime) -> str:
    """Why the clocks of London don't tell `moment`, and what to do about it."""
    zone = timezone.get_current_timezone()
    first, second = (zone.utcoffset(moment.replace(fold=fold)) for fold in (0, 1))
    way_out = "Choose a time before 01:00, or one from 02:00 on."
    if first < second:
        return (
            f"There is no {moment:%H:%M} on {moment:%-d %B %Y}: the clocks go forward from 01:00 "
            f"to 02:00. {way_out}"
        )
    return (
        f"{moment:%H:%M} comes twice on {moment:%-d %B %Y}: the clocks go back from 02:00 to "
        f"01:00. {way_out}"
    )
