"""All that visitors read, looked through for typed phone numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from wagtail.models import DraftStateMixin

from core.models import Alert, BasePage, Commissioner
from helpline.models import Agency, GlossaryTerm, Language, Resource, Service
from helpline.typed_numbers import Judgement, judged

RECORDS: list[type[models.Model]] = [
    Service,
    Language,
    Agency,
    GlossaryTerm,
    Resource,
    Alert,
    Commissioner,
]


@dataclass(frozen=True)
class Found:
    """A typed number in something live."""

    subject: models.Model
    judgement: Judgement

    @property
    def kind(self) -> str:
        return self.subject._meta.verbose_name


def live_texts() -> Iterator[models.Model]:
    """Pages and records as visitors get them."""
    yield from BasePage.objects.live().specific().iterator()
    for model in RECORDS:
        is_draftable = issubclass(model, DraftStateMixin)
        yield from model.objects.filter(live=True) if is_draftable else model.objects.all()


def typed_in_live_texts() -> Iterator[Found]:
    """Every typed number that must not stand where it does."""
    for subject in live_texts():
        for judgement in judged(subject):
            yield Found(subject, judgement)
