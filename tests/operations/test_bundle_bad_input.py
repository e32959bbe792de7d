"""What can be wrong with a bundle: each with a line that says what to do, and nothing lost."""

import json
import zipfile

import pytest

from news.models import NewsPage
from operations.bundle.layout import Misfit
from operations.bundle.opening import Bundle
from tests import builders
from tests.operations.bundles import MANIFEST, bundle, imported, news, sha256, text

pytestmark = pytest.mark.django_db

FILE = {"type": "core.CustomDocument", "key": "f", "fields": {"title": "Notes"}}


PIECE = {"type": "news.PressPiecePage", "key": "p", "parent": "/news/"}
PIECE["fields"] = {"title": "A piece", "outlet": "A paper"}
REPORT = {"type": "publications.PublicationPage", "key": "r", "parent": "/publications/"}
REPORT["fields"] = {"title": "A report", "publication_type": "report"}
SCRIPT = {"title": "All of it", "link_url": "javascript:x()"}


@pytest.fixture(autouse=True)
def site():
    builders.publications_index(slug="publications")
    return builders.news_index(slug="news")


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ("{", "not JSON"),
        ("[1]", "A record is an object"),
        ('{"type": "news.NewsPage", "key": "\\ud800"}', "not JSON"),
        (news("a") | {"type": "news.Nothing"}, "no type “news.Nothing”"),
        (news("a") | {"type": "editorial.User"}, "no type “editorial.User”"),
        (news("a") | {"colour": 1}, "no “colour”"),
        (news("a") | {"state": "public"}, "“live” or “draft”"),
        (news("a") | {"key": "../x y"}, "A key has letters"),
        (news("a", colour="red"), "no field “colour”"),
        (news("a", owner="jane"), "no field “owner”"),
        (news("a", display_date="31 February 2020"), "“display_date”"),
        (news("a", display_date="2020-02-31"), "“display_date”"),
        (news("a", news_type="gossip"), "gossip"),
        (news("a", first_published_at="yesterday"), "no moment"),
        (news("a", parent="nowhere"), "“nowhere”, which is neither"),
        (news("a", parent="/"), "can't stand below"),
        (news("a", topics=["nothing"]), "“nothing”, which is neither"),
        (news("a", topics=["a"]), "is of the type news.NewsPage"),
        (news("a", body=[{"type": "gif", "value": ""}]), "no block “gif”"),
        (news("a", body={"x": 1}), "This is a list of blocks"),
        (news("a", body=text('<p><a linktype="page" id="no">x</a></p>')), "“no”, which is neither"),
        (news("a", title=["x"]), "one value"),
        (news("a") | {"draft": {"updates": [{"type": "update", "value": {"day": "x"}}]}}, "“day”"),
        (news("a") | {"draft": {"news_type": "gossip"}}, "gossip"),
        (PIECE | {"fields": PIECE["fields"] | {"article_url": "javascript:x()"}}, "valid URL"),
        (REPORT | {"fields": REPORT["fields"] | {"attachments": [SCRIPT]}}, "row 1: “link_url”"),
        (FILE, "“file” is missing"),
        (FILE | {"file": {"name": "a.txt", "path": "files/none"}}, "no file “files/none”"),
        (FILE | {"file": {"name": "a.txt", "path": "files/n", "sha256": "0" * 64}}, "SHA-256"),
        (FILE | {"file": {"name": "../a.txt", "path": "files/n"}}, "without a folder"),
        (FILE | {"file": {"name": "a.exe", "path": "files/n"}}, "no kind that the website takes"),
        (FILE | {"file": {"name": "a.pdf", "path": "files/n"}}, "not a PDF"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)
def test_a_line_that_is_wrong_is_refused_and_the_next_one_is_taken(tmp_path, record, words):
    told = imported(bundle(tmp_path / "b", record, news("next"), files={"files/n": b"Notes"}))

    (why,) = told.refusals.values()
    assert words in why
    assert NewsPage.objects.latest("pk").title == "Story next"


def test_two_lines_with_one_key_are_told_apart(tmp_path):
    told = imported(bundle(tmp_path / "b", news("a"), news("a", title="Another")))

    assert "stands in records.jsonl, line 1 already" in told.refusals[""]
    assert NewsPage.objects.get().title == "Story a"


def test_pages_above_each_other_in_a_circle_are_refused(tmp_path):
    told = imported(bundle(tmp_path / "b", news("a", parent="b"), news("b", parent="a"), news("c")))

    assert set(told.refusals) == {"a", "b"}
    assert "lead back to itself" in told.refusals["a"]


def test_what_stands_below_a_refused_page_is_refused_and_says_so(tmp_path):
    report = REPORT | {"fields": {"title": "A report", "colour": "red"}}
    below = {"type": "publications.DocumentPage", "key": "d", "parent": "r"}

    told = imported(bundle(tmp_path / "b", report, below | {"fields": {"title": "Text"}}))

    assert "was refused. Mend that one first" in told.refusals["d"]


def test_two_pages_at_one_address_are_refused(tmp_path):
    told = imported(bundle(tmp_path / "b", news("a", slug="same"), news("b", slug="same")))

    assert "has the slug “same”" in told.refusals["b"]


def test_what_is_not_utf_8_is_named_by_its_line(tmp_path):
    path = bundle(tmp_path / "b", news("a"))
    with (path / "records.jsonl").open("ab") as file:
        file.write(json.dumps(news("b"), ensure_ascii=False).encode("utf-16"))

    told = imported(path)

    assert (2, "") in [row[:2] for row in told.rows]
    assert "not UTF-8" in told.refusals[""]


def test_hostile_markup_never_gets_in(tmp_path, client):
    hostile = '<p onclick="x()">Words<script>alert(1)</script><a href="javascript:x()">here</a></p>'

    imported(bundle(tmp_path / "b", news("a", body=text(hostile), title="<script>x</script>")))

    stored = NewsPage.objects.get().body.raw_data[0]["value"]
    assert "script" not in stored and "onclick" not in stored and "Words" in stored
    page = client.get("/news/a/").content.decode()
    assert "<script>x" not in page and "alert(1)" not in page


# Bundles that are refused as a whole


def archive(path, *parts, **options):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("manifest.json", json.dumps(MANIFEST | options))
        for name, content in parts:
            written.writestr(name, content)
    return path


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (("../x.jsonl", "{}"), "leads out of the bundle"),
        (("/etc/x", "x"), "leads out of the bundle"),
        (("files/..\\..\\x", "x"), "leads out of the bundle"),
        (("C:/x", "x"), "leads out of the bundle"),
        ((link("files/x"), "/etc/passwd"), "is a link"),
        (("files/bomb", b"\0" * 30_000_000), "as only files made to harm do"),
        (("manifest.json", "{}"), "stands in the .zip twice"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_that_is_made_to_harm_is_refused_before_anything_is_read(tmp_path, part, words):
    with pytest.raises(Misfit, match=words):
        imported(archive(tmp_path / "x.zip", ("records.jsonl", json.dumps(news("a"))), part))

    assert not NewsPage.objects.exists()


def test_a_zip_that_was_damaged_on_its_way_is_read_as_far_as_it_goes(tmp_path):
    path = archive(tmp_path / "x.zip", ("records.jsonl", json.dumps(news("a")) + "\n"))
    data = bytearray(path.read_bytes())
    data[data.index(b"records.jsonl") + 30] ^= 0xFF
    path.write_bytes(bytes(data))

    told = imported(path)

    assert "is damaged from here on" in told.refusals[""]


def test_a_newer_version_says_to_update_the_website(tmp_path):
    with pytest.raises(Misfit, match="of version 2, and this website reads version 1"):
        Bundle(archive(tmp_path / "x.zip", version=2))


def test_a_link_in_a_folder_is_refused(tmp_path):
    path = bundle(tmp_path / "b", news("a"))
    (path / "files").symlink_to("/etc")

    with pytest.raises(Misfit, match="is a link"):
        Bundle(path)


def test_what_is_no_bundle_says_what_is_missing(tmp_path):
    (tmp_path / "x.zip").write_bytes(b"PK not really")

    with pytest.raises(Misfit, match=r"no \.zip"):
        Bundle(tmp_path / "x.zip")
    with pytest.raises(Misfit, match=r"no manifest\.json"):
        Bundle(tmp_path)
    with pytest.raises(Misfit, match="nothing at"):
        Bundle(tmp_path / "none")


def test_a_file_that_the_record_names_by_its_hash_is_found(tmp_path):
    content = b"Notes"
    name = f"files/{sha256(content)}"
    record = FILE | {"file": {"name": "notes.txt", "sha256": sha256(content)}}

    assert imported(bundle(tmp_path / "b", record, files={name: content})).refusals == {}
