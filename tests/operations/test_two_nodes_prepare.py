"""Two nodes of a new release start at the same moment, on one database."""

import os
import subprocess
import sys

import pytest

from tests.drills import size
from tests.house.source import ROOT

NODES = size(0, 4)
PREPARE = """
from operations.alone import alone
from operations.preparation import prepare_database
from django.conf import settings
settings.STATE_DIR.mkdir(parents=True, exist_ok=True)
with alone(say=print):
    prepare_database(say=print)
"""
COUNT = """
from django.contrib.auth import get_user_model
from wagtail.models import Page
print(Page.objects.filter(slug="news").count(), get_user_model().objects.count())
"""


@pytest.fixture
def run(database_of_its_own, tmp_path):
    environment = os.environ | {"DATABASE_URL": database_of_its_own, "DATA_DIR": str(tmp_path)}

    def begin(words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "manage.py", "shell", "-v0", "-c", words]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, cwd=ROOT, env=environment, **pipes)

    return begin


@pytest.mark.django_db
@pytest.mark.skipif(not NODES, reason="test_preparation.py tries it in a second, without content")
@pytest.mark.drill("D-16", "Nodes of a new release prepare one database at once")
def test_one_prepares_and_the_others_find_it_done(run, drill):
    nodes = [run(PREPARE) for _ in range(NODES)]
    said = [node.communicate(timeout=300) for node in nodes]

    failed = [errors for node, (_, errors) in zip(nodes, said, strict=True) if node.returncode]
    counts = run(COUNT).communicate(timeout=60)[0].split()

    drill.tried(NODES, "nodes")
    drill.lost(len(failed), "nodes that failed")
    assert counts == ["1", "1"]
    assert sum("Preparing search" in out for out, _ in said) == 1
