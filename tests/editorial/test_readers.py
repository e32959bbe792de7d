"""Somebody outside reads a pack before its release, by a link of their own, and nothing else."""

import logging
import re
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from core.models import BasePage
from editorial.models import PackReader
from editorial.packs.contents import set_time, take_out
from editorial.packs.release import release_due
from tests import builders

pytestmark = pytest.mark.django_db

SOON = timedelta(hours=1)


@pytest.fixture
def report():
    """A report that was never live, with a picture, a PDF, and a link to another draft."""
    other = builders.news_item(title="The statement", live=False)
    image = builders.picture()
    shown = {"image": image.pk, "alt_text": "A chart", "decorative": False}
    link = f'<p>Read <a linktype="page" id="{other.pk}">what we say</a></p>'
    body = builders.stream(("text", link), ("picture", {"image": shown, "caption": ""}))
    page = builders.publication(title="The report", live=False, body=body)
    builders.attachment(page, title="As a PDF", document=builders.document("report.pdf"))
    for one in (page, other):
        type(one).objects.get(pk=one.pk).save_revision()
    return type(page).objects.get(pk=page.pk)


@pytest.fixture
def pack(report):
    other = type(builders.news_item()).objects.get(title="The statement")
    return builders.pack(report, other)


def invited(pack, **fields) -> str:
    """A link, as the person gets it."""
    reader = builders.reader(pack, **fields)
    return reader.link


def opened(link: str) -> tuple[Client, str]:
    """A browser in which somebody has pressed the button, and where it came to."""
    browser = Client()
    assert browser.get(link).status_code == 200
    path, _, token = link.partition("?link=")
    answer = browser.post(path, {"link": token})
    assert answer.status_code == 302
    return browser, answer.url


def body_of(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def nonsense(browser: Client) -> tuple:
    return _all_of(browser.get("/embargo/987654321/"))


def _all_of(answer) -> tuple:
    return answer.status_code, sorted(answer.headers.items()), answer.content


def test_a_link_shows_only_a_button_until_it_is_pressed(pack):
    link = invited(pack)

    answer = Client().get(link)

    words = answer.content.decode()
    assert "Open it" in words
    assert pack.title not in words
    assert "reader" not in answer.cookies
    # Of an address with a secret in it, only the site is told as a referrer.
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert not ModelLogEntry.objects.filter(action="editorial.reader_opened").exists()


def test_the_button_leads_to_the_drafts_and_the_files(pack, report):
    browser, address = opened(invited(pack))

    page = browser.get(address).content.decode()
    assert f"{address}pages/{report.pk}/" in page
    assert "report.pdf" in page
    draft = browser.get(f"{address}pages/{report.pk}/")
    assert "The report" in draft.content.decode()
    assert draft.headers["Cache-Control"] == "no-store, private"
    assert draft.headers["X-Robots-Tag"] == "noindex"
    assert draft.headers["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in draft.headers["Content-Security-Policy"]


def test_the_cookie_is_for_this_pack_alone(pack):
    link = invited(pack)
    path, _, token = link.partition("?link=")

    answer = Client().post(path, {"link": token})

    cookie = answer.cookies["reader"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (
        f"/embargo/{pack.pk}/",
        True,
        "Strict",
    )
    assert token not in answer.url


def test_links_and_pictures_of_a_draft_stay_inside_the_pack(pack, report):
    browser, address = opened(invited(pack))

    words = browser.get(f"{address}pages/{report.pk}/").content.decode()

    other = pack.items.get(title="The statement").page_id
    assert f'href="{address}pages/{other}/"' in words
    pictures = set(re.findall(rf"{address}files/pictures/[^\s\"]+", words))
    assert pictures
    for picture in pictures:
        assert browser.get(picture).status_code == 200
        assert Client().get(picture).status_code == 404
        assert Client().get(picture.replace(address, "/")).status_code == 404
    assert not re.search(r'(src|href)="/files/', words)


def test_a_draft_offers_no_file_that_it_does_not_have_yet(pack, report):
    browser, address = opened(invited(pack))

    words = browser.get(f"{address}pages/{report.pk}/").content.decode()

    assert "Cite this" in words
    assert "RIS file" not in words


def test_every_page_of_a_pdf_says_whose_copy_it_is(pack):
    file = builders.document("long.pdf", builders.pdf("Ours", pages=3))
    set_item = builders.put_in(pack, file, by=None)
    browser, address = opened(invited(pack, name="Łucja Nowak", email="lucja@example.org"))

    answer = browser.get(f"{address}files/documents/{set_item.document_id}/long.pdf")

    with pikepdf.open(BytesIO(body_of(answer))) as pdf:
        assert len(pdf.pages) == 3
        for page in pdf.pages:
            drawn = page.Contents
            parts = list(drawn) if isinstance(drawn, pikepdf.Array) else [drawn]
            text = b"".join(part.read_bytes() for part in parts)
            assert b"(lucja@example.org)".hex().encode() in text
    assert "Copy of Łucja Nowak" in browser.get(address).content.decode()


def test_without_a_watermark_the_file_is_as_it_was_uploaded(pack):
    file = builders.document("data.csv", b"a,b\n1,2")
    builders.put_in(pack, file, by=None)
    browser, address = opened(invited(pack, has_watermark=False))

    answer = browser.get(f"{address}files/documents/{file.pk}/data.csv")

    assert body_of(answer) == b"a,b\n1,2"
    assert "Copy of" not in browser.get(address).content.decode()
    assert Client().get(file.url).status_code == 404


def test_each_opening_is_in_the_log_with_who_and_what(pack, report):
    browser, address = opened(invited(pack, name="Ana Lee"))
    browser.get(f"{address}pages/{report.pk}/")

    log = ModelLogEntry.objects.filter(action="editorial.reader_opened").order_by("pk")

    assert [entry.data["what"] for entry in log] == ["the link", "the page “The report”"]
    assert {entry.data["reader"] for entry in log} == {"Ana Lee"}


def ended(pack, browser, link):
    PackReader.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def revoked(pack, browser, link):
    PackReader.objects.update(revoked_at=timezone.now())


def altered(pack, browser, link):
    browser.cookies["reader"] = browser.cookies["reader"].value[:-1] + "_"


def gone(pack, browser, link):
    PackReader.objects.all().delete()


@pytest.mark.parametrize("what_happened", [ended, revoked, altered, gone])
def test_a_link_that_holds_no_more_is_answered_as_nonsense_is(pack, report, what_happened):
    link = invited(pack)
    browser, address = opened(link)
    expected = nonsense(browser)

    what_happened(pack, browser, link)

    file = pack.items.first()
    for path in ("", f"pages/{report.pk}/", f"files/documents/{file.pk}/report.pdf"):
        assert _all_of(browser.get(address + path)) == expected
    if what_happened is not altered:
        assert _all_of(browser.get(link)) == expected


def everywhere(browser: Client, *paths: str) -> list[str]:
    """The words of the main part of each of `paths`, for a reader whose link has ended."""
    answers = [browser.get(path) for path in paths]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store, private"}
    return [answer.content.decode().partition("<main")[2] for answer in answers]


def test_at_the_minute_the_link_says_that_the_release_is_near(pack, report):
    link = invited(pack)
    browser, address = opened(link)

    with time_machine.travel(pack.release_at, tick=False):
        pages = everywhere(browser, link, address, f"{address}pages/{report.pk}/")

    for words in pages:
        assert "Load this page again in a minute" in words
        assert "The report" not in words


def test_after_the_release_the_link_leads_to_what_is_public(pack, report):
    link = invited(pack)
    browser, address = opened(link)
    for item in pack.items.all():
        item.page.specific.latest_revision.publish()

    with time_machine.travel(timezone.now() + SOON + timedelta(seconds=5), tick=False):
        release_due(timezone.now())
        BasePage.objects.filter(title="The statement").update(live=False)
        pages = everywhere(browser, link, address, f"{address}pages/{report.pk}/")

        assert Client().get(report.url).status_code == 200

    for words in pages:
        assert f'<a href="{report.url}">The report</a>' in words
        assert "The statement" not in words


def test_a_link_that_ended_before_the_release_leads_nowhere(pack):
    link = invited(pack)
    browser, _ = opened(link)
    ended(pack, browser, link)

    with time_machine.travel(pack.release_at, tick=False):
        release_due(timezone.now())
        assert browser.get(link).status_code == 404


def test_a_link_opens_no_other_pack_and_no_page_or_file_of_another(pack, report):
    page = builders.news_item(title="Another", live=False)
    page.save_revision()
    file = builders.document("other.csv", b"a,b")
    other = builders.pack(page, file, title="Another pack")
    browser, address = opened(invited(pack))
    cookie = browser.cookies["reader"].value
    browser.cookies.clear()
    browser.cookies["reader"] = cookie

    for path in (
        f"/embargo/{other.pk}/",
        f"/embargo/{other.pk}/pages/{page.pk}/",
        f"{address}pages/{page.pk}/",
        f"{address}files/documents/{file.pk}/other.csv",
        f"{address}files/documents/987654321/other.csv",
        f"{address}files/nonsense",
    ):
        assert _all_of(browser.get(path)) == nonsense(browser)


def test_a_page_that_is_taken_out_is_out_of_the_readers_sight(pack, report):
    browser, address = opened(invited(pack))

    take_out(pack.items.get(page=report.pk), by=None)

    assert browser.get(f"{address}pages/{report.pk}/").status_code == 404


def test_no_log_and_no_database_holds_the_secret(pack, caplog):
    with caplog.at_level(logging.DEBUG):
        link = invited(pack)
        opened(link)

    token = link.partition("?link=")[2]
    assert token not in caplog.text
    assert not PackReader.objects.filter(token_hash=token).exists()
    assert all(token not in str(entry.data) for entry in ModelLogEntry.objects.all())


def test_an_earlier_release_ends_the_link_earlier(pack):
    builders.reader(pack)

    set_time(pack, timezone.now() + timedelta(minutes=5), by=None)

    assert PackReader.objects.get().expires_at == pack.__class__.objects.get().release_at


def test_a_publisher_invites_a_reader_who_gets_the_link_by_mail(client, pack):
    client.force_login(builders.staff("Publisher"))
    until = timezone.localtime(pack.release_at - timedelta(minutes=10))
    form = {
        "name": "Ana Lee",
        "email": "ana@example.org",
        "expires_at": f"{until:%Y-%m-%d %H:%M}",
        "has_watermark": "on",
    }

    answer = client.post(f"/admin/packs/{pack.pk}/invite/", form)

    [letter] = mail.outbox
    link = re.search(r"http\S+", letter.body)[0]
    assert letter.to == ["ana@example.org"]
    assert link in answer.content.decode()
    assert opened(link.removeprefix("http://testserver"))
    assert link not in client.get(f"/admin/embargopack/edit/{pack.pk}/").content.decode()


def test_a_link_can_not_outlive_the_embargo(client, pack):
    client.force_login(builders.staff("Publisher"))
    late = timezone.localtime(pack.release_at + timedelta(days=1))
    form = {"name": "A", "email": "a@example.org", "expires_at": f"{late:%Y-%m-%d %H:%M}"}

    answer = client.post(f"/admin/packs/{pack.pk}/invite/", form)

    assert "until the release at the latest" in answer.content.decode()
    assert not PackReader.objects.exists()
