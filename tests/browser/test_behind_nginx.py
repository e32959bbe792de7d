"""The real site behind nginx: what its page cache says and what nginx does with it, together."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.machine import advice, nginx
from tests.can_run import cannot_run
from tests.edge.conftest import Edge

pytestmark = pytest.mark.browser

PATHS = ["/", "/get-help/", "/news/", "/publications/", "/guidance/", "/card/", "/sitemap.xml"]

PUBLISH = """
from news.models import NewsIndexPage, NewsPage
page = NewsIndexPage.objects.get().add_child(instance=NewsPage(title="A mistake", slug="mistake"))
"""
DELETE = "from news.models import NewsPage; NewsPage.objects.get(slug='mistake').unpublish()"


@pytest.fixture(scope="module")
def edge(
    site_url: str, server_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Edge]:
    if nginx() is None:
        cannot_run(advice("nginx"))
    folder, data = tmp_path_factory.mktemp("edge"), Path(server_environment["DATA_DIR"])
    edge = Edge(folder, urlsplit(site_url).port or 80, host="localhost", data=data)
    yield edge
    edge.process.terminate()
    edge.process.wait(timeout=20)


def test_pages_are_kept_for_a_second_and_browsers_ask_each_time(edge):
    for path in PATHS:
        answers = [edge.ask(path, Accept_Encoding="gzip, deflate, br") for _ in range(2)]

        assert [answer.status for answer in answers] == [200, 200], path
        assert answers[0].headers["content-encoding"] == "br"
        assert answers[1].headers["cache-control"] == "private, no-cache"
        assert edge.says_at_last("HIT|STALE")


def test_what_was_taken_down_is_gone_within_five_seconds(edge, run_manage: Callable[..., str]):
    run_manage("shell", "-c", PUBLISH)
    before = edge.ask("/news/mistake/")
    run_manage("shell", "-c", DELETE)

    edge.ask("/news/mistake/")
    time.sleep(5)

    assert (before.status, edge.ask("/news/mistake/").status) == (200, 404)


def test_static_files_come_from_the_disk(edge):
    page = edge.ask("/").body.decode()
    sheet = page.partition('rel="stylesheet" href="')[2].partition('"')[0]

    answer = edge.ask(sheet, Accept_Encoding="br, gzip")

    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert len(answer.body) <= 10_000
    assert edge.says_at_last(" static 200 ")


def test_error_pages_have_the_numbers_to_call(edge):
    answer = edge.ask("/static/nothing.css")

    assert answer.status == 404
    assert 'href="tel:999"' in answer.body.decode()
