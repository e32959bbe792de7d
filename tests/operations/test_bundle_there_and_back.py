"""A site that is written into a bundle, wiped, and taken in again is the same site."""

import re
from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from core.addresses import address_of
from core.models import BasePage, DocumentVersion
from operations.bundle.exporting import export
from operations.bundle.fields import rows_of
from operations.bundle.kinds import kinds
from operations.starter_content.loading import load
from publications.models import LetterPage, PublicationPage
from search.models import Promotion
from tests import builders
from tests.operations.bundles import imported, wipe

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# What is in no bundle: accounts and what was done, what is made from the rest, and what is noted of
# readers' addresses and words.
STAYS = {
    *("core.BasePage", "core.Rendition", "core.DocumentVersion", "core.SiteChange"),
    *("editorial.AuditLine", "editorial.AuditSeal", "editorial.Deletion", "editorial.EmbargoPack"),
    *("editorial.MissedMoment", "editorial.PackItem", "editorial.PackReader", "editorial.Tries"),
    *("editorial.SchedulerBeat", "editorial.SecondPersonTask", "editorial.UrgentPublish"),
    *("editorial.TriesSalt", "editorial.UsedCode", "editorial.User"),
    *("helpline.CardSheet", "home.Post"),
    *("operations.ImportedRecord", "operations.MissingAddress", "operations.StarterRecord"),
    *("publications.DocumentPdf", "publications.PdfFacts", "publications.PdfPage"),
    *("safety.PageFeedback", "search.Passage", "search.Word"),
}
OURS = {"core", "editorial", "helpline", "home", "news", "operations", "publications", "safety"}

# What is made anew: names of files that nobody can guess, and ids in addresses of pictures.
CHANCE = re.compile(rb"/files/pictures/[^\"' ]*|/files/covers/[^\"' ]*|/share/\d+/")


def addresses() -> list[str]:
    public = BasePage.objects.visible_to_public().order_by("path")
    return [address_of(page.url_path) for page in public]


def pages_as_shown(client: Client) -> dict[str, bytes]:
    return {
        address: CHANCE.sub(b"", (answer := client.get(address)).content)
        + answer.reason_phrase.encode()
        for address in addresses()
    }


def files_as_sent(client: Client) -> dict[str, bytes]:
    versions = DocumentVersion.objects.order_by("document", "number").select_related("document")
    addresses = [address for found in versions for address in (found.document.url, found.url)]
    return {address: b"".join(client.get(address).streaming_content) for address in addresses}


def built_content() -> None:
    """One of each thing that is easily lost on the way, among the starter content."""
    letter = builders.letter(title="A letter that asks", sent_on=date(2021, 3, 1))
    builders.letter(
        title="The answer",
        slug="answer",
        sent_on=date(2021, 4, 1),
        first_letter=letter,
        place_in_thread=LetterPage.Place.REPLY,
    )
    report = builders.publication_with_file(title="A report with a file", slug="with-a-file")
    builders.new_version(report.attachments.get().document, builders.pdf("Corrected words"))
    document = builders.document_page(builders.full_section(), below=report)
    builders.attachment(report, title="To read here", html_document=document)
    report.save_revision().publish()
    notes = builders.document("notes.txt", b"Plain words")
    builders.resource(title="Notes", url="", document=notes)
    picture = builders.picture(description="A wall")
    block = {"image": {"image": picture.pk, "decorative": False, "alt_text": "A wall"}}
    item = builders.news_item(title="With a picture", body=builders.stream(("picture", block)))
    builders.in_welsh(item, body=builders.text("Geiriau."))
    other = builders.news_item(title="Another item", slug="another")
    builders.related(item, other)
    builders.related(other, item)
    item.refresh_from_db()
    item.title = "With another title, some day"
    item.save_revision()
    builders.news_item(title="A draft", slug="a-draft", live=False)
    builders.made_private(builders.news_item(title="Only for staff", slug="for-staff"))
    report.refresh_from_db()
    builders.publication(title="Withdrawn", slug="withdrawn").withdraw(
        reason="It was wrong", replaced_by=report
    )
    builders.recommendation(publication=report)
    builders.language()
    builders.alert(heading="The phones are down", text="Write to us.")
    Redirect.add_redirect("/old-report/", report)
    Promotion.objects.create(words="a test of promotion", page=report)


def settle() -> None:
    """As after a while of use: PostgreSQL knows how large its tables are.

    Between tests, which all take back what they did, it may have found them empty, and then plans
    for that.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@pytest.fixture
def there_and_back(tmp_path, client):
    """What the site showed before, and what it shows after it went through a bundle."""
    load()
    built_content()
    settle()
    before = pages_as_shown(client), files_as_sent(client)
    export(tmp_path / "there.zip", say=pytest.fail)
    wipe()
    told = imported(tmp_path / "there.zip")
    settle()
    return before, (pages_as_shown(client), files_as_sent(client)), told


def test_every_public_page_and_file_is_the_same_again(there_and_back, client, tmp_path):
    (pages, files), (pages_after, files_after), told = there_and_back

    assert told.refusals == {}
    assert list(pages_after) == list(pages)
    assert [address for address in pages if pages[address] != pages_after[address]] == []
    assert len(files) == 5 and files_after == files
    assert client.get("/old-report").headers["Location"].endswith("/publications/with-a-file/")

    # What nobody sees is the same as well, and once more changes nothing.
    page = Page.objects.get(slug="a-draft")
    assert not page.live
    assert Page.objects.get(title="With a picture").has_unpublished_changes
    assert client.get("/news/for-staff/").status_code == 404
    assert (
        PublicationPage.objects.get(slug="with-a-file").first_published_at == builders.PUBLISHED_AT
    )
    assert Promotion.objects.get().page.slug == "with-a-file"
    again = imported(tmp_path / "there.zip")
    assert set(again.counts) == {"unchanged"}


def test_where_a_bundle_came_from_nothing_is_made_again_or_refused(tmp_path, client):
    load()
    built_content()
    settle()
    before = pages_as_shown(client)
    export(tmp_path / "there.zip", say=pytest.fail)

    told = imported(tmp_path / "there.zip")

    # A draft over a live page is saved once more, as is who checked a language.
    assert set(told.counts) <= {"unchanged", "changed"}
    assert told.counts["changed"] <= 2
    assert pages_as_shown(client) == before


def test_each_kind_of_content_is_in_a_bundle_or_stays_for_a_reason():
    there = {kind.model for kind in kinds().values()}
    there |= {row for model in there for row in rows_of(model).values()}
    models = {model for model in apps.get_models() if model._meta.app_label in {*OURS, "search"}}

    assert {model._meta.label for model in models - there} == STAYS
