"""What publishers see and press around embargo packs."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from core.models import BasePage
from editorial.models import EmbargoPack, PackItem
from editorial.packs.release import release_due
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher(client):
    builders.front_page()
    client.force_login(builders.staff("Publisher"))
    return client


@pytest.fixture
def statement():
    found = builders.news_item(title="The statement", live=False)
    found.save_revision()
    return type(found).objects.get(pk=found.pk)


def approve(page) -> None:
    BasePage.objects.get(pk=page.pk).specific.latest_revision.publish()


def words_at(client: Client, path: str) -> str:
    return client.get(path, follow=True).content.decode()


def at(moment) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def pack_page(pack) -> str:
    return f"/admin/embargopack/edit/{pack.pk}/"


@time_machine.travel("2026-01-20 12:00", tick=False)
def test_a_publisher_makes_a_pack_fills_it_and_reads_that_it_is_ready(publisher, statement):
    form = {"title": "Yearly report", "release_at": "2026-02-03 09:30", "seen": ""}
    publisher.post("/admin/embargopack/new/", form)
    pack = EmbargoPack.objects.get()
    assert "There is nothing in the pack yet" in words_at(publisher, pack_page(pack))

    publisher.post(f"/admin/packs/{pack.pk}/put-in/", {"page": statement.pk})
    assert "It is not approved. Submit it for approval." in words_at(publisher, pack_page(pack))
    approve(statement)

    words = words_at(publisher, pack_page(pack))
    assert "Ready: goes live Tuesday 3 February 2026 at 09:30, London time." in words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-01-20 11:59", "has passed: it is 12:00 now"),
        ("2026-03-29 01:30", "There is no 01:30 on 29 March 2026"),
        ("2026-10-25 01:30", "01:30 comes twice on 25 October 2026"),
    ],
)
def test_a_release_time_that_can_not_be_is_refused_with_words(publisher, typed, said):
    with time_machine.travel("2026-01-20 12:00", tick=False):
        form = {"title": "A pack", "release_at": typed, "seen": ""}
        answer = publisher.post("/admin/embargopack/new/", form)

    assert said in answer.content.decode()
    assert not EmbargoPack.objects.exists()


def test_of_two_who_change_a_pack_the_second_is_told_of_the_first(publisher):
    pack = builders.pack()
    seen = publisher.get(pack_page(pack)).context["form"]["seen"].value()
    later, much_later = (timezone.now() + timedelta(days=days) for days in (1, 2))

    first = {"title": "Mine", "release_at": at(later), "seen": seen}
    publisher.post(pack_page(pack), first)
    second = {"title": "Yours", "release_at": at(much_later), "seen": seen}
    answer = publisher.post(pack_page(pack), second).content.decode()

    assert "Somebody else changed this pack while you had it open" in answer
    assert "Yours" in answer
    assert EmbargoPack.objects.get().title == "Mine"


def test_from_a_page_one_button_leads_into_a_pack(publisher, statement):
    pack = builders.pack(title="Yearly report")
    editor = f"/admin/pages/{statement.pk}/edit/"
    assert "Put into a pack" in words_at(publisher, editor)
    assert "Yearly report" in words_at(publisher, f"/admin/packs/page/{statement.pk}/")

    publisher.post(f"/admin/packs/page/{statement.pk}/", {"pack": pack.pk})

    assert pack.items.get().page_id == statement.pk
    assert "In the pack “Yearly report”" in words_at(publisher, editor)


def test_release_now_asks_first_and_then_puts_all_live(publisher, statement):
    pack = builders.pack(statement)
    address = f"/admin/packs/{pack.pk}/release/"
    assert "It can’t be done yet" in words_at(publisher, address)
    approve(statement)
    assert "Release it now" in words_at(publisher, address)
    assert Client().get(statement.url).status_code == 404

    publisher.post(address)

    assert Client().get(statement.url).status_code == 200
    assert "Released" in words_at(publisher, pack_page(pack))


def test_stop_asks_first_and_then_nothing_goes_live(publisher, statement):
    pack = builders.pack(statement)
    approve(statement)
    address = f"/admin/packs/{pack.pk}/stop/"
    assert "Nothing of the pack goes live until" in words_at(publisher, address)

    publisher.post(address)

    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        release_due(timezone.now())
    assert Client().get(statement.url).status_code == 404
    assert "The pack has no release time" in words_at(publisher, pack_page(pack))


def test_the_dashboard_tells_of_a_pack_that_was_due(publisher, statement):
    soon = timezone.now() + timedelta(minutes=10)
    builders.pack(statement, title="Yearly report", release_at=soon)
    assert "1 thing in the way" in words_at(publisher, "/admin/")

    with time_machine.travel(soon + timedelta(minutes=1), tick=False):
        release_due(timezone.now())

        assert "Was due, and nothing of it is live" in words_at(publisher, "/admin/")


def test_a_pack_is_deleted_and_its_page_stays_a_draft(publisher, statement):
    pack = builders.pack(statement)
    approve(statement)

    publisher.post(f"/admin/embargopack/delete/{pack.pk}/")

    assert not EmbargoPack.objects.exists()
    assert not BasePage.objects.get(pk=statement.pk).approved_schedule


def test_a_released_pack_can_not_be_changed_or_deleted(publisher, statement):
    pack = builders.pack(statement)
    approve(statement)
    publisher.post(f"/admin/packs/{pack.pk}/release/")

    publisher.post(f"/admin/embargopack/delete/{pack.pk}/")
    publisher.post(f"/admin/packs/{pack.pk}/take-out/{pack.items.get().pk}/")
    publisher.post(pack_page(pack), {"title": "Another", "release_at": "", "seen": ""})

    pack = EmbargoPack.objects.get()
    assert (pack.title, pack.items.count()) == ("A pack", 1)
    assert publisher.get(f"/admin/packs/{pack.pk}/stop/").status_code == 404


@pytest.mark.parametrize("role", ["Author", "Editor"])
def test_who_does_not_keep_packs_comes_to_none_of_their_screens(client, statement, role):
    pack = builders.pack(statement)
    client.force_login(builders.staff(role))
    item = PackItem.objects.get()

    for below in ("put-in/", "release/", "stop/", "invite/", f"take-out/{item.pk}/"):
        client.post(f"/admin/packs/{pack.pk}/{below}", {"page": statement.pk})
        assert client.get(f"/admin/packs/{pack.pk}/{below}").status_code == 302
    client.post(f"/admin/packs/page/{statement.pk}/", {"pack": pack.pk})
    assert client.get(pack_page(pack)).status_code == 302
    assert pack.items.count() == 1
    assert EmbargoPack.objects.get().release_at == pack.release_at
    assert "Embargo packs" not in words_at(client, "/admin/")
