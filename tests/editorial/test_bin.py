"""What was deleted by mistake can be brought back for 90 days."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.models import Collection, Page, PageLogEntry

from core.models import BasePage, CustomDocument, CustomImage
from editorial.bin import keeping
from editorial.models import Deletion, User
from tests import builders

pytestmark = pytest.mark.django_db

SITE_NAME = "Independent Anti-Slavery Commissioner"


def signed_in(role: str = "Administrator", **fields) -> Client:
    client = Client()
    client.force_login(builders.staff(role, **fields))
    return client


def showing(picture: CustomImage) -> str:
    """A body that shows `picture`."""
    image = {"image": picture.pk, "alt_text": "A map", "decorative": False}
    return builders.stream(("picture", {"image": image, "caption": ""}))


@pytest.fixture
def admin():
    return signed_in()


def delete_page(client: Client, page: Page):
    address = reverse("wagtailadmin_pages:delete", args=[page.pk])
    return client.post(address, {"confirm_site_name": SITE_NAME}, follow=True)


def bring_back(client: Client, **sent):
    return client.post(reverse("bin_thing", args=[Deletion.objects.get().pk]), sent, follow=True)


def test_a_deleted_page_is_in_the_bin_and_its_address_is_gone(admin, client):
    item = builders.news_item(title="By mistake")

    answer = delete_page(admin, item)

    assertContains(answer, "“By mistake” is in the bin. It can be brought back until")
    assert client.get(item.url).status_code == 404
    listed = admin.get(reverse("bin"))
    assertContains(listed, "By mistake")
    assertContains(listed, "The office › ")
    assertContains(listed, "90 days")
    assertContains(listed, "administrator")


def test_a_page_comes_back_as_a_draft_with_its_history(admin, client):
    item = builders.news_item(title="By mistake")
    item.save_revision()
    address = item.url
    delete_page(admin, item)

    answer = bring_back(admin)

    assertContains(answer, "“By mistake” is back, as a draft.")
    found = BasePage.objects.get(pk=item.pk)
    assert found.get_parent().pk == builders.news_index().pk
    assert not found.live
    assert found.revisions.exists()
    assert client.get(address).status_code == 404
    found.specific.get_latest_revision().publish()
    assert client.get(address).status_code == 200


def test_pages_below_go_and_come_back_with_the_page_above(admin, client):
    report = builders.publication(title="A report")
    document = builders.document_page(below=report)
    address = document.url

    delete_page(admin, report)

    assert client.get(address).status_code == 404
    assertContains(admin.get(reverse("bin")), "Page, and 1 below it")
    bring_back(admin)
    found = BasePage.objects.get(pk=document.pk)
    assert (found.url, found.live, found.deleted_at) == (address, False, None)


def test_nothing_in_the_bin_goes_live(admin):
    item = builders.news_item(live=False)
    item.go_live_at = timezone.now() + timedelta(hours=1)
    item.save_revision().publish()
    delete_page(admin, item)

    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        call_command("publish_scheduled")
    item.get_latest_revision().publish()

    assert not BasePage.objects.get(pk=item.pk).live


def test_no_list_chooser_or_search_of_the_admin_has_what_is_in_the_bin(admin):
    item = builders.news_item(title="Zebra crossing")
    picture = builders.picture(title="Zebra crossing")
    file = builders.document(title="Zebra crossing")
    for subject in (item, picture, file):
        keeping.delete(subject)
    root = Page.objects.get(depth=1)
    places = [
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_explore_root"),
        reverse("wagtailadmin_explore", args=[root.pk]),
        reverse("wagtailadmin_pages:search") + "?q=Zebra",
        reverse("wagtailadmin_choose_page_search") + "?q=Zebra",
        reverse("wagtailadmin_choose_page_child", args=[root.pk]),
        reverse("wagtailadmin_reports:aging_pages"),
        reverse("wagtailadmin_api:pages:listing"),
        reverse("wagtailimages:index") + "?q=Zebra",
        reverse("wagtailimages_chooser:choose_results") + "?q=Zebra",
        reverse("wagtaildocs:index") + "?q=Zebra",
        reverse("wagtaildocs_chooser:choose_results"),
    ]

    for place in places:
        answer = admin.get(place)
        assert answer.status_code == 200, place
        assert "Zebra crossing" not in answer.content.decode(), place


def test_a_page_in_the_bin_can_only_be_brought_back(admin):
    item = builders.news_item()
    delete_page(admin, item)

    for name in ("edit", "delete", "history", "unpublish", "move", "copy", "view_draft"):
        answer = admin.get(reverse(f"wagtailadmin_pages:{name}", args=[item.pk]), follow=True)
        assertNotContains(answer, "page-edit-form", status_code=answer.status_code)
        assert answer.status_code in (200, 403, 404), name
    assert Deletion.objects.count() == 1


@pytest.mark.parametrize("model", [CustomImage, CustomDocument])
def test_a_deleted_file_is_private_at_once_and_comes_back_at_its_address(admin, client, model):
    file = builders.picture() if model is CustomImage else builders.document()
    folder = Collection.get_first_root_node().add_child(name="Portraits")
    model.objects.filter(pk=file.pk).update(collection=folder)
    if model is CustomImage:
        builders.news_item(body=showing(file))
        address, name = file.get_rendition("width-320").url, "wagtailimages:delete"
    else:
        link = f'<p><a linktype="document" id="{file.pk}">Read</a></p>'
        builders.news_item(body=builders.stream(("text", link)))
        address, name = file.url, "wagtaildocs:delete"
    assert client.get(address).status_code == 200

    admin.post(reverse(name, args=[file.pk]))

    assert client.get(address).status_code == 404
    assert not model.objects.filter(pk=file.pk).exists()
    bring_back(admin)
    assert client.get(address).status_code == 200
    assert model.objects.get(pk=file.pk).collection == folder


def test_bulk_deletion_leads_to_the_bin(admin):
    item, picture, file = builders.news_item(), builders.picture(), builders.document()
    for model, subject in (
        ("wagtailcore/page", item),
        ("core/customimage", picture),
        ("core/customdocument", file),
    ):
        answer = admin.get(f"/admin/bulk/{model}/delete/?id={subject.pk}")
        assertContains(answer, "For 90 days")
        admin.post(f"/admin/bulk/{model}/delete/?id={subject.pk}")

    assert Deletion.objects.count() == 3


def test_what_was_just_uploaded_is_deleted_into_the_bin_as_well(admin):
    picture, file = builders.picture(), builders.document()

    admin.post(reverse("wagtailimages:delete_multiple", args=[picture.pk]))
    admin.post(reverse("wagtaildocs:delete_multiple", args=[file.pk]))

    assert Deletion.objects.count() == 2


def test_the_api_of_the_admin_deletes_into_the_bin(admin):
    item = builders.news_item()

    answer = admin.post(f"/admin/api/main/pages/{item.pk}/action/delete/")

    assert answer.status_code == 204
    assert Deletion.objects.get().page_id == item.pk


def test_a_collection_can_be_deleted_and_takes_no_file_from_the_bin_along(admin):
    folder = Collection.get_first_root_node().add_child(name="Portraits")
    picture = builders.picture(collection=folder)
    keeping.delete(picture)

    folder.delete()
    bring_back(admin)

    assert CustomImage.objects.get(pk=picture.pk).collection.is_root()


def test_a_page_whose_place_is_gone_asks_for_another_one(admin):
    report = builders.publication(title="The old report")
    document = builders.document_page(below=report)
    other = builders.publication(title="The other report")
    keeping.delete(document)
    keeping.delete(report)
    found = Deletion.objects.get(page=document)

    asked = admin.get(reverse("bin_thing", args=[found.pk]))
    empty = admin.post(reverse("bin_thing", args=[found.pk]))
    admin.post(reverse("bin_thing", args=[found.pk]), {"below": other.pk})

    assertContains(asked, "The page above it is gone.")
    assertNotContains(asked, "The old report</option>")
    assertContains(empty, "Choose the page below which it comes back.")
    assert BasePage.objects.get(pk=document.pk).get_parent().pk == other.pk


def test_a_page_whose_address_is_taken_comes_back_at_another_and_says_so(admin):
    item = builders.news_item(title="First", slug="statement")
    delete_page(admin, item)
    builders.news_item(title="Second", slug="statement")

    answer = bring_back(admin)

    assertContains(answer, "Another page has taken the address “statement” meanwhile")
    found = BasePage.objects.get(pk=item.pk)
    assert found.slug == found.get_latest_revision_as_object().slug == "statement-1"


def test_bringing_back_and_deleting_twice_is_harmless(admin):
    item = builders.news_item()
    keeping.delete(item)
    keeping.delete(item)
    address = reverse("bin_thing", args=[Deletion.objects.get().pk])

    admin.post(address)
    answer = admin.post(address, follow=True)

    assertContains(answer, "It is no longer in the bin")
    assert PageLogEntry.objects.filter(page=item.pk, action="editorial.bring_back").count() == 1
    assert PageLogEntry.objects.filter(page=item.pk, action="editorial.delete").count() == 1


def test_after_90_days_it_is_deleted_for_good_by_itself():
    item, picture = builders.news_item(), builders.picture()
    for subject in (item, picture):
        keeping.delete(subject)
    later = timezone.now() + timedelta(days=90)

    keeping.empty(now=later - timedelta(minutes=1))
    assert Deletion.objects.count() == 2
    keeping.empty(now=later)

    assert not Deletion.objects.exists()
    assert not BasePage.objects.filter(pk=item.pk).exists()
    assert not CustomImage._base_manager.filter(pk=picture.pk).exists()


def test_one_that_can_not_be_deleted_does_not_keep_the_others(caplog):
    file, item = builders.document(), builders.news_item()
    report = builders.publication()
    keeping.delete(file)
    builders.attachment(report, document=file)
    keeping.delete(item)

    keeping.empty(now=timezone.now() + timedelta(days=91))

    assert [found.document_id for found in Deletion.objects.all()] == [file.pk]
    assert "could not be deleted" in caplog.text


def test_an_administrator_deletes_for_good_at_once_after_a_question(admin):
    item = builders.news_item(title="By mistake")
    delete_page(admin, item)
    address = reverse("bin_for_good", args=[Deletion.objects.get().pk])

    assertContains(admin.get(address), "This can’t be undone")
    answer = admin.post(address, follow=True)

    assertContains(answer, "“By mistake” is deleted for good.")
    assertContains(answer, "The bin is empty.")
    assert not BasePage.objects.filter(pk=item.pk).exists()
    assert PageLogEntry.objects.filter(action="editorial.delete_for_good", page=item.pk).exists()


@pytest.mark.parametrize("role", ["Author", "Editor", "Publisher"])
def test_nobody_else_deletes_for_good(role):
    keeping.delete(builders.news_item())
    deletion = Deletion.objects.get()

    answer = signed_in(role).post(reverse("bin_for_good", args=[deletion.pk]), follow=True)

    assert Deletion.objects.exists()
    assertNotContains(answer, "deleted for good")


def test_an_author_brings_back_what_they_deleted_and_nothing_else():
    author = builders.staff("Author")
    own = builders.news_item(title="Own draft", live=False, owner=author)
    others = builders.news_item(title="Somebody else’s")
    keeping.delete(others)
    client = Client()
    client.force_login(author)
    delete_page(client, own)

    listed = client.get(reverse("bin"))
    client.post(reverse("bin_thing", args=[others.basepage_ptr.deletion.pk]))
    client.post(reverse("bin_thing", args=[Deletion.objects.get(page=own).pk]))

    assertContains(listed, "Own draft")
    assertNotContains(listed, "Somebody else’s")
    assert Deletion.objects.get().page_id == others.pk


def test_the_bin_is_searched_by_title_place_and_person(admin):
    keeping.delete(builders.news_item(title="Zebra"))
    keeping.delete(builders.news_item(title="Lion"))

    found = admin.get(reverse("bin") + "?q=zebr")

    assertContains(found, "Zebra")
    assertNotContains(found, "Lion")
    assertContains(admin.get(reverse("bin") + "?q=tiger"), "Nothing in the bin matches that.")


def test_whoever_deletes_hears_first_what_uses_it_and_that_there_is_a_bin(admin):
    picture = builders.picture()
    builders.news_item(body=showing(picture))
    item = builders.news_item()
    file = builders.document()

    for address in (
        reverse("wagtailimages:delete", args=[picture.pk]),
        reverse("wagtaildocs:delete", args=[file.pk]),
        reverse("wagtailadmin_pages:delete", args=[item.pk]),
    ):
        asked = admin.get(address)
        assertContains(asked, "referenced")
        assertContains(asked, "For 90 days you can bring it back from there.")


def test_the_front_page_can_not_be_deleted(admin, client):
    answer = delete_page(admin, builders.front_page())

    assertContains(answer, "The front page can’t be deleted")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("locked", ["itself", "a page below"])
def test_a_page_that_somebody_else_locked_is_not_deleted_by_any_door(admin, locked):
    """wagtail#1667: who has locked a page is at work on it."""
    section = builders.news_item(title="The item").get_parent()
    item = builders.news_item(title="Another", live=False)
    subject = item if locked == "itself" else section
    ed = builders.staff("Editor", username="ed", first_name="Ed", last_name="Lee")
    Page.objects.filter(pk=item.pk).update(locked=True, locked_by=ed, locked_at=timezone.now())

    told = delete_page(admin, subject)
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    admin.post(f"{bulk}?id={subject.pk}", {"confirm_site_name": SITE_NAME})
    api = reverse("wagtailadmin_api:pages:action", args=[subject.pk, "delete"])
    answer = admin.post(api, {}, content_type="application/json")

    assertContains(told, "“Another” is locked by Ed Lee. Ask them, or unlock it first.")
    assert answer.status_code == 400
    assert not Deletion.objects.exists()


def test_whoever_locked_a_page_deletes_it(admin):
    item = builders.news_item(title="Mine")
    me = User.objects.get(username="administrator")
    Page.objects.filter(pk=item.pk).update(locked=True, locked_by=me, locked_at=timezone.now())

    delete_page(admin, item)

    assert Deletion.objects.exists()
