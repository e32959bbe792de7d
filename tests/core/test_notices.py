"""H8: one press puts a notice on all pages, and one takes it off."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from core.models import Alert
from editorial.audit.changes import CHANGED
from tests import builders
from tests.reading import document, words
from tests.site_map import for_machines, one_of_each

pytestmark = pytest.mark.django_db

HEADING = "Our phones are down"
NOTICE = {"heading": HEADING, "text": "Write to us instead.", "level": "urgent"}
LIST = "/admin/alert/"


@pytest.fixture
def publisher(client):
    """A browser in which a publisher is signed in, who has a name."""
    builders.front_page()
    client.force_login(builders.staff("Publisher", first_name="Jane", last_name="Doe"))
    return client


def put_up(client, **fields):
    return client.post(reverse("put_up_new_notice"), NOTICE | fields, follow=True)


def put_up_prepared(client, alert: Alert):
    return client.post(reverse("put_up_notice", args=[alert.pk]), follow=True)


def take_off(client, alert: Alert):
    return client.post(reverse("take_off_notice", args=[alert.pk]), follow=True)


def panel(client, address: str = "/admin/"):
    return document(client.get(address)).select_one("#notices-section")


def banners(address: str = "/") -> list[str]:
    """What somebody who has not signed in sees."""
    return [words(banner) for banner in document(Client().get(address)).select(".alert")]


def actions(alert: Alert) -> list[str]:
    """What the log says of it, the newest first, with names."""
    entries = ModelLogEntry.objects.for_instance(alert).exclude(action=CHANGED)
    return [f"{entry.action} by {entry.user_display_name}" for entry in entries]


def test_one_press_puts_it_on_every_page_and_one_takes_it_off(publisher):
    pages = one_of_each()

    put_up(publisher)
    shown = {kind: banners(address) for kind, address in pages.items()}
    take_off(publisher, Alert.objects.get())

    assert shown == dict.fromkeys(pages, [f"Urgent {HEADING} Write to us instead."])
    assert {kind: banners(address) for kind, address in pages.items()} == dict.fromkeys(pages, [])


def test_files_for_programs_hold_no_notice(publisher):
    addresses = for_machines(one_of_each())

    put_up(publisher)

    for address in addresses.values():
        assert HEADING.encode() not in Client().get(address).content


@pytest.mark.parametrize("address", ["/admin/", LIST])
def test_the_panel_says_what_is_up_since_when_and_by_whom(publisher, address):
    put_up(publisher)

    shown = words(panel(publisher, address))

    since = timezone.localtime(Alert.objects.get().starts_at)
    assert f"Urgent: {HEADING} Write to us instead." in shown
    assert f"On all pages, since {since:%-d %B %Y at %H:%M}, by Jane Doe." in shown
    assert "Take it off" in shown


def test_the_panel_says_so_when_nothing_is_up(publisher):
    assert "Pages show no notice." in words(panel(publisher))


@pytest.mark.parametrize("address", ["/admin/", LIST])
def test_every_press_leads_back_to_where_it_was_made(publisher, address):
    form = panel(publisher, address).select_one("details form")
    back_to = form.select_one("[name=next]")["value"]

    answer = publisher.post(form["action"], NOTICE | {"next": back_to})

    assert answer.url == address


def test_a_press_leads_to_no_other_website(publisher):
    answer = publisher.post(reverse("put_up_new_notice"), NOTICE | {"next": "https://example.com/"})

    assert answer.url == "/admin/"


def test_a_notice_that_was_taken_off_is_kept_and_the_log_has_names(publisher):
    put_up(publisher)
    alert = Alert.objects.get()

    take_off(publisher, alert)

    alert.refresh_from_db()
    assert alert.state == Alert.State.OVER
    assert actions(alert) == ["core.take_off by Jane Doe", "core.put_up by Jane Doe"]
    assert HEADING in words(document(publisher.get(LIST)).select_one("#listing-results"))
    history = words(document(publisher.get(f"/admin/alert/history/{alert.pk}/")))
    assert "Put on the pages of the website" in history
    assert "Taken off the pages of the website" in history


def test_pressing_twice_puts_up_one_notice(publisher):
    put_up(publisher)
    second = put_up(publisher)

    assert len(banners()) == 1
    assert Alert.objects.count() == 1
    assert "was not put up again" in words(document(second))


def test_the_database_itself_refuses_the_same_words_twice():
    builders.alert(heading=HEADING)

    with pytest.raises(IntegrityError):
        Alert.objects.create(heading=HEADING)


def test_the_same_words_can_be_put_up_again_once_they_are_off(publisher):
    put_up(publisher)
    take_off(publisher, Alert.objects.get())

    put_up(publisher)

    assert len(banners()) == 1
    assert Alert.objects.count() == 2


def test_two_people_put_up_what_was_prepared_at_once_and_it_is_up_once(publisher):
    one = builders.alert(heading=HEADING, is_prepared=True)
    other = Alert.objects.get()
    people = builders.staff("Administrator"), builders.staff("Publisher", username="p2", email="")

    done = one.put_up(by=people[0]), other.put_up(by=people[1])

    assert done == (True, False)
    assert banners() == [HEADING]
    assert actions(one) == ["core.put_up by administrator"]


def test_two_people_take_it_off_at_once_and_the_second_is_told(publisher):
    put_up(publisher)
    alert = Alert.objects.get()
    take_off(publisher, alert)
    ended_at = Alert.objects.get().ends_at

    second = take_off(publisher, alert)

    assert Alert.objects.get().ends_at == ended_at
    assert "Somebody has taken it off already" in words(document(second))


def test_taking_off_what_somebody_has_deleted_is_no_error(publisher):
    put_up(publisher)
    alert = Alert.objects.get()
    Alert.objects.all().delete()

    assert take_off(publisher, alert).status_code == 200


def test_what_is_prepared_is_shown_nowhere_until_its_button_is_pressed(publisher):
    alert = builders.alert(heading=HEADING, is_prepared=True)
    before = banners()
    button = panel(publisher).find("button", string="Put it on all pages now")

    put_up_prepared(publisher, alert)

    assert before == []
    assert button["aria-label"] == f"Put it on all pages now: {HEADING}"
    assert banners() == [HEADING]


def test_a_notice_is_prepared_in_its_form(publisher):
    fields = NOTICE | {"link_url": "", "link_text": "", "is_prepared": "on"}

    publisher.post("/admin/alert/new/", fields)

    assert banners() == []
    assert HEADING in words(panel(publisher))


def test_taking_the_tick_away_in_the_form_puts_it_up_and_the_log_says_so(publisher):
    alert = builders.alert(heading=HEADING, is_prepared=True)

    publisher.post(f"/admin/alert/edit/{alert.pk}/", NOTICE | {"link_url": "", "link_text": ""})

    assert len(banners()) == 1
    assert "core.put_up by Jane Doe" in actions(alert)
    assert "by Jane Doe" in words(panel(publisher))


def test_a_notice_for_later_can_be_put_up_before_its_time(publisher):
    alert = builders.alert(heading=HEADING, starts_at=timezone.now() + timedelta(days=9))

    put_up_prepared(publisher, alert)

    assert banners() == [HEADING]


def test_new_words_that_were_planned_for_later_are_up_now(publisher):
    builders.alert(**NOTICE, starts_at=timezone.now() + timedelta(days=9))

    put_up(publisher)

    assert len(banners()) == 1
    assert Alert.objects.count() == 1


def test_what_is_prepared_for_a_section_says_so_on_its_button_and_stays_there(publisher):
    alert = builders.alert(heading=HEADING, is_prepared=True, section=builders.news_index())

    button = panel(publisher).select_one(".notice-entry button")
    put_up_prepared(publisher, alert)

    assert words(button) == "Put it up in “News” now"
    assert banners("/news/") == [HEADING]
    assert banners() == []


def test_what_is_over_cannot_be_put_up_again_from_an_old_screen(publisher):
    put_up(publisher)
    alert = Alert.objects.get()
    take_off(publisher, alert)

    put_up_prepared(publisher, alert)

    assert banners() == []


def test_an_empty_notice_is_not_put_up_and_what_was_typed_stays(publisher):
    answer = put_up(publisher, heading=" ")

    page = document(answer)
    assert banners() == []
    assert "Write to us instead." in page.select_one("#id_notice_text").text
    assert "This field is required" in words(page.select_one("details[open]"))


def test_the_level_is_urgent_unless_somebody_says_otherwise(publisher):
    chosen = panel(publisher).select_one("#id_notice_level option[selected]")

    assert chosen["value"] == "urgent"


@pytest.mark.parametrize(
    ("role", "sees_buttons"),
    [("Author", False), ("Editor", False), ("Publisher", True), ("Administrator", True)],
)
def test_who_may_publish_sees_the_panel_and_nobody_else(client, role, sees_buttons):
    builders.alert(heading=HEADING)
    client.force_login(builders.staff(role))

    assert (panel(client) is not None) is sees_buttons


def test_an_editor_who_knows_the_addresses_changes_nothing(client):
    builders.front_page()
    shown = builders.alert(heading="Shown")
    prepared = builders.alert(heading="Prepared", is_prepared=True)
    client.force_login(builders.staff("Editor"))

    put_up(client)
    put_up_prepared(client, prepared)
    take_off(client, shown)

    assert banners() == ["Shown"]


def test_nobody_puts_up_a_notice_without_having_signed_in():
    builders.front_page()

    put_up(Client())

    assert banners() == []


def test_a_press_that_another_website_makes_is_refused(publisher):
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = publisher.cookies

    answer = forged.post(reverse("put_up_new_notice"), NOTICE)

    assert answer.status_code == 403
    assert banners() == []


@pytest.mark.parametrize("name", ["put_up_notice", "take_off_notice"])
def test_a_link_does_not_press_a_button(publisher, name):
    alert = builders.alert(is_prepared=name == "put_up_notice")
    before = banners()

    answer = publisher.get(reverse(name, args=[alert.pk]))

    assert answer.status_code == 405
    assert banners() == before


@pytest.mark.parametrize(
    ("level", "word"), [("urgent", "Urgent"), ("warning", "Warning"), ("information", "Notice")]
)
def test_how_grave_it_is_stands_in_words_and_in_the_name_of_its_region(client, level, word):
    builders.front_page()
    builders.alert(heading=HEADING, level=level)

    banner = document(client.get("/")).select_one("section.alert")

    assert banner["aria-label"] == f"{word}: {HEADING}"
    assert words(banner).startswith(HEADING if level == "information" else f"{word} {HEADING}")
