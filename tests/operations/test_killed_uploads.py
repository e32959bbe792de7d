"""An upload or import that is killed leaves nothing half, and the next try works."""

import json
import os
import subprocess
import sys

import pytest

from tests.drills import size
from tests.house.source import ROOT


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.drill("D-1", "An upload or an import is killed")
def test_of_an_upload_or_import_that_is_killed_nothing_half_is_left(
    database_of_its_own, tmp_path, drill
):
    finished = subprocess.run(
        [sys.executable, "-m", "tests.operations.uploads_under_fire"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database_of_its_own, "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert finished.returncode == 0, finished.stderr[-3000:]
    found = json.loads(finished.stdout)
    drill.tried(sum(found["kills"].values()), "kills")
    drill.tried(found["left"], "files without a record, deleted later")
    drill.lost(len(found["halves"]), "records without their whole file")
    drill.lost(len(found["never_swept"]), "files that nobody can find or delete")
    drill.lost(len(found["lost"]), "files of a record")
    assert min(found["kills"].values()) >= size(1, 20)
