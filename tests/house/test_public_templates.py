"""What visitors' browsers load: nothing inline, nothing from elsewhere."""

import re

import pytest

from tests.house.source import ROOT, name, templates

pytestmark = pytest.mark.sqlite_only

PUBLIC = [path for path in templates() if "wagtailadmin" not in path.parts]
SHEETS = sorted((ROOT / "static" / "css").rglob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
PICTURES = sorted((ROOT / "static" / "img").rglob("*.svg"))

TAG = re.compile(r"<[a-z][^<>]*>", re.IGNORECASE)
COMMENT = re.compile(r"{#.*?#}|{% *comment.*?endcomment *%}", re.DOTALL)
HANDLER_OR_STYLE = re.compile(r"\s(?:on[a-z]+|style)\s*=", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/ld\+json)[^>]*>", re.DOTALL)
# What a browser fetches by itself. Links and forms wait for the visitor.
FETCHING = re.compile(
    r"<(?:script|img|link|iframe|source|audio|video|embed|object|input|use)\b[^>]*?"
    r"\s(?:src|srcset|href|data|poster)=[\"']?(?:https?:)?//",
    re.IGNORECASE | re.DOTALL,
)
OUTSIDE = re.compile(r"(?:https?:)?//[a-z0-9]", re.IGNORECASE)
SPACE_BEFORE_COLON = re.compile(r"[\w\])*] ::?[a-z-]+")
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SCRIPT_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)


def without_comments(path) -> str:
    return COMMENT.sub("", path.read_text())


@pytest.mark.parametrize("path", PUBLIC, ids=name)
def test_no_template_has_inline_script_or_style(path):
    source = without_comments(path)
    tags = TAG.findall(re.sub(r"{[{%].*?[%}]}", "", source))

    assert [tag for tag in tags if HANDLER_OR_STYLE.search(tag)] == []
    assert INLINE_SCRIPT.findall(source) == []
    assert "<style" not in source
    assert "javascript:" not in source


@pytest.mark.parametrize("path", PUBLIC, ids=name)
def test_no_template_makes_a_browser_ask_another_host(path):
    assert FETCHING.findall(without_comments(path)) == []


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_no_stylesheet_names_an_outside_address(path):
    source = CSS_COMMENT.sub("", path.read_text())

    # The name of the SVG language is an address that nobody fetches.
    assert OUTSIDE.findall(source.replace("http://www.w3.org/2000/svg", "")) == []


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_no_selector_changes_when_the_stylesheet_is_made_small(path):
    """The space before a colon goes: “.a :checked” would become “.a:checked”."""
    source = CSS_COMMENT.sub("", path.read_text())

    assert SPACE_BEFORE_COLON.findall(source) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_no_script_names_an_outside_address(path):
    assert OUTSIDE.findall(SCRIPT_COMMENT.sub("", path.read_text())) == []


@pytest.mark.parametrize("path", PICTURES, ids=name)
def test_no_drawing_holds_a_script_or_an_outside_address(path):
    source = path.read_text().replace("http://www.w3.org/2000/svg", "")

    assert "<script" not in source
    assert OUTSIDE.findall(source.replace("http://www.w3.org/1999/xlink", "")) == []


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color: red">',
        "<a onclick='go()'>",
        "<script>go()</script>",
        "<style>p {}</style>",
    ],
)
def test_the_rule_about_inline_code_sees_it(source, tmp_path):
    template = tmp_path / "page.html"
    template.write_text(source)

    with pytest.raises(AssertionError):
        test_no_template_has_inline_script_or_style(template)


@pytest.mark.parametrize(
    "source",
    [
        '<script src="https://example.com/a.js"></script>',
        '<img alt="" src="//example.com/a.png">',
        '<link rel="preload" href="https://example.com/a.woff2">',
    ],
)
def test_the_rule_about_outside_addresses_sees_them(source, tmp_path):
    template = tmp_path / "page.html"
    template.write_text(source)

    with pytest.raises(AssertionError):
        test_no_template_makes_a_browser_ask_another_host(template)


def test_files_of_each_kind_are_found():
    assert PUBLIC
    assert SHEETS
    assert SCRIPTS
