"""Moments in the words of the office."""

from datetime import datetime

from django.utils import timezone


def in_words(moment: datetime) -> str:
    """As in “Tuesday 3 February 2026 at 09:30, London time”.

    When the clocks show that time twice, with the name of the clock.
    """
    local = timezone.localtime(moment)
    other = local.replace(fold=1 - local.fold)
    is_twofold = other.utcoffset() != local.utcoffset()
    zone = f"London time ({local:%Z})" if is_twofold else "London time"
    return f"{local:%A %-d %B %Y} at {local:%H:%M}, {zone}"
