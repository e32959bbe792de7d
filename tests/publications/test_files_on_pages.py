"""P2, P5, P6: what visitors see of the files of a publication: pages, cover, earlier versions."""

import hashlib
from datetime import UTC, datetime

import pytest
import time_machine

from core.models import CustomDocument
from publications.models import Attachment, PdfFacts
from tests import builders
from tests.reading import links, main, main_words, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture
def report():
    return builders.publication_with_file()


@pytest.fixture
def file(report) -> CustomDocument:
    return report.attachments.get().document


def covers(answer) -> list[str]:
    """The addresses of the covers that a page shows as pictures."""
    return [picture["src"] for picture in main(answer).select("img.cover")]


# Rows of files


def test_the_pages_of_a_pdf_are_counted(client):
    report = builders.publication()
    file = builders.document(content=builders.pdf(pages=12))
    builders.attachment(report, document=file, page_count=99)

    assert "12 pages" in main_words(client.get(report.url))


def test_the_pages_of_a_word_file_are_what_staff_wrote(client):
    report = builders.publication()
    file = builders.document("notes.txt", b"Words")
    builders.attachment(report, document=file, page_count=7)

    assert "7 pages" in main_words(client.get(report.url))


def test_a_file_that_visitors_cannot_get_yet_is_no_link(client):
    report = builders.publication()
    file = builders.document(is_read=False)
    builders.attachment(report, title="The whole report", document=file)

    answer = client.get(report.url)

    assert "The whole report" not in links(main(answer))
    assert "You can't get this file at the moment" in main_words(answer)


def test_a_draft_can_be_looked_at_before_its_files_are_saved(report):
    row = Attachment(title="A new annex", document=builders.document("annex.pdf"))
    report.attachments.set([*report.attachments.all(), row])
    report.save_revision()

    seen = main_words(report.get_latest_revision_as_object().make_preview_request())

    assert "A new annex" in seen
    assert "1 page" in seen


# Versions


def test_a_file_with_one_version_has_no_list_of_them(client, report):
    assert main(client.get(report.url)).details is None


def test_earlier_versions_are_listed_with_date_size_sum_and_what_changed(client, report, file):
    first = file.current
    with time_machine.travel(datetime(2022, 6, 1, 12, tzinfo=UTC)):
        builders.new_version(file, builders.pdf("Other"), note="Table 4 corrected")

    listed = main(client.get(report.url)).details

    assert "2 versions of this file" in words(listed.summary)
    newest, earlier = listed.select("li")
    assert "Version 2" in words(newest)
    assert "(now)" in words(newest)
    assert "1 June 2022" in words(newest)
    assert "bytes" in words(newest)
    assert "Table 4 corrected" in words(newest)
    assert hashlib.sha256(builders.pdf("Other")).hexdigest() in words(newest)
    assert earlier.a["href"] == first.url
    assert first.sha256 in words(earlier)
    assert client.get(first.url).status_code == 200


def test_a_version_that_staff_keep_back_is_not_listed(client, report, file):
    builders.new_version(file, builders.pdf("Second"), note="Second")
    builders.new_version(file, builders.pdf("Third"), note="Third")
    file.versions.filter(number=2).update(is_public=False)

    listed = words(main(client.get(report.url)).details)

    assert "Version 3" in listed
    assert "Version 1" in listed
    assert "Second" not in listed


def test_a_version_that_waits_is_not_mentioned(client, report, file):
    builders.new_version(file, builders.pdf("SECRET"), note="SECRET", is_held=True)

    assert "SECRET" not in client.get(report.url).content.decode()
    assert main(client.get(report.url)).details is None


# Covers


def pages_with_cover(report) -> list[str]:
    """Addresses of all kinds of pages that show the cover of `report`."""
    series = builders.series()
    report.series = series
    report.save()
    collection = builders.collection(report)
    shelf = {"heading": "Publications", "publications": [report.pk]}
    builders.with_parts(("publications", shelf))
    return ["/", "/publications/", report.url, series.url, collection.url]


def test_the_first_page_of_the_file_is_the_cover_everywhere(client, report):
    for address in pages_with_cover(report):
        [shown] = covers(client.get(address))

        picture = client.get(shown)
        assert picture.status_code == 200, address
        assert picture["Content-Type"] == "image/webp"
        assert picture["Cache-Control"] == "public, max-age=300"
        assert picture["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_cover_says_its_size_and_nothing_else(client, report):
    picture = main(client.get(report.url)).select_one("img.cover")

    assert picture["alt"] == ""
    assert (picture["width"], picture["height"]) == ("480", "480")
    # It stands at the top, so the browser is not told to wait with it.
    assert "loading" not in picture.attrs


def test_without_a_pdf_the_cover_is_drawn(client):
    report = builders.publication()
    builders.attachment(report, document=builders.document("numbers.csv", b"1;2\n"))

    answer = client.get(report.url)

    assert covers(answer) == []
    assert main(answer).select_one("div.cover")


def test_the_first_file_that_has_a_cover_gives_it(client):
    report = builders.publication()
    builders.attachment(report, sort_order=1)
    builders.attachment(report, document=builders.document(), sort_order=2)
    builders.attachment(report, document=builders.document(content=builders.pdf("B")), sort_order=3)

    facts = report.attachments.get(sort_order=2).document.current.facts
    assert covers(client.get(report.url)) == [facts.cover_url]


def test_another_version_brings_another_cover(client, report, file):
    [before] = covers(client.get(report.url))
    builders.new_version(file, builders.pdf("Other"))

    [after] = covers(client.get(report.url))

    assert before != after
    assert client.get(after).status_code == 200
    assert client.get(before).status_code == 404


@pytest.mark.parametrize("state", ["unpublished", "restricted", "withdrawn", "held", "unused"])
def test_a_cover_is_as_private_as_its_file(client, report, file, state):
    [shown] = covers(client.get(report.url))
    if state == "unpublished":
        report.unpublish()
    elif state == "restricted":
        builders.made_private(report)
    elif state == "withdrawn":
        report.withdraw(reason="It was wrong.")
    elif state == "held":
        held = builders.new_version(file, builders.pdf("Held"), is_held=True)
        shown = PdfFacts.objects.get(version=held).cover_url
    else:
        report.attachments.set([])
        report.save_revision().publish()

    nonsense = client.get(f"/files/covers/{'0' * 32}-large.webp")
    answer = client.get(shown)
    assert answer.status_code == 404
    assert answer.content == nonsense.content
    client.force_login(builders.staff("Author"))
    assert client.get(shown).status_code == 200


def test_a_withdrawn_publication_shows_no_cover_of_its_file(client, report):
    series = builders.series()
    report.series = series
    report.save()
    report.withdraw(reason="It was wrong.")

    assert covers(client.get(report.url)) == []
    assert covers(client.get(series.url)) == []


def test_a_lost_cover_is_not_found(client, report):
    [shown] = covers(client.get(report.url))
    facts = PdfFacts.objects.get()
    facts.cover.storage.delete(facts.cover.name)

    assert client.get(shown).status_code == 404


@pytest.mark.parametrize("name", ["x", "../covers/x", "0" * 32 + "-huge.webp", "%00" * 32])
def test_an_odd_address_of_a_cover_is_not_found(client, name):
    builders.front_page()

    assert client.get(f"/files/covers/{name}", follow=True).status_code == 404
