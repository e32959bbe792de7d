"""A folder of saved pages, as a program that copies websites leaves it, becomes a bundle."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.asserts import assertContains

from core.models import CustomDocument, CustomImage
from home.models import StandardPage
from news.models import NewsPage
from operations.bundle.report import Outcome
from operations.old_site.pages import day_in, read_page
from operations.old_site.rules import USUAL, Rules
from publications.models import PublicationPage
from tests import builders
from tests.operations.bundles import imported

STORY = """<!doctype html><html><head><title>Test story | IASC</title>
<meta name="description" content="A test summary."></head><body><nav><a href="/">Home</a></nav>
<main><h1>Test story</h1><p class="meta">Blog | 25 January 2022</p>
<p style="color:red" onclick="x()">Test words with a
<a href="../other-story/">second test story</a>, a
<a href="/media/12/test.pdf">whole test report</a>,
<a href="https://example.com/x">an outside test</a> and
<a href="/gone/">a test that is gone</a>.<script>alert(1)</script></p>
<h2>Test heading</h2><div>Loose <strong>words</strong></div><h3>Smaller</h3>
<ul><li>One<li>Two</ul><img src="/media/13/test.png" alt="A test picture">
<table><tr><th>Year<th>Count<tr><td>2020<td>12</table></main><footer>Foot</footer></body></html>"""


def page(body: str, title: str = "Test") -> str:
    return f"<html><head><title>{title}</title></head><body><main>{body}</main></body></html>"


@pytest.fixture
def folder(tmp_path):
    """Invented pages in the shapes that copying programs give them."""
    root = tmp_path / "saved"
    links = "".join(f'<li><a href="/news-insights/{n}/">Test story {n}</a></li>' for n in range(9))
    files = {
        "news-insights/test-story/index.html": STORY,
        "www.example.org/news-insights/test-story/index.html": STORY,
        "news-insights/other-story.html": page(
            '<h1>Other test story</h1><time datetime="2019-03-04">4 March 2019</time><p>Words'
        ),
        "news-insights/undated/index.html": page(
            "<h1>Undated test</h1><p>Words without a day.</p>"
        ),
        "news-insights/index.html": page(f"<h1>All</h1><ul>{links}</ul>"),
        "news-insights/index.html?page=2": page("<h1>Page two</h1><p>Words</p>"),
        "about/index.html": page("<h1>About the test</h1><p>Words about it.</p>"),
        "about/team/index.html": page(f"<h1>More lists</h1><ul>{links}</ul>"),
        "reports/test-report/index.html": page(
            '<h1>Test report</h1><span class="date">1 May 2020</span>'
            '<p>Read <a href="/media/12/test.pdf">the whole report</a>.</p>'
        ),
        "empty.html": "<html><body></body></html>",
        "main.css": "a{}",
        "film.mp4": "x",
    }
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    (root / "latin" / "x").mkdir(parents=True)
    latin = '<meta charset="windows-1252">' + page("<h1>Caf\xe9 \x96 a test</h1><p>Words")
    (root / "latin" / "index.html").write_bytes(latin.encode("latin-1"))
    (root / "media" / "12").mkdir(parents=True)
    (root / "media" / "13").mkdir()
    (root / "media" / "12" / "test.pdf").write_bytes(builders.pdf())
    (root / "media" / "13" / "test.png").write_bytes(builders.picture_bytes())
    return root


def notes(tmp_path: Path) -> dict[str, str]:
    with (tmp_path / "old-notes.csv").open() as file:
        return {row["file"]: row["why"] for row in csv.DictReader(file)}


@pytest.mark.django_db
def test_an_old_site_moves_in_with_its_days_links_files_and_addresses(folder, tmp_path, client):
    builders.news_index(slug="news")
    builders.publications_index(slug="publications")

    call_command("import_from_html", folder, tmp_path / "old.zip", host=["www.example.org"])
    told = imported(tmp_path / "old.zip")

    assert told.refusals == {}
    assert told.counts == {Outcome.MADE: 8}, [row[3] for row in told.rows if row[3]]
    story = NewsPage.objects.get(slug="test-story")
    assert (story.title, story.news_type) == ("Test story", "blog")
    assert (story.display_date, story.summary) == (date(2022, 1, 25), "A test summary.")
    shown = client.get(story.url)
    file = CustomDocument.objects.get()
    assertContains(shown, '<a href="/news/other-story/">second test story</a>')
    assertContains(shown, f'<a href="{file.url}"')
    assertContains(shown, '<a href="https://example.com/x"')
    assertContains(shown, "Test heading</h2>")
    assertContains(shown, "<p>Loose <b>words</b></p>")
    assertContains(shown, "<li>Two</li>")
    assertContains(shown, '<th scope="col">Year</th>')
    assert "onclick" not in shown.content.decode() and "alert(1)" not in shown.content.decode()
    assert CustomImage.objects.count() == 1

    assert client.get("/News-Insights/test-story").headers["Location"].endswith(story.url)
    report = PublicationPage.objects.get()
    assert report.attachments.get().document == file
    assert StandardPage.objects.get(title="Café – a test").live
    assert not NewsPage.objects.get(title="Undated test").live
    assert client.get("/media/12/test.pdf").headers["Location"] == file.url

    left_out = notes(tmp_path)
    assert "same page" in left_out["www.example.org/news-insights/test-story/index.html"]
    assert "list of other pages" in left_out["news-insights/index.html"]
    assert "list of other pages" in left_out["news-insights/index.html?page=2"]
    assert "list of other pages" in left_out["about/team/index.html"]
    assert "nothing to read" in left_out["empty.html"]
    assert "takes no .mp4" in left_out["film.mp4"]
    assert "/gone, which is not among the files" in left_out["news-insights/test-story/index.html"]
    assert "No day was found" in left_out["news-insights/undated/index.html"]


def test_own_rules_say_what_goes_where(folder, tmp_path):
    rules = tmp_path / "rules.toml"
    rules.write_text(USUAL.read_text().replace('"/reports/"', '"/elsewhere/"'))

    call_command("import_from_html", folder, tmp_path / "old", rules=rules)

    lines = (tmp_path / "old" / "pages.jsonl").read_text().splitlines()
    types = {record["key"]: record["type"] for record in map(json.loads, lines)}
    assert types["old/reports/test-report"] == "home.StandardPage"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Published on 25th January 2022.", date(2022, 1, 25)),
        ("2019-03-04T10:00:00Z", date(2019, 3, 4)),
        ("31 February 2020, or 1 March 2020", date(2020, 3, 1)),
        ("2020-02-31", None),
        ("January 2022", None),
    ],
)
def test_a_day_is_read_as_people_and_machines_write_it(text, day):
    assert day_in(text) == day


def test_the_name_of_the_old_site_is_no_part_of_a_title():
    html = b"<title>A test - and more | IASC</title><body><p>Words</p>"

    assert read_page(html, Rules.read(USUAL)).title == "A test - and more"
