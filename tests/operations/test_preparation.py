"""`prepare` does what is still to do, once."""

from pathlib import Path

import pytest

from operations import preparation


def test_a_changed_static_file_is_noticed(settings, tmp_path: Path):
    settings.STATICFILES_DIRS = [tmp_path]
    sheet = tmp_path / "sheet.css"
    sheet.write_text("a {}")
    before = preparation.static_fingerprint()

    sheet.write_text("a { color: red }")

    assert preparation.static_fingerprint() != before


@pytest.mark.django_db
def test_a_migrated_database_has_nothing_to_run():
    assert not preparation.has_migrations_to_run()
