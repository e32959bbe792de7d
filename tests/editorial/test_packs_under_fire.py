"""A release that is killed, or run by two at once, leaves no half and does nothing twice."""

import json
import os
import subprocess
import sys

import pytest
from django.utils import timezone

from editorial.packs.release import release
from tests import builders
from tests.drills import size
from tests.house.source import ROOT


@pytest.mark.drill("D-2", "The release of an embargo pack is killed, or run twice")
def test_of_a_release_that_is_killed_or_run_twice_nobody_sees_a_half(
    database_of_its_own, tmp_path, drill
):
    environment = os.environ | {"DATABASE_URL": database_of_its_own, "DATA_DIR": str(tmp_path)}
    finished = subprocess.run(
        [sys.executable, "-m", "tests.editorial.packs_under_fire", str(tmp_path)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert finished.returncode == 0, finished.stderr[-3000:]
    found = json.loads(finished.stdout)
    killed, twice = found["killed"], found["twice"]
    all_of_it = size(5, 32)
    kills, between = killed.pop("kills"), killed.pop("seen_between")
    drill.tried(kills, "kills")
    drill.lost(sum(seen not in {0, all_of_it} for seen in between), "half packs seen")
    assert kills > size(8, 100)
    assert killed == {"seen": all_of_it, "entries": 1, "letters": 1}
    assert twice == {"seen": all_of_it, "entries": 1, "letters": 1, "failed": 0}


@pytest.mark.django_db
def test_who_comes_second_finds_it_done():
    page = builders.news_item(live=False)
    page.save_revision()
    pack = builders.pack(page)
    type(page).objects.get(pk=page.pk).latest_revision.publish()
    now = timezone.now()

    assert release(pack.pk, now=now, by=builders.staff("Publisher")) is True
    assert release(pack.pk, now=now, by=builders.staff("Administrator")) is False
