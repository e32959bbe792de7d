import pytest

from tests import builders


@pytest.fixture(autouse=True)
def _own_storage(own_storage):
    """In each test of this folder."""


@pytest.fixture
def site():
    return builders.front_page()
