"""A phone number stands in the helpline registry and nowhere else.

Read are templates, stylesheets, scripts, Python sources, starter content, and pages as rendered.
The registry's starter records, what knows about numbers as such, and tests are excepted.
"""

import ast
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from core.models import BasePage
from helpline.models import Service
from tests.house.source import ROOT, found_in, nodes, python_files, templates
from tests.reading import document, words

pytestmark = pytest.mark.sqlite_only

# +44 and digits, or 0 and at least eight more with spaces or hyphens between them. An ISBN or
# a date that goes on to the left or to the right is none.
LONG = re.compile(r"(?<![\d.,/#-])(?:\+44|\(?0)(?:[\s()-]{0,2}\d){8,}(?![\d-])")
# Short numbers that people in the UK dial, and the one before a number for Relay UK.
SHORT = re.compile(r"(?<![\w.,#/-])(?:999|101|112|105|111|116\s?\d{3}|18001)(?![\w%/-])(?!\.\d)")

REGISTRY = ROOT / "helpline"
STARTER = ROOT / "operations" / "starter_content"
RECORDS = STARTER / "helplines.toml"


def typed_numbers(text: str) -> list[str]:
    return LONG.findall(text) + SHORT.findall(text)


def strings_in(path: Path) -> str:
    """All text in quotes that a Python module holds."""
    return "\n".join(
        node.value for node in nodes(path, ast.Constant) if isinstance(node.value, str)
    )


def numbers_in_template(path: Path) -> list[str]:
    return typed_numbers(re.sub(r"<[^>]*\sd=\"[^\"]*\"", "", path.read_text()))


def test_no_template_holds_a_number():
    assert found_in(templates(), numbers_in_template) == {}


def test_no_script_holds_a_number():
    scripts = (ROOT / "static" / "js").rglob("*.js")

    assert found_in(scripts, lambda path: LONG.findall(path.read_text())) == {}


def test_no_python_source_holds_a_number():
    others = [path for path in python_files() if REGISTRY not in path.parents]

    assert found_in(others, lambda path: typed_numbers(strings_in(path))) == {}


def test_the_registry_itself_names_no_long_number():
    own = [path for path in python_files() if REGISTRY in path.parents]

    assert found_in(own, lambda path: LONG.findall(strings_in(path))) == {}


def test_no_starter_content_but_the_helplines_holds_a_number():
    others = [path for path in STARTER.rglob("*.toml") if path != RECORDS]

    assert found_in(others, lambda path: typed_numbers(path.read_text())) == {}


def numbers_on(response) -> list[str]:
    """Numbers on a page, links and invisible text included, that are no helpline's own."""
    page = document(response)
    text = (
        words(page)
        + " "
        + " ".join(
            value if isinstance(value, str) else " ".join(value)
            for tag in page.find_all(True)
            for attribute, value in tag.attrs.items()
            if attribute not in {"d", "viewbox", "width", "height", "points", "integrity"}
        )
    )
    known = [
        own
        for service in Service.objects.live()
        for own in (service.relay_tel, service.relay_spoken_form, service.tel, service.spoken_form)
    ]
    for own in sorted(known, key=len, reverse=True):
        text = text.replace(own, "")
    return typed_numbers(text) + re.findall(r"tel:[\d+]+", text)


@pytest.mark.django_db
def test_every_number_on_every_starter_page_is_a_helpline_of_the_registry(client):
    call_command("load_starter_content", verbosity=0)
    pages = [page for page in BasePage.objects.listed().specific() if not page.leads_elsewhere]

    found = {page.url: numbers_on(client.get(page.url)) for page in pages}
    found["/nothing-here/"] = numbers_on(client.get("/nothing-here/"))

    assert {url: numbers for url, numbers in found.items() if numbers} == {}
    assert len(found) > 20


@pytest.mark.parametrize(
    "text",
    [
        "Call 0800 555 111",
        "tel:+448000121700",
        "0800-0121-700",
        "call 999 now",
        "on 101.",
        "(020) 7946 0000",
        "18001 0800 555 111",
    ],
)
def test_the_search_sees_a_number(text):
    assert typed_numbers(text)


@pytest.mark.parametrize(
    "text",
    ["978-1-5286-2117-5", "2021-01-01", "1,999", "page 1010", "10.1999", "0.25rem", "2021 to 2022"],
)
def test_the_search_leaves_other_digits_alone(text):
    assert typed_numbers(text) == []
