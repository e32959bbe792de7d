"""The dashboard: what waits for me, and nothing else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Workflow

from tests import builders
from tests.reading import document, words

pytestmark = pytest.mark.django_db
CALM = "Nothing waits for you. All is well."


def dashboard(client, user) -> str:
    client.force_login(user)
    return words(document(client.get(reverse("wagtailadmin_home"))))


def draft(user, **fields):
    page = builders.news_item(live=False, **fields)
    page.save_revision(user=user)
    return page


def submitted(user, **fields):
    page = draft(user, **fields)
    page.refresh_from_db()
    return page, Workflow.objects.get().start(page, user)


@pytest.mark.parametrize("role", ["Author", "Editor", "Settings owner"])
def test_when_nothing_waits_it_says_so_and_when_it_looked(client, role):
    builders.front_page()

    told = dashboard(client, builders.staff(role))

    assert CALM in told
    assert "Checked today at" in told


def test_a_page_that_was_sent_back_comes_with_the_words_of_whoever_did(client):
    author, publisher = builders.staff("Author"), builders.staff("Publisher")
    page, state = submitted(author, title="A statement")
    task_state = state.current_task_state
    task_state.task.specific.on_action(
        task_state, user=publisher, action_name="reject", comment="Name the month."
    )

    told = dashboard(client, author)

    assert "Sent back to you A statement publisher sent it back: “Name the month.”" in told
    assert CALM not in told


def test_a_date_that_nobody_approved_is_told_as_such(client):
    editor = builders.staff("Editor")
    draft(editor, title="A letter", go_live_at=timezone.now() + timedelta(days=2))

    told = dashboard(client, editor)

    assert "Going live in the next 7 days A letter" in told
    assert "nobody has approved it" in told


def test_a_page_that_is_due_next_month_does_not_wait_yet(client):
    editor = builders.staff("Editor")
    draft(editor, go_live_at=timezone.now() + timedelta(days=30))

    assert CALM in dashboard(client, editor)


def test_a_link_to_a_page_that_is_no_longer_live_is_told_to_those_who_publish(client):
    gone = builders.news_item(title="Gone")
    link = f'<a linktype="page" id="{gone.pk}">there</a>'
    builders.standard_page(title="It leads there", body=builders.text(link))
    gone.unpublish()

    publisher = builders.staff("Publisher")
    assert "Links that lead nowhere It leads there" in dashboard(client, publisher)
    assert "lead nowhere" not in dashboard(client, builders.staff("Author"))


def test_more_things_take_no_more_queries(client):
    editor = builders.staff("Editor")
    client.force_login(editor)
    soon = timezone.now() + timedelta(days=2)
    draft(editor, title="One", go_live_at=soon)
    client.get(reverse("wagtailadmin_home"))
    with CaptureQueriesContext(
        connection,
    ) as of_one:
        client.get(reverse("wagtailadmin_home"))

    for title in ("Two", "Three", "Four"):
        draft(editor, title=title, go_live_at=soon)
    with CaptureQueriesContext(connection) as of_four:
        client.get(reverse("wagtailadmin_home"))

    assert len(of_four) == len(of_one)


def test_a_page_of_a_usual_kind_is_begun_from_the_dashboard_by_those_who_write(client):
    section = builders.news_item().get_parent()
    client.force_login(builders.staff("Author"))

    panel = document(client.get(reverse("wagtailadmin_home"))).select_one("#start-section")
    link = panel.find("a", string="News item")["href"]

    assert client.get(link).url == f"/admin/pages/add/news/newspage/{section.pk}/"
    assert "Start something new" not in dashboard(client, builders.staff("Helpline owner"))


def test_each_further_page_that_waits_for_approval_costs_three_queries(client):
    author = builders.staff("Author")
    client.force_login(builders.staff("Publisher"))
    submitted(author, title="One")
    client.get(reverse("wagtailadmin_home"))
    with CaptureQueriesContext(connection) as of_one:
        client.get(reverse("wagtailadmin_home"))

    for title in ("Two", "Three", "Four"):
        submitted(author, title=title)
    with CaptureQueriesContext(connection) as of_four:
        client.get(reverse("wagtailadmin_home"))

    # Wagtail asks for the steps of each workflow, and we for the live page and who wrote the draft.
    assert len(of_four) - len(of_one) <= 3 * 3
