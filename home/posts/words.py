"""What is kept of a post: plain words, which can hold no script, picture or tracker."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from bs4 import BeautifulSoup

from core.rich_text_cleaning import WITH_ALL_WITHIN

MOST_CHARACTERS = 600
# A page of markup around a few words is no post, and to read one takes longer with each tag.
MOST_MARKUP = 8_000
LONGEST_ADDRESS = 500
ADDRESS = re.compile(r"https?://[^\s<>\"\\^`{|}\x00-\x1f\x7f\ud800-\udfff]+", re.IGNORECASE)
TAG = re.compile(r"</?[a-z]", re.IGNORECASE)
CUT_TAG = re.compile(r"</?(?:[a-z][^<>]*)?\Z", re.IGNORECASE)
# Controls, halves of characters, and marks that turn the direction of all that follows: that is for
# the page to set.
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
# Codes of X and of the standard for “not known”, “no words”, and words that are no language.
NO_LANGUAGE = re.compile(r"und|zxx|mis|mul|art|q[a-z]{2}")


@dataclass(frozen=True)
class Found:
    """A post as its service told of it. `posted_at` is None if it did not say when.

    With a `warning`, visitors read that in place of the words.
    """

    url: str
    text: str
    posted_at: datetime | None = None
    language: str = ""
    warning: str = ""


def plain(html: str) -> str:
    """The words of a piece of HTML, with its paragraphs and line ends."""
    # Python's own parser takes a minute for "<a <a <a", and all other work of the worker waits.
    beginning = CUT_TAG.sub("", UNSEEN.sub("", html[:MOST_MARKUP]))
    soup = BeautifulSoup(beginning, "lxml")
    for element in soup.find_all(WITH_ALL_WITHIN):
        element.decompose()
    if TAG.search(html):
        # Between tags a line end is a space.
        for piece in soup.find_all(string=re.compile("\n")):
            piece.replace_with(" ".join(piece.split("\n")))
    for line_end in soup.find_all("br"):
        line_end.replace_with("\n")
    for block in soup.find_all(["p", "div", "li", "blockquote"]):
        block.append("\n\n")
    return tidy(soup.get_text())


def tidy(text: str) -> str:
    """Plain text without what can't be seen or goes on for too long, cut at a word."""
    seen = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\u2028", "\n"))
    lines = (" ".join(line.split()) for line in seen.split("\n"))
    whole = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if len(whole) <= MOST_CHARACTERS:
        return whole
    return whole[: MOST_CHARACTERS - 2].rsplit(None, 1)[0] + " …"


def web_address(address: str) -> str:
    """The address if a browser opens it as a web page, else nothing."""
    return address if len(address) <= LONGEST_ADDRESS and ADDRESS.fullmatch(address) else ""


def moment(text: str) -> datetime:
    """A moment as programs write it. Without a zone it is taken for UTC, as they mean it."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def language(tag: str | None) -> str:
    """A tag that a page may use as `lang`, else nothing."""
    is_one = tag and len(tag) <= 20 and LANGUAGE.fullmatch(tag) and not NO_LANGUAGE.fullmatch(tag)
    return tag if is_one else ""
