"""A number that people in danger call goes live when a second person has looked at it.

Whoever typed it may save a draft; somebody else publishes. Who typed it is read from the drafts,
which nobody can change afterwards.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from wagtail.models import Revision

from core.gates import Objection
from editorial.review import whom_to_ask
from helpline.models import Service

NUMBERS = ("number", "spoken_form", "text_number")


def second_person_objections(
    subject: models.Model, revision: Revision, user: AbstractBaseUser
) -> Iterator[Objection]:
    """Nobody publishes a number that they typed themselves. Administrators are no exception."""
    if not isinstance(subject, Service) or not changes_numbers(revision):
        return
    if typed_by(revision) == user.pk:
        yield Objection(
            "You typed this number yourself. A second person has to call it and publish it. "
            f"{whom_to_ask(subject, {user.pk})} Your draft is saved.",
            "number",
        )


def changes_numbers(revision: Revision) -> bool:
    """Whether visitors would get other numbers than now; those of a new helpline are others."""
    live = Service.objects.live().filter(pk=revision.object_id).values(*NUMBERS).first()
    return live is None or _numbers_of(live) != _numbers_of(revision.content)


def typed_by(revision: Revision) -> int | None:
    """The id of the person whose draft first had these numbers. None if nobody is known."""
    typist = revision.user_id
    same_record = Revision.objects.filter(
        base_content_type=revision.base_content_type_id, object_id=revision.object_id
    )
    for draft in same_record.filter(pk__lt=revision.pk).order_by("-pk"):
        if _numbers_of(draft.content) != _numbers_of(revision.content):
            break
        typist = draft.user_id
    return typist


def _numbers_of(values: Mapping[str, Any]) -> list[str]:
    return [values.get(name) or "" for name in NUMBERS]
