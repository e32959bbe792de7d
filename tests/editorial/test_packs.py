"""What waits in an embargo pack goes live together, at its time, or not at all."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from core.gates import PublishRefused
from core.models import BasePage
from editorial.models import EmbargoPack, PackItem, pages_in_unreleased_packs
from editorial.packs.contents import dissolve, put_in, set_time, take_out
from editorial.packs.preflight import obstacles_of
from editorial.packs.release import Hindered, release, release_due
from tests import builders

pytestmark = pytest.mark.django_db

SOON = timedelta(hours=1)


def draft(**fields):
    """A news item that was never live, with a draft."""
    values = {"live": False, "first_published_at": None, "last_published_at": None}
    page = builders.news_item(**values | fields)
    page.save_revision()
    page.refresh_from_db()
    return page


def approve(page) -> None:
    """What a second person's approval leaves behind: the latest draft is scheduled."""
    page.refresh_from_db()
    page.latest_revision.publish()
    page.refresh_from_db()


def approved_pack(*pages, **fields) -> EmbargoPack:
    pack = builders.pack(*pages, **fields)
    for page in pages:
        if isinstance(page, BasePage):
            approve(page)
    return pack


def messages_about(pack: EmbargoPack) -> str:
    return "\n".join(str(obstacle) for obstacle in obstacles_of(pack))


def an_hour_later():
    return time_machine.travel(timezone.now() + SOON + timedelta(seconds=5), tick=False)


def run() -> None:
    release_due(timezone.now())


def test_all_pages_of_a_pack_go_live_together_when_their_time_has_come(client):
    builders.staff("Publisher")
    pages = [draft(title=f"Item {number}") for number in range(3)]
    pack = approved_pack(*pages)
    assert obstacles_of(pack) == []
    run()
    assert {client.get(page.url).status_code for page in pages} == {404}

    with an_hour_later():
        run()
        run()

    assert {client.get(page.url).status_code for page in pages} == {200}
    assert ModelLogEntry.objects.filter(action="editorial.pack_release").count() == 1
    assert [letter.subject for letter in mail.outbox] == ["Released: A pack"]
    assert mail.outbox[0].to == ["publisher@example.org"]
    assert not pages_in_unreleased_packs().exists()


def test_one_page_without_approval_keeps_the_whole_pack_back_and_is_told_once(client):
    builders.staff("Publisher")
    ready, not_ready = draft(title="Ready"), draft(title="Not ready")
    pack = builders.pack(ready, not_ready)
    approve(ready)

    with an_hour_later():
        for _ in range(3):
            run()

        pack.refresh_from_db()
        assert client.get(ready.url).status_code == 404
        assert pack.trouble == "“Not ready”: It is not approved. Submit it for approval."
        assert [letter.subject for letter in mail.outbox] == ["Not released: A pack"]
        assert "goes live by itself as soon as" in mail.outbox[0].body
        assert ModelLogEntry.objects.filter(action="editorial.pack_hindered").count() == 1


def test_what_stood_in_the_way_is_mended_and_the_pack_goes_live_late_with_a_note(client):
    builders.staff("Publisher")
    page = draft(title="Not ready")
    pack = builders.pack(page)
    with time_machine.travel(timezone.now() + SOON + timedelta(minutes=5), tick=False):
        run()
        page.refresh_from_db()
        type(page.latest_revision).objects.filter(pk=page.latest_revision_id).update(
            approved_go_live_at=pack.release_at
        )
        run()

    assert client.get(page.url).status_code == 200
    assert [letter.subject for letter in mail.outbox] == [
        "Not released: A pack",
        "Released: A pack",
    ]
    assert "5 minutes after its time" in mail.outbox[1].body
    assert ModelLogEntry.objects.get(action="editorial.pack_release").data["late_minutes"] == 5


def test_an_error_in_the_middle_takes_back_what_was_live_already(client, monkeypatch):
    first, second = draft(title="First"), draft(title="Second")
    pack = approved_pack(first, second)
    publish = type(second).publish

    def break_at_second(page, revision, **options):
        if page.title == "Second":
            raise RuntimeError("no room on the disk")
        return publish(page, revision, **options)

    monkeypatch.setattr(type(second), "publish", break_at_second)
    with an_hour_later():
        run()

        pack.refresh_from_db()
        assert client.get(first.url).status_code == 404
        assert "nobody foresaw" in pack.trouble
        monkeypatch.undo()
        run()
        assert {client.get(page.url).status_code for page in (first, second)} == {200}


def test_no_page_of_a_pack_goes_live_by_itself():
    page, publisher = draft(title="A page"), builders.staff("Publisher")
    pack = builders.pack(page)
    page.refresh_from_db()
    revision = page.latest_revision
    revision.content["go_live_at"] = None

    with pytest.raises(PublishRefused, match="goes live with it"):
        revision.publish(user=publisher)
    page.live = True
    with pytest.raises(PublishRefused, match="goes live with it"):
        page.save()
    set_time(pack, None, by=publisher)
    revision.refresh_from_db()
    with pytest.raises(PublishRefused, match="no release time"):
        revision.publish(user=publisher)


def test_after_the_time_has_come_only_the_pack_puts_its_pages_live():
    page = draft(title="A page")
    builders.pack(page)
    with an_hour_later():
        page.refresh_from_db()
        page.latest_revision.publish()

        assert not type(page).objects.get(pk=page.pk).live


def test_a_draft_keeps_the_time_of_its_pack_whoever_saves_it_with_another():
    page = draft(title="A page")
    pack = builders.pack(page)
    page.refresh_from_db()
    page.go_live_at = None

    revision = page.save_revision()

    revision.refresh_from_db()
    assert revision.as_object().go_live_at == pack.release_at


def test_another_time_keeps_the_approvals(client):
    page = draft(title="A page")
    pack = approved_pack(page)

    set_time(pack, timezone.now() + 2 * SOON, by=None)

    pack.refresh_from_db()
    assert obstacles_of(pack) == []
    with an_hour_later():
        run()
        assert client.get(page.url).status_code == 404
    with time_machine.travel(timezone.now() + 3 * SOON, tick=False):
        run()
        assert client.get(page.url).status_code == 200


def test_a_stopped_pack_waits_until_somebody_sets_a_time_again(client):
    page = draft(title="A page")
    pack = approved_pack(page)

    set_time(pack, None, by=None)

    pack.refresh_from_db()
    assert messages_about(pack) == "The pack has no release time. Set one."
    with an_hour_later():
        run()
        assert client.get(page.url).status_code == 404
        set_time(pack, timezone.now() + SOON, by=None)
    with time_machine.travel(timezone.now() + 3 * SOON, tick=False):
        run()
        assert client.get(page.url).status_code == 200


def test_a_release_that_is_brought_forward_puts_all_live_now(client):
    page, publisher = draft(title="A page"), builders.staff("Publisher")
    pack = approved_pack(page)

    assert release(pack.pk, now=timezone.now(), by=publisher)

    assert client.get(page.url).status_code == 200
    assert ModelLogEntry.objects.get(action="editorial.pack_release").user == publisher


def test_a_release_that_is_brought_forward_and_refused_changes_nothing():
    page = draft(title="A page")
    pack = builders.pack(page)
    release_at = pack.release_at

    with pytest.raises(Hindered, match="not approved"):
        release(pack.pk, now=timezone.now(), by=builders.staff("Publisher"))

    pack.refresh_from_db()
    assert pack.release_at == release_at
    assert page.get_latest_revision_as_object().go_live_at == release_at


def test_a_page_waits_in_one_pack_only():
    page = draft(title="A page")
    builders.pack(page, title="The first")

    with pytest.raises(ValidationError, match="in the pack “The first” already"):
        put_in(builders.pack(title="The second"), page, by=None)


def test_a_page_that_is_taken_out_is_no_longer_scheduled(client):
    page = draft(title="A page")
    pack = approved_pack(page)

    take_out(pack.items.get(), by=None)

    page.refresh_from_db()
    assert not page.approved_schedule
    assert page.get_latest_revision_as_object().go_live_at is None
    assert messages_about(pack) == "There is nothing in the pack yet."


def test_a_pack_that_is_deleted_leaves_its_pages_as_drafts():
    page = draft(title="A page")
    pack = approved_pack(page)

    dissolve(pack, by=None)

    page.refresh_from_db()
    assert not page.live
    assert not page.approved_schedule
    assert not PackItem.objects.exists()


def test_what_changed_after_the_approval_is_named():
    page = draft(title="A page")
    pack = approved_pack(page)
    page = page.get_latest_revision_as_object()
    page.title = "Another title"
    page.save_revision()

    assert "changed after somebody approved it" in messages_about(pack)


def test_a_page_that_was_deleted_is_named_as_what_stands_in_the_way(client):
    kept, gone = draft(title="Kept"), draft(title="Gone")
    pack = approved_pack(kept, gone)

    gone.delete()

    assert messages_about(pack) == "“Gone”: This page was deleted. Take it out of the pack."
    with an_hour_later():
        run()
        assert client.get(kept.url).status_code == 404


def test_where_a_page_could_not_be_seen_is_named():
    above = builders.publication(title="The report", live=False)
    page = builders.document_page(below=above, title="The text", live=False)
    page.save_revision()
    pack = approved_pack(page)
    assert "stands below “The report”, which visitors can’t read" in messages_about(pack)

    builders.made_private(above)

    assert "only some people may see" in messages_about(pack)


def test_a_parent_in_the_same_pack_is_no_obstacle(client):
    above = builders.publication(title="The report", live=False)
    page = builders.document_page(below=above, title="The text", live=False)
    for each in (above, page):
        each.save_revision()
    pack = approved_pack(page, above)
    assert messages_about(pack) == ""

    with an_hour_later():
        run()

    assert client.get(page.url).status_code == 200


def test_an_address_that_another_page_has_is_named():
    page = builders.news_item(title="A page", slug="mine")
    page.save_revision().publish()
    page.refresh_from_db()
    page.slug = "theirs"
    page.save_revision()
    pack = approved_pack(page)

    builders.news_item(title="The other", slug="theirs")

    assert "Another page has its address “theirs”" in messages_about(pack)


# Files and pictures


def test_a_new_file_of_a_pack_is_nobodys_until_the_release(client):
    file = builders.document("report.pdf")
    page = builders.publication(title="The report", live=False)
    builders.attachment(page, document=file)
    page.save_revision()
    other = builders.publication(title="Another")
    pack = approved_pack(page, file)
    builders.attachment(other, document=file)
    type(other).objects.get(pk=other.pk).save()
    assert client.get(file.url).status_code == 404

    with an_hour_later():
        run()
        pack.refresh_from_db()
        assert pack.released_at

    assert client.get(file.url).status_code == 200


def test_no_other_page_goes_live_with_a_file_under_embargo():
    file = builders.document("report.pdf")
    builders.pack(file)
    other = builders.publication(title="Another", live=False)
    builders.attachment(other, document=file)
    other = type(other).objects.get(pk=other.pk)

    with pytest.raises(PublishRefused, match="is under embargo in the pack “A pack”"):
        other.save_revision().publish(user=builders.staff("Publisher"))


def test_a_new_version_of_a_public_file_waits_for_its_pack(client):
    page = builders.publication(title="The report")
    file = builders.document("data.csv", b"a,b\n1,2")
    builders.attachment(page, document=file)
    page = type(page).objects.get(pk=page.pk)
    page.save()
    page.save_revision()
    pack = builders.pack(page, file)
    approve(page)
    builders.new_version(file, b"a,b\n3,4")
    builders.publication(title="Another").save_revision().publish()

    def read():
        return b"".join(client.get(file.url).streaming_content)

    assert read() == b"a,b\n1,2"
    with an_hour_later():
        run()
        pack.refresh_from_db()
        assert pack.trouble == ""
        assert read() == b"a,b\n3,4"


def test_a_version_that_waits_for_a_page_waits_for_its_pack_first(client):
    page = builders.publication(title="The report")
    file = builders.document("data.csv", b"a,b\n1,2")
    builders.attachment(page, document=file)
    page = type(page).objects.get(pk=page.pk)
    page.save()
    pack = builders.pack(file)
    builders.new_version(file, b"a,b\n3,4", is_held=True)

    page.save_revision().publish()

    assert file.unreleased
    take_out(pack.items.get(), by=None)
    page.save_revision().publish()
    assert not file.unreleased


def test_what_is_wrong_with_files_and_pictures_is_named():
    unread = builders.document("unread.pdf", is_read=False)
    lost, unused = builders.document("lost.csv", b"a,b"), builders.picture(title="Unused")
    pack = builders.pack(unread, lost, unused)
    lost.file.storage.delete(lost.newest.file.name)

    found = messages_about(pack)

    assert "still being looked through" in found
    assert "missing in the storage" in found
    assert "“Unused”: No page of the pack uses this picture" in found


def test_a_file_that_was_deleted_is_named_and_keeps_the_pack_back(client):
    page, file = draft(title="A page"), builders.document("gone.csv", b"a,b")
    pack = approved_pack(page, file)

    file.delete()

    assert "This file was deleted. Take it out of the pack." in messages_about(pack)
    with an_hour_later():
        run()
        assert client.get(page.url).status_code == 404
