"""A file or picture is public while a live, public page uses it, and at no other time."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import CollectionViewRestriction

from core.models import CustomDocument, Rendition
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return builders.publication_with_file()


@pytest.fixture
def file(report) -> CustomDocument:
    return report.attachments.get().document


def status(client, address: str) -> int:
    return client.get(address).status_code


def hour_has_come(revision) -> None:
    """Put the moment at which a scheduled revision goes live into the past."""
    passed = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = passed.isoformat()
    revision.approved_go_live_at = passed
    revision.save()


def as_read(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_live_page_makes_its_file_public(client, file):
    answer = client.get(file.url)

    assert answer.status_code == 200
    assert as_read(answer) == builders.pdf()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")


def test_a_file_that_no_page_uses_is_private(client):
    assert status(client, builders.document().url) == 404


def test_staff_see_a_file_before_its_page_is_live(client, report, file):
    report.unpublish()
    client.force_login(builders.staff("Author"))

    answer = client.get(file.url)

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_a_visitor_with_an_account_of_no_use_sees_what_visitors_see(client, report, file):
    report.unpublish()
    user = builders.staff("Author")
    user.groups.clear()
    client.force_login(user)

    assert status(client, file.url) == 404


def test_the_file_goes_with_the_page_that_is_unpublished(client, report, file):
    report.unpublish()

    assert status(client, file.url) == 404


def test_the_file_goes_with_the_page_that_expires(client, report, file):
    report.expire_at = timezone.now() - timedelta(minutes=1)
    report.save()

    call_command("publish_scheduled")

    assert status(client, file.url) == 404


def test_the_file_goes_with_the_page_that_is_deleted(client, report, file):
    report.delete()

    assert status(client, file.url) == 404


def test_a_file_of_a_page_for_some_people_is_private(client, report, file):
    builders.made_private(report)

    assert status(client, file.url) == 404


def test_a_file_of_a_page_below_one_for_some_people_is_private(client, report, file):
    builders.made_private(report.get_parent())

    assert status(client, file.url) == 404


def test_a_page_that_is_due_later_keeps_its_file_until_then(client, report, file):
    report.unpublish()
    report.refresh_from_db()
    report.go_live_at = timezone.now() + timedelta(hours=1)
    report.save_revision().publish()
    before = status(client, file.url)

    hour_has_come(report.revisions.latest("created_at"))
    call_command("publish_scheduled")

    assert (before, status(client, file.url)) == (404, 200)


def test_a_file_that_only_the_draft_uses_is_private(client, report):
    draft = report.attachments.get()
    draft.document = builders.document("other.pdf")
    report.attachments.set([draft])

    report.save_revision()

    assert status(client, draft.document.url) == 404


def test_a_file_that_the_page_no_longer_uses_is_private(client, report, file):
    changed = report.attachments.get()
    changed.document = builders.document("other.pdf")
    report.attachments.set([changed])

    report.save_revision().publish()

    assert status(client, file.url) == 404
    assert status(client, changed.document.url) == 200


def test_the_last_file_that_a_page_no_longer_uses_is_private(client, report, file):
    report.attachments.set([])

    report.save_revision().publish()

    assert status(client, file.url) == 404


def test_the_file_goes_with_the_page_that_is_withdrawn(client, report, file):
    report.withdraw(reason="It was wrong.")

    assert status(client, file.url) == 404


def test_the_file_goes_with_the_page_above_that_is_unpublished(client, report, file):
    report.get_parent().specific.unpublish()

    assert report.live
    assert status(client, file.url) == 404


def test_the_file_goes_with_the_page_above_that_is_withdrawn(client, report, file):
    section = builders.standard_page(slug="section")
    report.move(section, pos="last-child")
    section.refresh_from_db()
    assert status(client, file.url) == 200

    section.withdraw(reason="It was wrong.")

    assert status(client, file.url) == 404


def test_a_file_in_a_collection_for_some_people_is_private(client, file):
    CollectionViewRestriction.objects.create(collection=file.collection, restriction_type="login")

    assert status(client, file.url) == 404


def test_a_file_linked_in_running_text_is_public(client):
    file = builders.document()
    link = f'<a linktype="document" id="{file.pk}">The report</a>'
    builders.news_item(body=builders.text(link))

    assert status(client, file.url) == 200


def test_a_replaced_file_keeps_its_address(client, file):
    first = file.url
    builders.new_version(file, builders.pdf("Corrected"), name="corrected.pdf")

    answer = client.get(first, follow=True)

    assert answer.status_code == 200
    assert as_read(answer) == builders.pdf("Corrected")
    assert "corrected.pdf" in answer["Content-Disposition"]


def test_a_guessed_name_of_a_private_file_leads_nowhere(client, report, file):
    report.unpublish()

    assert status(client, file.url.replace("report", "guess")) == 404
    assert status(client, file.url.replace(str(file.pk), "999")) == 404


def test_the_stored_file_itself_has_no_address(client, file):
    for prefix in ("/files/", "/files/pictures/", "/media/", "/documents/"):
        assert status(client, f"{prefix}{file.file.name}") == 404


def test_a_file_that_is_gone_from_the_disk_is_not_found(client, file):
    file.file.storage.delete(file.file.name)

    assert status(client, file.url) == 404


@pytest.fixture
def rendition() -> Rendition:
    return builders.picture().get_rendition("width-100")


def test_a_picture_that_no_page_shows_is_private(client, rendition):
    assert status(client, rendition.url) == 404


def test_a_picture_on_a_live_page_is_public(client, rendition):
    picture = {"image": rendition.image_id, "alt_text": "", "decorative": True}
    item = builders.news_item(body=builders.stream(("picture", {"image": picture, "caption": ""})))

    shown = client.get(rendition.url)
    item.unpublish()

    assert shown.status_code == 200
    assert shown["Content-Type"] == "image/png"
    assert status(client, rendition.url) == 404


def test_a_portrait_is_public(client, rendition):
    builders.commissioner(portrait=rendition.image)

    assert status(client, rendition.url) == 200


def test_an_original_has_no_address(client, rendition):
    builders.commissioner(portrait=rendition.image)

    assert status(client, f"/files/pictures/{rendition.image.file.name}") == 404


@pytest.mark.parametrize("path", ["../../etc/passwd", "images/../originals/x.png", "x" * 300])
def test_an_odd_address_is_not_found(client, path):
    assert status(client, f"/files/pictures/{path}") == 404
