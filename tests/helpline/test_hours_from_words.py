"""Hours that were words became data, in records and in drafts."""

from importlib import import_module

import pytest
from django.apps import apps

from helpline.models import Service
from tests import builders

pytestmark = pytest.mark.django_db

migration = import_module("helpline.migrations.0005_registry_in_full")


@pytest.mark.parametrize("words", ["24 hours a day", "24 hours a day, every day"])
def test_words_for_always_became_the_tick(words):
    assert migration.as_data(words) == {"is_always_open": True, "hours_note": ""}


def test_other_words_stay_as_they_are():
    words = "24 hours a day, not at Christmas"

    assert migration.as_data(words) == {"is_always_open": False, "hours_note": words}


def test_a_draft_from_before_keeps_its_hours():
    line = builders.helpline()
    revision = line.save_revision()
    for name in ("is_always_open", "hours_note", "opening_times", "bank_holidays", "text_number"):
        del revision.content[name]
    revision.content["hours"] = "8pm to 8am"
    revision.save()

    migration.hours_from_words(apps, None)
    Service.objects.get().get_latest_revision().publish()

    assert Service.objects.get().hours == "8pm to 8am"
