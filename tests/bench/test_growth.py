"""What makes databases of its own, in PostgreSQL: from the one that these tests have migrated."""

import pytest
from django.db import connection

from tests.bench.printing import printed

pytestmark = [
    # They run for PostgreSQL, and ask nothing of the database in our own process.
    pytest.mark.django_db(databases=[]),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has no copies to change to"
    ),
]


@pytest.fixture
def copied(migrated_database_url: str) -> dict[str, str]:
    """The environment of a measurement. A database that is copied must have nobody in it."""
    connection.close()
    return {"DATABASE_URL": migrated_database_url}


def test_the_sitemap_can_be_measured(copied):
    told = printed("sitemap", "--rounds", "1", "--items", "10", **copied)

    assert "last part" in told


def test_what_grows_with_the_site_can_be_measured(copied, tmp_path):
    told = printed(
        "growth",
        *["--items", "50", "--rounds", "1", "--times", "1"],
        *["--imported", "4", "--results", str(tmp_path)],
        **copied,
    )

    assert "| news, last | 50 |" in told
    assert "| publish |" in told
    assert "| 50 items |" in told
    assert "at 50" in (tmp_path / "growth.svg").read_text()
