"""Any page can be compared with an earlier draft, in words, and go back to it."""

import pytest
from django.urls import reverse
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.models import Page, Revision, get_page_models

from tests import builders
from tests.forms import news_form
from tests.reading import document, words
from tests.site_map import one_of_each

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def one_page_of_each_type() -> list[Page]:
    one_of_each()
    types = [kind for kind in get_page_models() if kind.is_creatable and kind is not Page]
    found = [kind.objects.first() for kind in types]
    assert [kind for kind, page in zip(types, found, strict=True) if page is None] == []
    return found


def shorten_streams(page: Page) -> list[str]:
    """Leave out the last block of each field that has any. Gives their names on the screen."""
    names = []
    for field in page._meta.get_fields():
        if isinstance(field, StreamField) and len(value := getattr(page, field.name)):
            kept = [(block.block_type, block.value, block.id) for block in value][:-1]
            setattr(page, field.name, StreamValue(value.stream_block, kept))
            names.append(str(field.verbose_name))
    return names


def two_drafts(page: Page) -> tuple[int, int, list[str]]:
    """The ids of an earlier draft and of a shorter one with other words, and what was cut."""
    page.title, page.summary = "Words of the morning", "A summary of the morning"
    earlier = page.save_revision()
    page = page.get_latest_revision_as_object()
    page.title, page.summary = "Words of the evening", "A summary of the evening"
    names = shorten_streams(page)
    return earlier.pk, page.save_revision().pk, names


@pytest.fixture
def desk(client):
    client.force_login(builders.staff("Administrator"))
    return client


def test_two_drafts_of_any_page_are_compared_in_words(desk):
    for page in one_page_of_each_type():
        earlier, later, cut = two_drafts(page)

        address = reverse(
            "wagtailadmin_pages:revisions_compare", args=[page.pk, str(earlier), str(later)]
        )
        shown = document(desk.get(address)).main

        told = words(shown).casefold()
        assert "words of the morning evening" in told, type(page)
        gone = {words(mark) for mark in shown.select(".deletion")}
        assert gone >= {"morning"}, type(page)
        assert [name for name in cut if name.casefold() not in told] == [], type(page)


def test_an_earlier_draft_of_any_page_can_be_opened_and_brought_back(desk):
    for page in one_page_of_each_type():
        earlier, _, _ = two_drafts(page)
        wanted = page.revisions.get(pk=earlier).as_object().serializable_data()
        visitors_read = type(page).objects.get(pk=page.pk).title

        form = desk.get(reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, earlier]))
        back = desk.post(
            reverse("wagtailadmin_api:pages:action", args=[page.pk, "revert_to_page_revision"]),
            {"revision_id": earlier},
        )

        assert document(form).select_one("#id_title")["value"] == "Words of the morning"
        assert back.status_code == 200, (type(page), back.content)
        draft = page.get_latest_revision_as_object().serializable_data()
        changed = {name for name in wanted if wanted[name] != draft[name]}
        assert changed <= {"latest_revision", "latest_revision_created_at", "draft_title"}, page
        assert type(page).objects.get(pk=page.pk).title == visitors_read


def as_an_older_release_kept_it(revision: Revision, page: Page) -> None:
    """Without the fields that a release may have added since, and with one that it took away."""
    for field in page._meta.concrete_fields:
        is_new = field.model is type(page) and (field.has_default() or field.blank)
        if is_new and not field.primary_key and field.name in revision.content:
            del revision.content[field.name]
    revision.content["of_an_older_release"] = "words"
    revision.save()


@pytest.mark.drill("D-16", "A draft of an older release is opened and brought back")
def test_a_draft_of_an_older_release_opens_and_can_be_brought_back(desk, drill):
    pages = one_page_of_each_type()
    failed = []
    for page in pages:
        older = page.save_revision()
        as_an_older_release_kept_it(older, page)
        page.get_latest_revision_as_object().save_revision()

        answers = [
            desk.get(reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, older.pk])),
            desk.post(
                reverse("wagtailadmin_api:pages:action", args=[page.pk, "revert_to_page_revision"]),
                {"revision_id": older.pk},
            ),
            desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk])),
        ]
        if {answer.status_code for answer in answers} != {200}:
            failed.append((type(page).__name__, [answer.status_code for answer in answers]))

    drill.tried(len(pages), "kinds of pages")
    drill.lost(len(failed), f"drafts {failed}")


SINCE = ("summary", "seo_title", "topics", "go_live_at", "body-", "updates-", "comments-")
"""Of the form of a news item, what might have come with a newer release."""


@pytest.mark.drill("D-16", "A form that was open before a release is sent after it")
def test_a_form_that_was_open_before_a_release_still_saves_after_it(desk, drill):
    page = builders.news_item()
    failed = []
    for number, name in enumerate(SINCE):
        form = news_form(slug=page.slug, title=f"Typed {number}")
        sent = {key: value for key, value in form.items() if not key.startswith(name)}

        answer = desk.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), sent)

        page.refresh_from_db()
        if answer.status_code != 302 or page.draft_title != f"Typed {number}":
            failed.append((name, answer.status_code))

    drill.tried(len(SINCE), "forms without a field of the new release")
    drill.lost(len(failed), f"forms {failed}")
