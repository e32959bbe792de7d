"""Two nodes behind nginx take a release one after the other, or are killed, while visitors read."""

import http.client
import os
import shutil
import threading
import time
from collections import Counter

import pytest
from django.db import connection

from deploy.machine import advice, nginx
from tests.can_run import cannot_run
from tests.databases import database_apart
from tests.drills import size
from tests.edge.conftest import HOST, Edge
from tests.operations.nodes import MAKE_READY, Node, shell

pytestmark = pytest.mark.timeout(900)
ROUNDS = size(1, 5)
A_SECOND = 20
KILLS, REQUESTS = size(2, 20), size(60, 1_000)
CONTENT = """
from tests import builders
builders.front_page()
builders.news_item(title="An item", slug="an-item")
"""
EXPAND = """
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
with connection.cursor() as cursor:
    cursor.execute("ALTER TABLE news_newspage ADD COLUMN of_the_next_release text NULL")
MigrationRecorder(connection).record_applied("news", "9999_expand")
"""
ADDRESSES = ["/", "/news/", "/news/an-item/", "/search/?q=item", "/-", "/robots.txt"]


@pytest.fixture(scope="module")
def nodes(django_db_setup, django_db_blocker, migrated_copy, built, tmp_path_factory):
    folder = tmp_path_factory.mktemp("nodes")
    with database_apart(django_db_blocker, migrated_copy, folder, "nodes") as database:
        own = {"DATABASE_URL": database, "SITE_URL": f"https://{HOST}"}
        own |= {"BEHIND_PROXY": "true", "SECOND_FACTOR": "required", "DRAIN_SECONDS": "1"}
        first = Node(folder / "a", built=built, **own)
        shell(CONTENT + MAKE_READY, first.settings)
        second = Node(folder / "b", built=built, **own)
        for node in (first, second):
            node.start()
        for node in (first, second):
            node.wait_until_ready()
        yield first, second
        for node in (first, second):
            node.kill()


@pytest.fixture
def edge(nodes, tmp_path):
    if nginx() is None or shutil.which("openssl") is None:
        cannot_run(advice("nginx"))
    first, second = nodes
    folder = tmp_path / "edge"
    folder.mkdir()
    # As docs/operating/edge.md has it for several nodes.
    upstream = f"{first.port} max_fails=0; server 127.0.0.1:{second.port} max_fails=0"
    edge = Edge(folder, upstream, data=first.folder)
    yield edge
    edge.process.terminate()
    edge.process.wait(timeout=20)


class Visitors:
    """Ask for pages all the time until the block is left. `seen` counts what they got."""

    def __init__(self, edge: Edge) -> None:
        self.edge, self.seen = edge, Counter()
        self.are_gone = threading.Event()
        self.threads = [threading.Thread(target=self.read, args=[n]) for n in range(4)]

    def read(self, number: int) -> None:
        while not self.are_gone.wait(4 / A_SECOND):
            number += 1
            try:
                status = self.edge.ask(ADDRESSES[number % len(ADDRESSES)]).status
            except (OSError, http.client.HTTPException) as error:
                status = type(error).__name__
            self.seen[status] += 1

    def __enter__(self) -> Counter:
        for thread in self.threads:
            thread.start()
        return self.seen

    def __exit__(self, *error) -> None:
        self.are_gone.set()
        for thread in self.threads:
            thread.join()


once_is_enough = pytest.mark.skipif(
    connection.vendor == "sqlite" and os.environ.get("DRILLS") != "whole",
    reason="once is enough, on the database that production has",
)


@pytest.mark.django_db
@once_is_enough
@pytest.mark.drill("D-16", "Two nodes take a release with a migration, one after the other")
def test_visitors_notice_nothing_of_a_release(nodes, edge, drill):
    with Visitors(edge) as seen:
        shell(EXPAND, nodes[0].settings)
        for node in [*nodes] * ROUNDS:
            stopping = threading.Thread(target=node.stop)
            stopping.start()
            time.sleep(0.5)
            said = node.ready()
            stopping.join()
            assert said[0] == 503
            assert said[1]["parts"]["server"] == "stopping"
            node.start()
            node.wait_until_ready()

    drill.tried(seen.total(), f"requests, {len(nodes) * ROUNDS} restarts")
    drill.lost(seen.total() - seen[200], "answers")


@pytest.mark.django_db
@once_is_enough
@pytest.mark.drill("D-1", "One of two nodes is killed, or its web server, again and again")
def test_visitors_notice_nothing_of_a_node_that_is_killed(nodes, edge, drill):
    kills = 0
    with Visitors(edge) as seen:
        while kills < KILLS or seen.total() < REQUESTS:
            node = nodes[kills % 2]
            if kills % 4 < 2:
                node.kill_workers()
            else:
                node.kill()
                time.sleep(1)
                node.start()
            kills += 1
            time.sleep(1)
            node.wait_until_ready()

    drill.tried(seen.total(), f"requests, {kills} kills")
    drill.lost(seen.total() - seen[200], "answers")
