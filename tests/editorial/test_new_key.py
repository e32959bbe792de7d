"""Operators change the key that signs, and nobody notices, or everybody signs in again."""

import pytest
from django.test import Client

from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
NEW_KEY = "another" * 10


@pytest.fixture
def colleague(client):
    client.force_login(builders.staff())
    return client


def test_a_new_key_signs_nobody_out_while_the_former_one_is_named(colleague, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], NEW_KEY

    assert colleague.get("/admin/").status_code == 200


def test_a_key_that_was_stolen_opens_nothing_once_it_is_named_no_more(colleague, settings):
    settings.SECRET_KEY = NEW_KEY

    assert colleague.get("/admin/").status_code == 302


def test_links_of_invited_readers_outlive_the_key(settings):
    link = builders.reader(builders.pack(builders.news_item(live=False))).link
    settings.SECRET_KEY = NEW_KEY
    path, _, token = link.partition("?link=")

    assert Client().post(path, {"link": token}).status_code == 302
