"""What nginx in front keeps, and for how long: the table of `docs/operating/edge.md`."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.edge.conftest import HOST, KEPT

pytestmark = pytest.mark.sqlite_only

DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs/operating/edge.md"
ROW = re.compile(
    r"^\| `(?P<path>[^`]+)`(?P<session> with a session)? "
    r"\| (?P<kept>[^|]+) \| (?P<older>[^|]+) \| (?P<failing>[^|]+) \| (?P<cookies>[^|]+) \|$",
    re.MULTILINE,
)
ROWS = [match.groupdict() for match in ROW.finditer(DOCUMENT.read_text())]
SESSION = "theme=dark; __Host-session=abc"
NOTHING_KEPT = {"Cache-Control": "private, no-cache"}
BARE = "page=&p="
KEPT_FOR_A_MINUTE = {"Cache-Control": "max-age=60, stale-while-revalidate=0"}
KEPT_FOR_A_SECOND = {"Cache-Control": "max-age=1, stale-while-revalidate=0"}


def name_of(row: dict[str, str]) -> str:
    return row["path"] + (row["session"] or "")


def kept(row: dict[str, str]) -> bool:
    return row["kept"] != "never"


def asked_with(row: dict[str, str]) -> dict[str, str]:
    return {"Cookie": SESSION if row["session"] or row["cookies"] == "all" else "theme=dark"}


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_each_row_of_the_table_holds(edge, website, row):
    path, headers = f"{row['path']}?of={name_of(row)}".replace(" ", "-"), asked_with(row)

    first, second = edge.ask(path, **headers), edge.ask(path, **headers)

    assert (first.status, second.status) == (200, 200)
    assert website.times_asked(row["path"]) == (1 if kept(row) else 2)
    cookie = website.asked[-1][1].get("cookie")
    assert cookie == (SESSION if row["cookies"] == "all" else None)


def test_the_times_of_the_table_are_those_that_the_website_says():
    times = {(r["kept"], r["older"], r["failing"]) for r in ROWS if kept(r)}

    assert times == {("1 second", "3 seconds", "a day")}
    assert KEPT == "max-age=1, stale-while-revalidate=3, stale-if-error=86400"


def test_a_change_is_there_after_the_first_look_past_a_second(edge, website):
    website.says("/changed/", body=b"old")
    edge.ask("/changed/")
    website.says("/changed/", body=b"new")

    time.sleep(2.1)
    meanwhile = edge.ask("/changed/")  # has a new one fetched
    time.sleep(0.3)

    assert meanwhile.body == b"old"
    assert edge.ask("/changed/").body == b"new"


def test_after_five_seconds_nobody_sees_what_was_before(edge, website):
    website.says("/forgotten/", body=b"old")
    edge.ask("/forgotten/")
    website.says("/forgotten/", body=b"new")

    time.sleep(5.1)

    assert edge.ask("/forgotten/").body == b"new"


def test_a_page_stays_while_the_website_fails(edge, website):
    pages = {status: f"/failing/{status}/" for status in (500, 502, 503, 504)}
    for status, path in pages.items():
        website.says(path, body=b"the numbers", headers=KEPT_FOR_A_SECOND)
        edge.ask(path)
        website.says(path, status=status, body=b"an error", headers=NOTHING_KEPT)

    time.sleep(2.1)
    answers = [edge.ask(path) for path in pages.values()]

    assert {(answer.status, answer.body) for answer in answers} == {(200, b"the numbers")}


def test_what_is_gone_is_gone_and_no_failure_brings_it_back(edge, website):
    pages = {status: f"/gone/{status}/" for status in (301, 404, 410)}
    for status, path in pages.items():
        website.says(path, body=b"withdrawn", headers=KEPT_FOR_A_SECOND)
        edge.ask(path)
        website.says(path, status=status, headers=KEPT_FOR_A_SECOND)

    time.sleep(2.1)
    gone = {edge.ask(path).status for path in pages.values()}
    for path in pages.values():
        website.says(path, status=500, headers=NOTHING_KEPT)
    time.sleep(2.1)

    assert gone == {301, 404, 410}
    assert {edge.ask(path).status for path in pages.values()} == gone


def test_errors_are_not_kept_nor_ways_that_depend_on_a_query(edge, website):
    website.says("/broken/", status=500, headers=NOTHING_KEPT)  # as it says of its errors
    website.says("/old.php", status=404)
    website.says("/old/", status=301, headers={"Cache-Control": KEPT, "Location": "/new/"})

    for path in ("/broken/", "/old.php", "/old/?id=1"):
        edge.ask(path)
        edge.ask(path)

    assert [website.times_asked(p) for p in ("/broken/", "/old.php", "/old/")] == [2, 2, 2]


def test_a_hundred_who_come_at_once_cost_the_website_one_request(edge, website):
    website.says("/crowd/", seconds=0.3, headers=KEPT_FOR_A_MINUTE)

    with ThreadPoolExecutor(100) as crowd:
        answers = list(crowd.map(edge.ask, ["/crowd/"] * 100))

    assert {answer.status for answer in answers} == {200}
    assert website.times_asked("/crowd/") == 1


def test_queries_cookies_and_headers_neither_split_nor_poison_a_page(edge, website):
    edge.ask("/one/", Accept_Encoding="gzip, deflate, br")

    edge.ask("/one/?utm_source=x", Accept_Encoding="br, gzip")
    edge.ask("/one/?" + "x" * 500, Accept_Encoding="zstd, br", Cookie="theme=dark")
    edge.ask("/one/", Accept_Encoding="br", X_Forwarded_Host="evil.example", X_Edge="0")

    assert website.times_asked("/one/") == 1
    seen = website.asked[-1][1]
    assert (seen["host"], seen["accept-encoding"], seen["x-edge"]) == (HOST, "br", BARE)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("page=2", "page=2&p="),
        ("p%61ge=2", BARE),
        ("PAGE=2", "page=2&p="),
        ("page=2&page=3", "page=2&p="),
        ("x=1&P=4&page=%32", "page=%32&p=4"),
    ],
)
def test_the_website_is_told_what_of_a_query_is_in_the_key(edge, website, query, told):
    edge.ask(f"/{query.encode().hex()}/?{query}")  # an address that nobody asked for yet

    assert website.asked[-1][1]["x-edge"] == told


def test_parts_of_a_list_and_packings_are_told_apart(edge, website):
    for query in ("", "?page=2", "?page=3", "?p=2"):
        edge.ask(f"/list/{query}")
    for packing in ("gzip", "br"):
        edge.ask("/list/", Accept_Encoding=packing)

    assert website.times_asked("/list/") == 6


def test_what_staff_see_is_given_to_nobody_else(edge, website):
    website.says("/draft/", body=b"a draft")
    edge.ask("/draft/", Cookie=SESSION)
    website.says("/draft/", body=b"public")

    assert edge.ask("/draft/").body == b"public"


@pytest.mark.parametrize("said", ["private, no-cache", "public, max-age=300", "no-store, private"])
def test_what_the_website_says_to_browsers_alone_is_not_kept(edge, website, said):
    website.says("/not-kept/", headers={"Cache-Control": said})

    answers = [edge.ask("/not-kept/"), edge.ask("/not-kept/")]

    assert website.times_asked("/not-kept/") == 2
    assert answers[1].headers["cache-control"] == said


def test_no_page_sets_a_cookie(edge, website):
    website.says("/cookie/", headers={"Set-Cookie": "a=b"})

    assert "set-cookie" not in edge.ask("/cookie/").headers


def test_browsers_are_told_to_ask_each_time_and_get_nothing_twice(edge, website):
    website.says("/told/", headers={"Cache-Control": KEPT, "ETag": 'W/"1"'})

    first = edge.ask("/told/")
    again = edge.ask("/told/", If_None_Match=first.headers["etag"])

    assert first.headers["cache-control"] == "private, no-cache"
    assert (again.status, again.body) == (304, b"")
    assert again.headers["cache-control"] == "private, no-cache"


@pytest.mark.drill("D-8", "The store of files is gone, and visitors ask nginx")
def test_a_file_that_the_website_cannot_fetch_comes_from_the_mirror(edge, website, drill):
    mirrored = edge.folder / "data/mirror/current/site/files/documents/7"
    mirrored.mkdir(parents=True, exist_ok=True)
    for name in ("public.csv", "private.csv"):
        (mirrored / name).write_bytes(b"a,b")
    website.says("/files/documents/7/public.csv", status=503)
    website.says("/files/documents/7/private.csv", status=404, body=b"no such file")

    public = edge.ask("/files/documents/7/public.csv")
    private = edge.ask("/files/documents/7/private.csv")

    drill.tried(2, "files")
    drill.lost(int((public.status, public.body) != (200, b"a,b")), "public files")
    drill.lost(int((private.status, private.body) != (404, b"no such file")), "secrets")
