from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path: Path):
    settings.MEDIA_ROOT = tmp_path / "media"
