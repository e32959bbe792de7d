"""Every template compiles, also those that no test happens to render, and names only real files."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.template.loader import get_template

FOLDER = Path(__file__).resolve().parent.parent.parent / "templates"
TEMPLATES = sorted(
    str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.suffix in {".html", ".txt"}
)
STATIC_NAME = re.compile(r"""{%\s*(?:static|integrity)\s+["']([^"']+)["']""")


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_compiles(name):
    assert get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_static_files_that_it_names_exist(name):
    named = set(STATIC_NAME.findall((FOLDER / name).read_text()))

    assert {file for file in named if find(file) is None} == set()
