"""How a file is sent: whole or in part, under its name, and to nobody who may not have it."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.utils import timezone

from core.models import CustomDocument, DocumentVersion
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

CONTENT = bytes(range(48, 58)) * 10
"""0123456789, ten times: 100 bytes."""

HEADERS_OF_A_PDF = {
    "Accept-Ranges": "bytes",
    "Cache-Control": "public, no-cache",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    ),
    "Content-Type": "application/pdf",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def offered(name: str, content: bytes) -> CustomDocument:
    """A file that a live page offers."""
    file = builders.document(name, content)
    builders.attachment(builders.publication(), document=file)
    return file


@pytest.fixture
def file() -> CustomDocument:
    return offered("numbers.txt", CONTENT)


def as_read(answer) -> bytes:
    return b"".join(answer.streaming_content)


# Names and headers


def test_a_pdf_opens_in_the_browser_with_the_headers_of_a_pdf(client):
    answer = client.get(offered("report.pdf", builders.pdf()).url)

    assert answer["Content-Disposition"] == 'inline; filename="report.pdf"'
    assert {name: answer.headers.get(name) for name in HEADERS_OF_A_PDF} == HEADERS_OF_A_PDF
    assert "X-Frame-Options" not in answer


def test_all_else_is_saved_and_runs_nothing(client, file):
    answer = client.get(file.url)

    assert answer["Content-Disposition"] == 'attachment; filename="numbers.txt"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_name_in_another_alphabet_is_kept(client):
    answer = client.get(offered("Adroddiad-tŷ-Львів.txt", CONTENT).url)

    kind, _, name = answer["Content-Disposition"].partition("; filename*=utf-8''")
    assert kind == "attachment"
    assert unquote(name) == "Adroddiad-tŷ-Львів.txt"


def test_no_file_is_compressed_on_its_way(client, file):
    answer = client.get(file.url, headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in answer
    assert answer["Content-Length"] == "100"


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-9"}])
def test_head_says_all_but_the_content(client, file, headers):
    answer = client.head(file.url, headers=headers)

    assert answer.status_code == 200
    assert answer["Content-Length"] == "100"
    assert answer["ETag"] == client.get(file.url)["ETag"]
    assert answer.content == b"" if not answer.streaming else as_read(answer) == b""


# Tags


def test_what_the_browser_has_already_is_not_sent_again(client, file):
    tag = client.get(file.url)["ETag"]

    answer = client.get(file.url, headers={"If-None-Match": tag})

    assert answer.status_code == 304
    assert answer["ETag"] == tag
    assert answer["Cache-Control"] == "public, no-cache"
    assert answer.content == b""


def test_who_asks_only_for_what_is_newer_gets_nothing_while_the_file_is_the_same(client, file):
    first = client.get(file.url)

    again = client.get(file.url, headers={"If-Modified-Since": first["Last-Modified"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["Last-Modified"] == first["Last-Modified"]


def test_who_asks_only_for_what_is_newer_gets_the_next_version(client, file):
    released = timezone.now() - timedelta(minutes=1)
    DocumentVersion.objects.filter(document=file).update(released_at=released)
    first = client.get(file.url)
    builders.new_version(file, CONTENT + b"\n")

    again = client.get(file.url, headers={"If-Modified-Since": first["Last-Modified"]})

    assert again.status_code == 200
    assert again["Last-Modified"] != first["Last-Modified"]


def test_another_content_has_another_tag(client, file):
    before = client.get(file.url)["ETag"]
    builders.new_version(file, CONTENT + b"\n")

    answer = client.get(file.url, headers={"If-None-Match": before})

    assert answer.status_code == 200
    assert answer["ETag"] != before


def test_a_tag_can_be_made_only_with_our_key(client, file, settings):
    tag = client.get(file.url)["ETag"].strip('"')

    for name in ("md5", "sha1", "sha256", "sha512"):
        assert hashlib.new(name, CONTENT).hexdigest()[:16] not in tag
    guess = hmac.digest(b"", hashlib.sha256(CONTENT).hexdigest().encode(), "sha256").hex()
    assert guess != tag
    settings.SECRET_KEY = secrets.token_urlsafe(50)
    assert client.get(file.url)["ETag"].strip('"') != tag


def test_a_change_of_a_file_that_was_replaced_meanwhile_is_refused(client, file):
    assert client.get(file.url, headers={"If-Match": '"other"'}).status_code == 412


# Parts


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-9", 0, 9),
        ("bytes=95-", 95, 99),
        ("bytes=-5", 95, 99),
        ("bytes=-500", 0, 99),
        ("bytes=90-500", 90, 99),
        ("bytes=7-7", 7, 7),
    ],
)
def test_a_part_is_sent_by_itself(client, file, asked, first, last):
    answer = client.get(file.url, headers={"Range": asked})

    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {first}-{last}/100"
    assert answer["Content-Length"] == str(last - first + 1)
    assert as_read(answer) == CONTENT[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(client, file, asked):
    answer = client.get(file.url, headers={"Range": asked})

    assert answer.status_code == 416
    assert answer["Content-Range"] == "bytes */100"


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-1,5-6",
        "bytes=9-0",
        "bytes=",
        "bytes=-",
        "lines=1-2",
        "bytes=٠-٩",
        f"bytes={9**30}-",
    ],
)
def test_what_cannot_be_understood_gets_the_whole_file(client, file, asked):
    answer = client.get(file.url, headers={"Range": asked})

    assert answer.status_code == 200
    assert as_read(answer) == CONTENT


def test_a_part_goes_on_only_with_the_file_that_it_began_with(client, file):
    tag = client.get(file.url)["ETag"]
    part = {"Range": "bytes=50-"}

    same = client.get(file.url, headers=part | {"If-Range": tag})
    other = client.get(file.url, headers=part | {"If-Range": '"other"'})
    dated = client.get(file.url, headers=part | {"If-Range": "Wed, 21 Oct 2015 07:28:00 GMT"})

    assert same.status_code == 206
    assert (other.status_code, dated.status_code) == (200, 200)
    assert as_read(other) == CONTENT


# Nobody learns that a private file is there


def hidden() -> dict[str, CustomDocument]:
    """A file in each state in which visitors may not have it."""
    reports = {
        state: builders.publication_with_file(title=state, slug=state)
        for state in ("unpublished", "restricted", "withdrawn", "below-a-draft")
    }
    reports["unpublished"].unpublish()
    builders.made_private(reports["restricted"])
    reports["withdrawn"].withdraw(reason="It was wrong.")
    section = builders.standard_page(slug="section")
    reports["below-a-draft"].move(section, pos="last-child")
    section.refresh_from_db()
    section.unpublish()
    draft = builders.publication(title="draft", slug="draft", live=False)
    builders.attachment(draft, document=builders.document())
    embargoed = builders.publication(title="embargoed", slug="embargoed", live=False)
    builders.attachment(embargoed, document=builders.document())
    embargoed.go_live_at = timezone.now() + timedelta(days=1)
    embargoed.save_revision().publish()
    files = {state: page.attachments.get().document for state, page in reports.items()}
    files["draft"] = draft.attachments.get().document
    files["embargoed"] = embargoed.attachments.get().document
    files["in no page"] = builders.document()
    files["not read yet"] = builders.document(is_read=False)
    builders.attachment(builders.publication(slug="unread"), document=files["not read yet"])
    return files


def what_is_told(answer) -> tuple:
    """All that an answer tells whoever asked."""
    headers = {name: value for name, value in answer.headers.items() if name != "Date"}
    return answer.status_code, headers, answer.content


def test_a_private_file_answers_as_one_that_does_not_exist(client):
    nonsense = what_is_told(client.get("/files/documents/987654/report.pdf"))

    for state, file in hidden().items():
        for address in (file.url, file.newest.url):
            assert what_is_told(client.get(address)) == nonsense, state
            assert (
                what_is_told(client.head(address))[:2]
                == (what_is_told(client.head("/files/documents/987654/report.pdf"))[:2])
            ), state


def test_who_knows_a_private_file_learns_nothing(client, report_shown_before):
    file, tag = report_shown_before
    plain = what_is_told(client.get("/files/documents/987654/report.pdf"))

    with file.file.open() as opened:
        content = opened.read()
    sums = [hashlib.new(name, content).hexdigest() for name in ("md5", "sha1", "sha256")]
    tags = [tag, *(f'"{found}"' for found in sums), *(f'W/"{found}"' for found in sums), "*"]
    for name in ("If-None-Match", "If-Match", "If-Range"):
        for value in tags:
            headers = {name: value, "Range": "bytes=0-9"}
            assert what_is_told(client.get(file.url, headers=headers)) == plain
            assert what_is_told(client.get(file.current.url, headers=headers)) == plain


@pytest.fixture
def report_shown_before(client):
    """A file that was public, with its tag of then, and that is private now."""
    report = builders.publication_with_file()
    file = report.attachments.get().document
    tag = client.get(file.url)["ETag"]
    report.unpublish()
    return file, tag


def test_a_thousand_guesses_find_nothing(client):
    """Addresses made from those of last year, as a reader of markets makes them."""
    public = offered("Economic-outlook-March-2025.pdf", builders.pdf())
    draft = builders.publication(slug="outlook", live=False)
    secret = builders.document("Economic-outlook-November-2025.pdf", builders.pdf("SECRET"))
    builders.attachment(draft, document=secret)
    folder = public.file.name.split("/")[1]
    months = ["March", "October", "November", "november"]
    names = [
        f"Economic-outlook-{month}-{year}.pdf" for month in months for year in range(2021, 2026)
    ]
    numbers = [*range(public.pk + 1, public.pk + 26)]
    guesses = [f"/files/documents/{number}/{name}" for number in numbers for name in names]
    guesses += [
        f"/files/documents/{number}/versions/{version}/{name}"
        for number in numbers[:10]
        for version in (1, 2)
        for name in names
    ]
    guesses += [
        f"/files/{place}/{folder}/{name}" for place in ("documents", "covers") for name in names
    ]
    guesses += [f"/documents/{folder}/{name}" for name in names] + [
        f"/media/{name}" for name in names
    ]
    guesses += [f"/files/covers/{folder}-{size}.webp" for size in ("large", "small")] * 10
    assert len(guesses) >= 1000

    nonsense = what_is_told(client.get("/files/documents/987654/nonsense.pdf"))

    assert {guess for guess in guesses if what_is_told(client.get(guess)) != nonsense} == set()


def test_stored_names_hold_128_random_bits():
    one, other = builders.document(), builders.document()

    first, second = (file.file.name.split("/")[1] for file in (one, other))
    assert first != second
    assert len(bytes.fromhex(first)) * 8 == 128


def test_a_file_that_is_lost_from_the_disk_is_not_found(client, file):
    file.file.storage.delete(file.file.name)

    assert client.get(file.url).status_code == 404
    assert client.get(file.current.url).status_code == 404
