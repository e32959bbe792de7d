import pytest


@pytest.fixture(autouse=True)
def _own_storage(own_storage):
    """In each test of this folder."""
