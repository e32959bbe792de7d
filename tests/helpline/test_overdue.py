"""G2: the dashboard lists helplines that nobody has checked, and one click says that all holds."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from helpline.models import Service
from helpline.models.services import CHECKED_EVERY
from tests import builders
from tests.reading import document, words

pytestmark = pytest.mark.django_db

HOME = reverse("wagtailadmin_home")


def today() -> date:
    return timezone.localdate()


def panel(client, role: str = "Publisher") -> str:
    client.force_login(builders.staff(role))
    found = document(client.get(HOME)).find(id="helplines-to-check-section")
    return words(found) if found else ""


def checked(days_ago: int, **fields) -> Service:
    values = {"owner": builders.staff("Author", username=f"owner-{days_ago}")}
    return builders.helpline(verified_on=today() - timedelta(days=days_ago), **values | fields)


def check_today(client, line: Service):
    return client.post(reverse("checked_today", args=[line.pk]), follow=True)


def test_the_dashboard_lists_overdue_helplines_the_oldest_check_first(client):
    checked(CHECKED_EVERY.days + 1, name="Late")
    checked(CHECKED_EVERY.days + 50, name="Later")
    checked(CHECKED_EVERY.days, name="In time")

    seen = panel(client)

    assert seen.index("Later") < seen.index("Late ")
    assert "(overdue)" in seen
    assert "In time" not in seen


def test_the_dashboard_lists_helplines_that_nobody_keeps_right(client):
    checked(1, name="Alone", owner=None)

    seen = panel(client)

    assert "Alone" in seen
    assert "Nobody" in seen
    assert "overdue" not in seen


def test_a_draft_is_not_listed(client):
    checked(500, live=False)

    assert panel(client) == ""


@pytest.mark.parametrize(
    ("role", "is_listed", "has_button"),
    [
        ("Author", False, False),
        ("Editor", False, False),
        ("Publisher", True, True),
        ("Helpline owner", True, True),
    ],
)
def test_each_role_sees_what_it_can_do_something_about(client, role, is_listed, has_button):
    checked(500, name="Late")

    seen = panel(client, role)

    assert ("Late" in seen) is is_listed
    assert ("I have checked it today" in seen) is has_button


def test_one_click_says_that_it_was_checked_today(client):
    line = checked(500)
    client.force_login(builders.staff("Publisher"))

    check_today(client, line)

    line.refresh_from_db()
    assert line.verified_on == today()
    assert line.get_latest_revision_as_object().verified_on == today()


def test_the_button_is_sent_with_its_token():
    line = checked(500)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(builders.staff("Publisher"))
    form = document(browser.get(HOME)).find("form", action=reverse("checked_today", args=[line.pk]))

    browser.post(form["action"], {field["name"]: field["value"] for field in form("input")})

    line.refresh_from_db()
    assert line.verified_on == today()


def test_the_click_leaves_a_waiting_draft_a_draft(client):
    line = checked(500, name="As visitors know it")
    line.name = "A draft of a name"
    line.save_revision()
    client.force_login(builders.staff("Publisher"))

    check_today(client, line)

    line = Service.objects.get(pk=line.pk)
    draft = line.get_latest_revision_as_object()
    assert (line.name, line.verified_on) == ("As visitors know it", today())
    assert (draft.name, draft.verified_on) == ("A draft of a name", today())
    assert line.has_unpublished_changes


def test_an_editor_cannot_change_the_day_that_visitors_read(client):
    line = checked(500)
    client.force_login(builders.staff("Editor"))

    check_today(client, line)

    line.refresh_from_db()
    assert line.verified_on != today()


def test_following_a_link_changes_nothing(client):
    line = checked(500)
    client.force_login(builders.staff("Publisher"))

    assert client.get(reverse("checked_today", args=[line.pk])).status_code == 405


@pytest.mark.parametrize(("chosen", "name"), [("overdue", "Late"), ("nobody", "Alone")])
def test_the_list_of_helplines_can_be_narrowed_to_them(client, chosen, name):
    checked(500, name="Late")
    checked(1, name="Alone", owner=None)
    client.force_login(builders.staff("Helpline owner"))

    answer = client.get(reverse("wagtailsnippets_helpline_service:list"), {"check": chosen})

    assert [line.name for line in answer.context["object_list"]] == [name]
