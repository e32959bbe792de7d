import pytest


@pytest.fixture(autouse=True)
def _own_file(settings, tmp_path):
    settings.STATE_DIR = tmp_path
