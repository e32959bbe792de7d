"""What somebody writes into a bundle by hand, and what becomes of it."""

import errno
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django.asserts import assertContains
from wagtail.models import Page, PageLogEntry

from core import gates
from core.models import CustomDocument, Topic
from editorial.models import AuditLine
from news.models import NewsPage
from operations.bundle import importing
from operations.bundle.making import Maker
from operations.bundle.report import Outcome
from publications.models import PublicationPage
from tests import builders
from tests.hostile import MARKUP, runs_in
from tests.operations.bundles import bundle, imported, news, text

pytestmark = pytest.mark.django_db

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "moving-in.md"


@pytest.fixture
def site():
    """A front page and the list of news."""
    return builders.news_index(slug="news")


def test_what_the_guide_shows_can_be_taken_in(site, client, tmp_path):
    builders.publications_index(slug="publications")
    shown = re.findall(r"```jsonl?\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    path = bundle(tmp_path / "b", *shown[1].splitlines(), files={"files/notes.txt": b"Notes"})
    (path / "manifest.json").write_text(shown[0])

    told = imported(path)

    assert told.refusals == {}
    assert told.counts == {Outcome.MADE: 5}
    page = client.get("/news/a-story/")
    assertContains(page, '<a href="/publications/a-report/">link to a report</a>')
    assertContains(page, "1 May 2019")
    assert client.get("/news-insights/a-story/").headers["Location"].endswith("/news/a-story/")
    file = CustomDocument.objects.get()
    assert b"".join(client.get(file.url).streaming_content) == b"Notes"
    assert client.get("/reports").headers["Location"].endswith("/publications/")
    assert client.get("/media/1234/notes.txt").headers["Location"] == file.url


def test_a_page_keeps_the_days_on_which_it_was_published(site, tmp_path):
    imported(
        bundle(
            tmp_path / "b",
            news("a", first_published_at="2016-02-03T10:00:00Z"),
            news("b", last_published_at="2020-01-01T00:00:00Z"),
        )
    )

    first, second = NewsPage.objects.order_by("pk")
    assert first.first_published_at == datetime(2016, 2, 3, 10, tzinfo=UTC)
    assert timezone.localdate(second.first_published_at) == date(2019, 5, 1)
    assert second.last_published_at == datetime(2020, 1, 1, tzinfo=UTC)


def test_a_dry_run_says_the_same_and_changes_nothing(site, tmp_path, settings):
    path = bundle(
        tmp_path / "b",
        news("a"),
        news("b", news_type="no such type"),
        {"type": "core.CustomDocument", "key": "f", "fields": {"title": "Notes"}}
        | {"file": {"name": "notes.txt", "path": "files/n"}},
        files={"files/n": b"Notes"},
    )
    stored = sorted(settings.MEDIA_ROOT.rglob("*.txt"))

    told = imported(path, is_dry_run=True)

    assert not NewsPage.objects.exists() and not CustomDocument.objects.exists()
    assert sorted(settings.MEDIA_ROOT.rglob("*.txt")) == stored
    assert told.rows == imported(path).rows


def test_a_second_run_changes_nothing_and_a_new_line_changes_the_same_page(site, tmp_path):
    topics = [
        {"type": "core.Topic", "key": f"t{n}", "fields": {"name": f"T{n}", "slug": f"t{n}"}}
        for n in range(2)
    ]
    before = news("a", body=text("<p>Words</p>"), topics=["t0"])
    imported(bundle(tmp_path / "b", before, *topics))
    made = NewsPage.objects.get()

    again = imported(bundle(tmp_path / "b", before, *topics))
    after = news("a", body=text("<p>New</p>"), topics=["t1"])
    changed = imported(bundle(tmp_path / "b", after, *topics))

    assert again.counts == {Outcome.UNCHANGED: 3}
    assert changed.counts == {Outcome.UNCHANGED: 2, Outcome.CHANGED: 1}
    page = NewsPage.objects.get()
    assert [topic.name for topic in page.topics.all()] == ["T1"]
    assert page.pk == made.pk and "New" in str(page.body)
    assert page.first_published_at == made.first_published_at


def test_what_staff_have_changed_since_stays_unless_told(site, tmp_path):
    imported(bundle(tmp_path / "b", news("a")))
    page = NewsPage.objects.get()
    page.title = "As staff have it"
    page.save_revision().publish()
    path = bundle(tmp_path / "b", news("a", title="As the bundle has it"))

    told = imported(path)

    assert "changed it here" in told.refusals["a"]
    assert NewsPage.objects.get().title == "As staff have it"
    assert imported(path, overwrite=True).counts == {Outcome.CHANGED: 1}
    assert NewsPage.objects.get().title == "As the bundle has it"


def test_what_staff_have_deleted_stays_gone_unless_told(site, tmp_path):
    path = bundle(
        tmp_path / "b", {"type": "core.Topic", "key": "t", "fields": {"name": "A", "slug": "a"}}
    )
    imported(path)
    Topic.objects.get().delete()

    assert "deleted here" in imported(path).refusals["t"]
    assert imported(path, overwrite=True).counts == {Outcome.MADE: 1}


def test_a_page_that_was_here_before_takes_those_below_it_and_stays_as_it_is(site, tmp_path):
    index = {"type": "news.NewsIndexPage", "key": "list", "parent": "/", "state": "live"}
    index["fields"] = {"title": "Another title", "slug": "news"}

    told = imported(bundle(tmp_path / "b", news("a", parent="list"), index))

    assert "says something else" in told.refusals["list"]
    site.refresh_from_db()
    assert site.title != "Another title"
    assert NewsPage.objects.get().get_parent().pk == site.pk


def test_a_gate_keeps_one_page_back_and_lets_the_others_through(site, tmp_path, monkeypatch):
    def too_early(subject, live_at):
        if "early" in str(subject):
            yield gates.Objection("It is too early.", "title")

    monkeypatch.setattr(gates, "_gates", [too_early])
    path = bundle(tmp_path / "b", news("a", title="An early one"), news("b"))

    told = imported(path)

    assert told.of("a") == (Outcome.KEPT_BACK, "It is too early.")
    assert [page.live for page in NewsPage.objects.order_by("title")] == [False, True]
    # Once more says it again, and makes no further draft.
    revision = NewsPage.objects.get(live=False).latest_revision_id
    assert imported(path).of("a") == (Outcome.KEPT_BACK, "It is too early.")
    assert NewsPage.objects.get(live=False).latest_revision_id == revision


def test_drafts_can_be_asked_for_so_that_staff_publish(site, client, tmp_path):
    imported(bundle(tmp_path / "b", news("a")), as_drafts=True)

    assert client.get("/news/a/").status_code == 404
    page = NewsPage.objects.get()
    assert page.has_unpublished_changes and page.latest_revision.as_object().title == "Story a"


def test_pages_that_refer_to_each_other_are_both_whole(site, tmp_path):
    imported(
        bundle(
            tmp_path / "b",
            news(
                "a",
                related_pages=[{"to_page": "b"}],
                body=text('<p><a linktype="page" id="b">B</a></p>'),
            ),
            news("b", related_pages=[{"to_page": "a"}]),
        )
    )

    first, second = NewsPage.objects.order_by("title")
    assert [row.to_page_id for row in first.related_pages.all()] == [second.pk]
    assert [row.to_page_id for row in second.related_pages.all()] == [first.pk]
    assert f'id="{second.pk}"' in first.body.raw_data[0]["value"]
    assert first.live and second.live


def test_a_page_for_staff_is_never_public(site, client, tmp_path):
    imported(bundle(tmp_path / "b", news("a", restricted_to=[])))

    assert NewsPage.objects.get().live
    assert client.get("/news/a/").status_code == 404
    assert not NewsPage.objects.visible_to_public().exists()


def test_a_report_and_the_text_below_it_go_live_together(site, tmp_path):
    """The PDF can't be read by everybody, so only the text makes up for it."""
    builders.publications_index(slug="publications")
    content = builders.without_tags()
    sections = [{"type": "section", "value": builders.section()[1]}]

    told = imported(
        bundle(
            tmp_path / "b",
            {"type": "publications.PublicationPage", "key": "r", "parent": "/publications/"}
            | {
                "state": "live",
                "fields": {"title": "A report", "publication_type": "report"}
                | {
                    "attachments": [
                        {"title": "PDF", "document": "f"},
                        {"title": "Text", "html_document": "d"},
                    ]
                },
            },
            {"type": "publications.DocumentPage", "key": "d", "parent": "r", "state": "live"}
            | {"fields": {"title": "The text", "sections": sections}},
            {"type": "core.CustomDocument", "key": "f", "fields": {"title": "Report"}}
            | {"file": {"name": "report.pdf", "path": "files/r"}},
            files={"files/r": content},
        )
    )

    assert told.refusals == {} and told.counts == {Outcome.MADE: 3}
    report = PublicationPage.objects.get()
    assert report.live and report.attachments.count() == 2


def test_the_history_and_the_audit_log_say_that_it_was_imported(site, tmp_path):
    imported(bundle(tmp_path / "b", news("a")))

    entry = PageLogEntry.objects.get(page=NewsPage.objects.get().pk)
    assert entry.action == "operations.import"
    line = AuditLine.objects.get(action="operations.import")
    assert line.person == "The website itself" and "“a”" in line.words


def test_the_command_writes_a_row_for_each_line_and_says_what_was_refused(site, tmp_path, capsys):
    path = bundle(tmp_path / "b", news("a"), news("b", title="=1+1", display_date="soon"))

    with pytest.raises(SystemExit):
        call_command("import_content", path, report=tmp_path / "report.csv")

    rows = (tmp_path / "report.csv").read_text().splitlines()
    assert rows[0] == 'file,line,key,outcome,"why, and what to do"'
    assert rows[1:] and any(row.startswith("records.jsonl,1,a,made") for row in rows)
    assert "1 made, 0 changed, 0 unchanged, 0 made as a draft, 1 refused" in capsys.readouterr().out


def test_what_was_broken_off_goes_on_where_it_stopped(site, tmp_path, monkeypatch):
    """A process that is killed leaves what was committed: whole batches."""
    path = bundle(tmp_path / "b", *[news(key) for key in "abcde"])
    monkeypatch.setattr(importing, "BATCH", 2)
    make, batches = Maker.make, []

    def killed(maker, batch):
        batches.append(batch)
        if len(batches) == 2:
            raise KeyboardInterrupt
        return make(maker, batch)

    monkeypatch.setattr(Maker, "make", killed)
    with pytest.raises(KeyboardInterrupt):
        imported(path)
    assert NewsPage.objects.count() == 2
    monkeypatch.setattr(Maker, "make", make)

    told = imported(path)

    assert told.counts == {Outcome.UNCHANGED: 2, Outcome.MADE: 3}
    titles = NewsPage.objects.order_by("path").values_list("title", flat=True)
    assert list(titles) == [f"Story {key}" for key in "abcde"]
    assert not any(Page.find_problems())


def test_a_full_disk_is_named_and_the_next_run_finishes(site, tmp_path, monkeypatch):
    record = {"type": "core.CustomDocument", "key": "f", "fields": {"title": "Notes"}}
    record["file"] = {"name": "notes.txt", "path": "files/n"}
    path = bundle(tmp_path / "b", record, news("a"), files={"files/n": b"Notes"})

    def full(*args, **options):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "_save", full)
        with pytest.raises(CommandError, match="The disk is full. Make room. Nothing is lost"):
            call_command("import_content", path)

    assert imported(path).counts == {Outcome.MADE: 2}


def test_search_finds_what_was_imported(site, client, tmp_path, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        imported(bundle(tmp_path / "b", news("a", title="Cockle pickers speak")))

    assertContains(client.get("/search/", {"q": "cockle"}), "/news/a/")


def test_hostile_words_in_any_field_run_nowhere(site, client, tmp_path):
    hostile = MARKUP[::3]
    records = [
        news(
            f"h/{place}",
            title=payload[:200],
            summary=payload[:300],
            seo_title=payload[:200],
            search_description=payload,
            updates=[{"type": "update", "value": {"day": "2020-01-01", "text": payload}}],
            body=[
                {"type": "heading", "value": payload[:100]},
                {"type": "text", "value": f"<p>{payload}</p>"},
                {"type": "quote", "value": {"text": payload, "speaker": payload}},
            ],
        )
        for place, payload in enumerate(hostile)
    ]

    told = imported(bundle(tmp_path / "b", *records))

    pages = NewsPage.objects.all()
    assert len(pages) > 0.9 * len(hostile), told.refusals
    for page in pages:
        texts = [block.value.source for block in page.body if block.block_type == "text"]
        assert runs_in(" ".join(texts)) == []
    for page in pages.live()[::5]:
        assert runs_in(client.get(page.url).content.decode()) == []
