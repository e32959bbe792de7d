"""What is kept from visitors for a reason that lies on a floor above, such as an embargo.

It is asked on each request and never kept, as all else about files and pictures is. A receiver that
answers True is enough.
"""

from django.db import models
from django.dispatch import Signal

asked_about_next_version = Signal()
"""Sent to ask whether the next version of a file, the argument `document`, has to wait."""

asked_about_media = Signal()
"""Sent to ask whether a file or picture, the argument `media`, is kept from everybody."""


def next_version_waits(document: models.Model) -> bool:
    answers = asked_about_next_version.send(sender=type(document), document=document)
    return any(answer for _, answer in answers)


def is_kept_back(media: models.Model) -> bool:
    answers = asked_about_media.send(sender=type(media), media=media)
    return any(answer for _, answer in answers)
