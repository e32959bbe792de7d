"""Every template compiles, also those that no test happens to render, and names only real files."""

import re
from pathlib import Path

from django.contrib.staticfiles.finders import find
from django.template.loader import get_template

FOLDER = Path(__file__).resolve().parent.parent.parent / "templates"
TEMPLATES = sorted(
    str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.suffix in {".html", ".txt"}
)
STATIC_NAME = re.compile(r"""{%\s*(?:static|integrity)\s+["']([^"']+)["']""")


def test_each_compiles():
    for name in TEMPLATES:
        assert get_template(name), name


def test_the_static_files_that_they_name_exist():
    named = {
        file: name
        for name in TEMPLATES
        for file in STATIC_NAME.findall((FOLDER / name).read_text())
    }

    assert {name: file for file, name in named.items() if find(file) is None} == {}
    assert len(named) > 5
