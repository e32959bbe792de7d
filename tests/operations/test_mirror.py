"""The public site as plain files: all of it, nothing else, and whole at every moment."""

import errno
import json
from pathlib import Path, PurePosixPath

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client

from core import incomplete
from core.models import OfficeSettings
from news.models import NewsPage
from operations.mirror import places, sweep
from operations.mirror.copies import Copies
from operations.mirror.keeping import Keeper
from operations.mirror.sweep import Abandoned
from operations.models import MissingAddress
from tests import builders
from tests.forgetting import committed
from tests.private import states
from tests.private.crawl import MARKER, crawl
from tests.site_map import for_machines, one_of_each

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture
def keeper(settings, tmp_path) -> Keeper:
    settings.DATA_DIR, settings.STATE_DIR = tmp_path, tmp_path / "state"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STATE_DIR.mkdir()
    keeper = Keeper(lambda: False)
    # Kept pages count for a whole transaction, and a test is one.
    keeper.website.application = WSGIHandler()
    return keeper


@pytest.fixture
def shown(tmp_path) -> Path:
    return tmp_path / "mirror/current/site"


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".gz"
    }


def lies_at(folder: Path, address: str, kind: str = "text/html") -> Path:
    return folder / places.file_of(address, kind)


def test_each_kind_of_page_lies_there_as_visitors_get_it(keeper, shown):
    pages = one_of_each()
    addresses = pages | for_machines(pages)

    keeper.round()

    browser = Client()
    for kind, address in addresses.items():
        answer = browser.get(address)
        if answer.status_code == 200 and places.is_kept(address):
            media_type = answer["Content-Type"].partition(";")[0]
            assert lies_at(shown, address, media_type).read_bytes() == answer.content, kind


def test_all_that_a_visitor_can_reach_is_there_but_lists_that_are_narrowed_twice(keeper, shown):
    one_of_each()
    answers = crawl(Client())

    keeper.round()

    names = {
        str(places.file_of(address, answer.headers["Content-Type"].partition(";")[0]))
        for address, answer in answers.items()
        if answer.status == 200 and places.is_kept(address)
    }
    assert len(names) > 80
    assert names <= files(shown).keys()


def test_a_change_is_there_after_the_next_round_and_what_stayed_is_not_written_again(keeper, shown):
    item, other = builders.news_item(title="Before"), builders.news_item(title="Other", slug="b")
    keeper.round()
    untouched = lies_at(shown, other.url).stat().st_ino

    item.title = "After"
    item.save()
    keeper.round()

    assert b"After" in lies_at(shown, item.url).read_bytes()
    assert lies_at(shown, other.url).stat().st_ino == untouched


def test_what_was_taken_down_is_gone_even_if_the_round_can_not_end(keeper, shown, monkeypatch):
    report = builders.publication_with_file()
    file = report.attachments.first().document
    keeper.round()
    assert lies_at(shown, report.url).exists()
    assert lies_at(shown, file.url, "application/pdf").exists()

    committed()
    report.unpublish()
    full = OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(Copies, "begin", lambda _: (_ for _ in ()).throw(full))
    keeper.look()

    assert not lies_at(shown, report.url).exists()
    monkeypatch.undo()
    keeper.round()
    assert not lies_at(shown, file.url, "application/pdf").exists()
    assert report.url not in lies_at(shown, "/").read_text()


@pytest.mark.parametrize("state", [states.public, states.unpublished, states.scheduled])
def test_only_what_is_public_lies_in_any_file(keeper, tmp_path, state):
    world = state()

    keeper.round()

    everything = b" ".join(p.read_bytes() for p in tmp_path.glob("mirror/**/*") if p.is_file())
    marks = {mark.decode() for mark in MARKER.findall(everything.lower())}
    if state is states.public:
        assert world.mark("reporttitle") in marks
    else:
        assert marks & world.mark.words == set()


def test_a_round_renews_lists_before_what_stands_in_them():
    story, report = builders.news_item(), builders.publication()
    lists = [page.get_parent().url for page in (story, report)]

    order = list(sweep.public_pages().values())

    assert max(map(order.index, lists)) < min(map(order.index, [story.url, report.url]))


def test_while_the_database_is_gone_what_was_shown_stays(keeper, shown, monkeypatch):
    builders.news_item()
    keeper.round()
    before = files(shown)

    monkeypatch.setattr(sweep, "has_database", lambda: False)
    monkeypatch.setattr(
        "home.models.HomePage.get_context", lambda *_: (_ for _ in ()).throw(OperationalError)
    )
    with pytest.raises(Abandoned):
        keeper.round()

    assert files(shown) == before


def test_a_page_that_fails_keeps_its_old_file_and_is_told_of(keeper, shown, monkeypatch, caplog):
    item = builders.news_item()
    keeper.round()
    before = lies_at(shown, item.url).read_bytes()
    office = OfficeSettings.objects.first() or builders.office(name="The office")
    office.name = "Renamed"
    office.save()

    monkeypatch.setattr("news.models.NewsPage.get_context", lambda *_: 1 / 0)
    keeper.round()

    assert lies_at(shown, item.url).read_bytes() == before
    assert f"keeps what it had of {item.url}" in caplog.text
    assert json.loads((keeper.copies.root.parent / "state/mirror.json").read_text())["failed"] == 1


def test_a_page_that_lacks_a_picture_for_now_keeps_its_old_file(keeper, shown, monkeypatch):
    item = builders.news_item()
    keeper.round()
    before = lies_at(shown, item.url).read_bytes()
    plain = NewsPage.get_context

    def without_its_picture(self, *arguments, **options):
        with incomplete.watching():  # as the page cache does
            incomplete.note("a picture")
            return plain(self, *arguments, **options) | {"page": NewsPage(title="Bare")}

    monkeypatch.setattr(NewsPage, "get_context", without_its_picture)
    outcome = keeper.round()

    assert outcome.failed == [item.url]
    assert lies_at(shown, item.url).read_bytes() == before


def test_that_nothing_has_changed_is_told_as_well(keeper, tmp_path):
    builders.news_item()
    keeper.round()
    note = tmp_path / "state/mirror.json"
    first = json.loads(note.read_text())["at"]

    with time_machine.travel(first + 100, tick=False):
        keeper.look()

    assert json.loads(note.read_text())["at"] == pytest.approx(first + 100)


def test_what_a_killed_round_left_is_cleared_and_never_shown(keeper, shown):
    builders.news_item()
    keeper.round()
    left = keeper.copies.begin()
    (left.files / "half.html").write_text("half")

    keeper.round()

    assert not (shown / "half.html").exists()
    assert len(list(keeper.copies.root.glob("copy-*"))) == 1


def test_two_processes_never_keep_one_mirror(keeper):
    with (
        keeper.copies.alone(),
        pytest.raises(CommandError, match="Another process keeps the mirror"),
    ):
        call_command("mirror", "--once")


def test_a_broken_link_of_ours_is_not_counted_as_a_visitors(keeper, tmp_path):
    builders.standard_page(body="<p><a href='/nowhere/at/all/'>here</a></p>")

    keeper.round()

    assert not (tmp_path / "state/missing-addresses").exists()
    assert not MissingAddress.objects.exists()


@pytest.mark.parametrize(
    ("address", "kind", "name"),
    [
        ("/", "text/html", "index.html"),
        ("/news/?page=2", "text/html", "news/index@page=2.html"),
        ("/news/atom/", "application/atom+xml", "news/atom/index.atom"),
        ("/helplines.json", "application/json", "helplines.json"),
        ("/files/documents/1/a%20b.pdf", "application/pdf", "files/documents/1/a b.pdf"),
        ("/-", "text/html", "-.html"),
        ("/a/../../etc/passwd", "text/html", None),
        ("/a/%2e%2e/b/", "text/html", None),
        ("/a%2fb/", "text/html", "a/b/index.html"),
        ("/.hidden/", "text/html", None),
        (f"/{'x' * 300}/", "text/html", None),
    ],
)
def test_each_address_has_one_file_and_none_leads_out_of_the_folder(address, kind, name):
    found = places.file_of(address, kind)

    assert found == (name and PurePosixPath(name))


@pytest.mark.parametrize(
    "address",
    ["/search/?q=a", "/admin/", "//elsewhere.example/", "/news/?page=0", "/news/?a=b"]
    + ["/news/topic/law/2021/", "/news/topic/law/atom/", "/embargo/1/"],
)
def test_some_addresses_are_not_for_the_mirror(address):
    assert not places.is_kept(address)
