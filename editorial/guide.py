"""The guide for staff: `docs/editors`, read once, as pages of the admin.

The Markdown is ours and comes with the code. Still, no HTML in it gets through.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator, slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER = Path(settings.BASE_DIR, "docs", "editors")
# As a file on its own, it is what a folder shows first.
CONTENTS = "README"
PICTURES = "pictures/"
WORDS_BEFORE = 40
WORDS_SHOWN = 180

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Part:
    """What stands below one heading. The first part of a page has the page's title as its own."""

    heading: str
    # For the address; empty at the top of the page.
    anchor: str
    words: str


@dataclass(frozen=True)
class GuidePage:
    """One file of the guide. Its `html` has no title: that is the screen's."""

    name: str
    title: str
    html: SafeString
    parts: list[Part]

    @property
    def url(self) -> str:
        return address_of(self.name)

    @property
    def words(self) -> str:
        return " ".join(f"{part.heading} {part.words}" for part in self.parts)


@dataclass(frozen=True)
class Group:
    """A heading of the contents, and the pages below it."""

    heading: str
    pages: list[GuidePage]


@dataclass(frozen=True)
class Hit:
    """Where searched words stand."""

    page: GuidePage
    part: Part
    excerpt: str

    @property
    def url(self) -> str:
        return f"{self.page.url}#{self.part.anchor}" if self.part.anchor else self.page.url


def address_of(name: str) -> str:
    return reverse("staff_guide") if name == CONTENTS else reverse("staff_guide_page", args=[name])


@cache
def pages() -> dict[str, GuidePage]:
    """All pages by the names of their files, without the contents."""
    found = {path.stem: _read(path) for path in sorted(FOLDER.glob("*.md"))}
    return {name: page for name, page in found.items() if name != CONTENTS}


@cache
def contents() -> GuidePage:
    """The page that lists all others."""
    return _read(FOLDER / f"{CONTENTS}.md")


@cache
def groups() -> list[Group]:
    """The contents as headings with pages: each list that follows a heading at once."""
    found = []
    tokens = _parsed(FOLDER / f"{CONTENTS}.md")
    for place, token in enumerate(tokens):
        if token.type == "bullet_list_open" and tokens[place - 1].type == "heading_close":
            listed = [pages()[name] for name in _linked(tokens[place:])]
            found.append(Group(_words(tokens[place - 2]), listed))
    return found


def search(query: str) -> list[Hit]:
    """Pages that hold every word of `query`, those first whose title does. At most one hit each."""
    wanted = query.casefold().split()
    found = [page for page in pages().values() if _holds(page.words, wanted)]
    found.sort(key=lambda page: not _holds(page.title, wanted))
    return [_hit(page, wanted) for page in found]


def _holds(words: str, wanted: list[str]) -> bool:
    return all(word in words.casefold() for word in wanted)


def _hit(page: GuidePage, wanted: list[str]) -> Hit:
    """The part with the most of the words, and what stands around the first of them."""
    part = max(
        page.parts,
        key=lambda part: sum(_holds(f"{part.heading} {part.words}", [word]) for word in wanted),
    )
    places = [part.words.casefold().find(word) for word in wanted]
    first = min((place for place in places if place >= 0), default=0)
    start = part.words.rfind(" ", 0, first - WORDS_BEFORE) + 1 if first > WORDS_BEFORE else 0
    shown = Truncator(part.words[start:]).chars(WORDS_SHOWN)
    return Hit(page, part, f"…{shown}" if start else shown)


def _parsed(path: Path) -> list[Token]:
    return _markdown.parse(path.read_text(encoding="utf-8"))


def _read(path: Path) -> GuidePage:
    title, *tokens = _parsed(path)[1:]
    tokens = tokens[1:]
    parts = list(_parts(_words(title), tokens))
    for token in _all(tokens):
        _turn_to_the_admin(token)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    # Ours, and made with HTML switched off.
    return GuidePage(path.stem, _words(title), mark_safe(html), parts)


def _parts(title: str, tokens: list[Token]) -> Iterator[Part]:
    """Cuts the page at its headings, which get an id on the way."""
    heading, anchor, words = title, "", []
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            yield Part(heading, anchor, " ".join(words))
            heading, words = _words(tokens[place + 1]), []
            anchor = slugify(heading)
            token.attrSet("id", anchor)
        elif token.type == "inline" and tokens[place - 1].type != "heading_open":
            words += _words(token).split()
    yield Part(heading, anchor, " ".join(words))


def _all(tokens: list[Token]) -> Iterator[Token]:
    """Those of lines too."""
    for token in tokens:
        yield token
        yield from token.children or []


def _words(token: Token) -> str:
    """The text of a line, without its marks."""
    return "".join(
        " " if child.type == "softbreak" else child.content
        for child in token.children
        if child.type in {"text", "code_inline", "softbreak"}
    )


def _turn_to_the_admin(token: Token) -> None:
    """Links between files lead to pages of the admin, and pictures come with the static files."""
    if token.type == "link_open" and (name := _page_named(token.attrGet("href"))):
        token.attrSet("href", address_of(name))
    elif token.type == "image":
        name = token.attrGet("src").removeprefix(PICTURES)
        token.attrSet("src", static(f"guide/{name}"))
        token.attrSet("loading", "lazy")


def _page_named(href: Any) -> str | None:
    """The name of the page of the guide that a link leads to. None if it leads elsewhere."""
    path = FOLDER / str(href)
    is_ours = path.suffix == ".md" and path.parent == FOLDER and path.is_file()
    return path.stem if is_ours else None


def _linked(tokens: list[Token]) -> Iterator[str]:
    """The pages that a list at the beginning of `tokens` leads to."""
    end = next(place for place, token in enumerate(tokens) if token.type == "bullet_list_close")
    for token in _all(tokens[:end]):
        if token.type == "link_open":
            yield _page_named(token.attrGet("href"))


def _scrolling_table(renderer: Any, tokens: list[Token], place: int, *rest: Any) -> str:
    """A wide table moves inside its own box on a narrow screen."""
    return '<div class="guide__table" tabindex="0" role="region" aria-label="Table">\n<table>\n'


_markdown.add_render_rule("table_open", _scrolling_table)
_markdown.add_render_rule("table_close", lambda *_: "</table>\n</div>\n")
