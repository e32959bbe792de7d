from pathlib import Path

import pytest

from tests import builders


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path: Path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def site():
    return builders.front_page()
