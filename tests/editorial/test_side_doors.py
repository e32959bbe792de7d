"""Drafts and files are not named at side doors to those who don't work on them."""

import pytest
from django.urls import reverse

from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["Helpline owner", "Settings owner"])
def owner(client, request):
    client.force_login(builders.staff(request.param))
    return client


def test_an_owner_chooses_among_public_pages_only(owner):
    builders.news_item(title="Out for all", slug="out")
    builders.news_item(title="Embargoed", slug="embargoed", live=False)
    builders.made_private(builders.news_item(title="Between us", slug="between-us"))
    parent = builders.news_index()

    seen = "".join(
        owner.get(address).content.decode()
        for address in (
            reverse("wagtailadmin_choose_page_child", args=[parent.pk]),
            reverse("wagtailadmin_choose_page_search") + "?q=e",
        )
    )

    assert "Out for all" in seen
    assert "Embargoed" not in seen
    assert "Between us" not in seen


def test_an_editor_chooses_among_drafts_too(client):
    client.force_login(builders.staff("Editor"))
    draft = builders.news_item(title="Not out yet", live=False)

    seen = client.get(reverse("wagtailadmin_choose_page_child", args=[draft.get_parent().pk]))

    assert "Not out yet" in seen.content.decode()


@pytest.mark.parametrize(
    "door",
    [
        "wagtailsnippetchoosers_publications_figure:choose",
        "wagtailsnippetchoosers_publications_recommendation:choose",
    ],
)
def test_an_owner_does_not_choose_figures_and_recommendations(owner, door):
    builders.figure(value="99,999", live=False)
    builders.recommendation(text="Never said aloud", live=False)

    answer = owner.get(reverse(door))

    assert answer.status_code == 302
    assert "99,999" not in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "status"), [("Author", 200), ("Helpline owner", 200), ("Settings owner", 404)]
)
def test_a_file_that_is_not_public_is_read_by_those_who_use_files(client, role, status):
    file = builders.document()
    client.force_login(builders.staff(role))

    assert client.get(file.url).status_code == status


def test_a_bulk_action_does_not_name_what_somebody_may_not_touch(client):
    figure = builders.figure(name="A secret number", live=False)
    client.force_login(builders.staff("Author"))
    address = reverse("wagtail_bulk_action", args=["publications", "figure", "delete"])

    answer = client.get(f"{address}?id={figure.pk}", follow=True)

    assert "A secret number" not in answer.content.decode()
    assert "you do not have permission" in answer.content.decode()


def test_a_bulk_action_leaves_alone_what_somebody_may_not_touch(client):
    theirs = builders.news_item(title="Theirs")
    client.force_login(builders.staff("Author"))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])

    client.post(f"{address}?id={theirs.pk}")

    theirs.refresh_from_db()
    assert theirs.live
