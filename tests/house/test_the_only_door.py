"""Whichever way Wagtail offers to go live, the gates are asked.

The gate of these tests objects to all that has “early” in its name.
"""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from core import gates
from core.page_forms import BasePageForm
from helpline.models import Service
from news.models import NewsPage
from tests import builders
from tests.forms import helpline_form, news_form
from tests.reading import messages_of

pytestmark = pytest.mark.django_db

REASON = "It is too early."


@pytest.fixture(autouse=True)
def gate(monkeypatch):
    def too_early(subject, live_at):
        if "early" in str(subject):
            yield gates.Objection(REASON, "title")

    monkeypatch.setattr(gates, "_gates", [too_early])


def draft(title: str = "An early item", **fields) -> NewsPage:
    """A news item that was never live, with a draft."""
    page = builders.news_item(title="A plain item", live=False, **fields)
    page.title = title
    page.save_revision()
    return page


def is_live(page) -> bool:
    page.refresh_from_db()
    return page.live


# Pages


def test_the_editor_says_no_beside_the_field_and_keeps_what_was_typed(publisher):
    page = draft()

    answer = publisher.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        news_form(**{"action-publish": "on"}),
    )

    assert answer.context["form"].errors["title"] == [REASON]
    assert "Words that took thought" in answer.content.decode()
    assert not is_live(page)


def test_a_draft_is_saved_all_the_same(publisher):
    page = draft()

    publisher.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), news_form())

    page.refresh_from_db()
    assert page.get_latest_revision_as_object().summary == "Words that took thought"


def test_the_editor_is_shut_even_if_its_form_were_open(publisher, monkeypatch):
    page = draft()
    monkeypatch.setattr(BasePageForm, "add_error", lambda form, field, message: None)

    answer = publisher.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        news_form(**{"action-publish": "on"}),
        follow=True,
    )

    assert REASON in messages_of(answer)
    assert "Words that took thought" in answer.content.decode()
    assert not is_live(page)


def test_a_live_page_stays_as_it_is(publisher, monkeypatch):
    page = builders.news_item(title="A plain item")
    monkeypatch.setattr(BasePageForm, "add_error", lambda form, field, message: None)

    publisher.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        news_form(**{"action-publish": "on"}),
    )

    page.refresh_from_db()
    assert page.title == "A plain item"
    assert page.get_latest_revision_as_object().title == "An early item"


def test_a_new_page_is_refused_in_its_form(publisher):
    index = builders.news_index()

    answer = publisher.post(
        reverse("wagtailadmin_pages:add", args=["news", "newspage", index.pk]),
        news_form(**{"action-publish": "on"}),
    )

    assert answer.context["form"].errors["title"] == [REASON]
    assert "Words that took thought" in answer.content.decode()
    assert not NewsPage.objects.exists()


def test_a_new_page_is_refused_even_if_its_form_were_open(publisher, monkeypatch):
    index = builders.news_index()
    monkeypatch.setattr(BasePageForm, "add_error", lambda form, field, message: None)

    answer = publisher.post(
        reverse("wagtailadmin_pages:add", args=["news", "newspage", index.pk]),
        news_form(**{"action-publish": "on"}),
        follow=True,
    )

    assert REASON in messages_of(answer)
    assert not NewsPage.objects.live().exists()


def test_a_revision_is_refused_to_a_person(publisher):
    page, person = draft(), builders.staff("Administrator")

    with pytest.raises(gates.PublishRefused, match=REASON):
        page.get_latest_revision().publish(user=person)

    assert not is_live(page)


def test_bulk_publish_names_what_it_refuses_and_publishes_nothing(publisher):
    page, other = draft(), draft("A late item", slug="late")
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    home = reverse("wagtailadmin_home")

    answer = publisher.post(
        f"{address}?id={page.pk}&id={other.pk}&next={home}",
        {"include_descendants": "", "next": home},
        follow=True,
    )

    assert "“An early item” can't be published" in messages_of(answer)
    assert "None of the chosen pages was published" in messages_of(answer)
    assert not is_live(page)
    assert not is_live(other)


def test_bulk_publish_of_a_section_asks_about_the_pages_below(publisher):
    index = builders.news_index()
    page = draft()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    home = reverse("wagtailadmin_home")

    answer = publisher.post(
        f"{address}?id={index.pk}&next={home}",
        {"include_descendants": "on", "next": home},
        follow=True,
    )

    assert "“An early item” can't be published" in messages_of(answer)
    assert not is_live(page)


def submitted(page):
    """`page`, handed in for approval by an editor; gives the task that waits."""
    page.get_workflow().start(page, builders.staff("Editor"))
    return page.current_workflow_task_state


def test_approval_is_refused_and_can_be_given_later(publisher):
    page = draft()
    task = submitted(page)

    answer = publisher.post(
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk]),
        {"next": reverse("wagtailadmin_home")},
        follow=True,
    )

    assert REASON in messages_of(answer)
    assert not is_live(page)
    task.refresh_from_db()
    assert task.status == "in_progress"


def test_approval_in_a_dialogue_leads_to_the_editor_that_says_why(publisher):
    page = draft()
    task = submitted(page)

    answer = publisher.post(
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk]),
        {"comment": "Good", "next": reverse("wagtailadmin_home")},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )

    editor = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert answer.json() == {"step": "success", "redirect": editor}
    assert REASON in messages_of(publisher.get(editor))
    assert not is_live(page)


def test_approval_in_the_editor_is_refused_and_keeps_what_was_typed(publisher):
    page = draft()
    submitted(page)

    answer = publisher.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        news_form(**{"action-workflow-action": "true", "workflow-action-name": "approve"}),
        follow=True,
    )

    assert REASON in messages_of(answer)
    assert "Words that took thought" in answer.content.decode()
    assert not is_live(page)


def due(record) -> None:
    """Have a schedule for the latest revision of `record` that has come."""
    revision = record.get_latest_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()


def test_a_scheduled_run_refuses_one_page_and_goes_on_with_the_next():
    early, late = draft(), draft("A late item", slug="late")
    due(early)
    due(late)

    call_command("publish_scheduled")

    assert not is_live(early)
    assert is_live(late)
    refusal = PageLogEntry.objects.get(action="core.publish_refused")
    assert refusal.page_id == early.pk
    assert REASON in refusal.formatter.format_message(refusal)


def test_a_refused_schedule_is_not_tried_again():
    page = draft()
    due(page)

    call_command("publish_scheduled")
    call_command("publish_scheduled")

    assert PageLogEntry.objects.filter(action="core.publish_refused").count() == 1


def test_a_refusal_stands_in_the_history_of_the_page(publisher):
    page = draft()
    due(page)
    call_command("publish_scheduled")

    answer = publisher.get(reverse("wagtailadmin_pages:history", args=[page.pk]))

    assert REASON in answer.content.decode()


def test_an_earlier_version_is_refused_as_well(publisher):
    page = draft()
    earlier = page.get_latest_revision()
    page.title = "A plain item"
    page.save_revision().publish()

    answer = publisher.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        news_form(**{"action-publish": "on", "revision": earlier.pk}),
    )

    page.refresh_from_db()
    assert answer.context["form"].errors["title"] == [REASON]
    assert page.title == "A plain item"


@pytest.fixture
def live_and_early(monkeypatch):
    """A live page to which the gate objects, as one that went live before the gate was there."""
    page = builders.news_item(title="A plain item")
    NewsPage.objects.filter(pk=page.pk).update(title="An early item")
    return NewsPage.objects.get(pk=page.pk)


@pytest.mark.parametrize("choice", ["publish_copies", "alias"])
def test_a_live_copy_is_refused_in_its_form(publisher, live_and_early, choice):
    answer = publisher.post(
        reverse("wagtailadmin_pages:copy", args=[live_and_early.pk]),
        {
            "new_title": "An early copy",
            "new_slug": "copy",
            "new_parent_page": builders.news_index().pk,
            choice: "on",
        },
    )

    assert REASON in str(answer.context["form"].errors[choice])
    assert "An early copy" in answer.content.decode()
    assert NewsPage.objects.count() == 1


def test_a_copy_of_a_section_is_refused_for_the_page_below(publisher, live_and_early):
    index = builders.news_index()

    answer = publisher.post(
        reverse("wagtailadmin_pages:copy", args=[index.pk]),
        {
            "new_title": "A copy",
            "new_slug": "copy",
            "new_parent_page": index.get_parent().pk,
            "copy_subpages": "on",
            "publish_copies": "on",
        },
    )

    assert "“An early item”" in str(answer.context["form"].errors)
    assert NewsPage.objects.count() == 1


def test_a_copy_that_is_a_draft_is_made(publisher, live_and_early):
    publisher.post(
        reverse("wagtailadmin_pages:copy", args=[live_and_early.pk]),
        {
            "new_title": "An early copy",
            "new_slug": "copy",
            "new_parent_page": builders.news_index().pk,
        },
    )

    assert not NewsPage.objects.get(slug="copy").live


def test_a_live_copy_made_by_a_program_is_refused(live_and_early):
    with pytest.raises(gates.PublishRefused):
        live_and_early.copy(update_attrs={"slug": "copy"}, keep_live=True)


def test_an_alias_made_by_a_program_is_refused(live_and_early):
    with pytest.raises(gates.PublishRefused):
        live_and_early.create_alias(update_slug="alias")


@pytest.mark.parametrize("action", ["publish", "copy"])
def test_the_admins_own_interface_is_refused(publisher, live_and_early, action):
    page = draft(slug="draft") if action == "publish" else live_and_early
    address = reverse("wagtailadmin_api:pages:action", args=[page.pk, action])

    answer = publisher.post(address, {"slug": "copy"} if action == "copy" else {})

    assert answer.status_code == 400
    assert REASON in answer.json()["message"]
    assert NewsPage.objects.live().count() == 1


def test_a_new_live_page_made_by_a_program_is_refused():
    with pytest.raises(gates.PublishRefused):
        builders.news_item(title="An early item")


def test_a_live_page_can_be_moved_locked_and_unpublished(live_and_early):
    live_and_early.locked = True
    live_and_early.save(update_fields=["locked"])
    live_and_early.move(builders.news_index(), pos="first-child")
    live_and_early.refresh_from_db()
    live_and_early.unpublish()

    assert not is_live(live_and_early)


# Helplines


HELPLINE = helpline_form(name="An early helpline", when_to_call="Words that took thought")


def test_a_new_helpline_is_refused_and_kept_as_a_draft(client):
    client.force_login(builders.staff("Helpline owner"))

    answer = client.post(
        reverse("wagtailsnippets_helpline_service:add"),
        HELPLINE | {"action-publish": "on"},
        follow=True,
    )

    assert REASON in messages_of(answer)
    assert "Words that took thought" in answer.content.decode()
    assert not Service.objects.get().live


def test_a_changed_helpline_is_refused_and_kept_as_a_draft(publisher):
    service = builders.helpline(name="A plain helpline")

    answer = publisher.post(
        reverse("wagtailsnippets_helpline_service:edit", args=[service.pk]),
        HELPLINE | {"action-publish": "on"},
        follow=True,
    )

    service.refresh_from_db()
    assert REASON in messages_of(answer)
    assert "Words that took thought" in answer.content.decode()
    assert service.name == "A plain helpline"


def test_a_scheduled_helpline_is_refused():
    service = builders.helpline(name="A plain helpline", live=False)
    service.name = "An early helpline"
    service.save_revision()
    due(service)

    call_command("publish_scheduled")

    assert not is_live(service)
    assert ModelLogEntry.objects.filter(action="core.publish_refused").count() == 1
