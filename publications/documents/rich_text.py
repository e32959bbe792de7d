"""What documents do with running text: cut it into paragraphs, and turn what it names into HTML."""

import re

from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from core.rich_text_cleaning import cleaned

BLOCK_TAG = re.compile(r"<(/?)(?:p|ul|ol|h[1-6]|blockquote|div)\b[^>]*>")
PARAGRAPH = re.compile(r"<p\b[^>]*>")
EMPTY_PARAGRAPH = re.compile(r"<p\b[^>]*>(?:\s|<br/?>)*</p>")
EDITORS_KEY = re.compile(r' data-block-key="([^"]*)"')
# Can't stand in text that a database keeps.
SEAM = "\0"


def elements(source: str) -> list[str]:
    """The paragraphs and lists of a text in order, without empty paragraphs."""
    found, depth, begin = [], 0, 0
    for tag in BLOCK_TAG.finditer(source):
        if not tag[1]:
            if depth == 0 and source[begin : tag.start()].strip():
                found.append(source[begin : tag.start()])
            begin = tag.start() if depth == 0 else begin
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                found.append(source[begin : tag.end()])
                begin = tag.end()
    found.append(source[begin:])
    return [one for one in found if one.strip() and not EMPTY_PARAGRAPH.fullmatch(one)]


def is_paragraph(element: str) -> bool:
    return PARAGRAPH.match(element) is not None


def key_of(element: str) -> str:
    """The key that the editor keeps for this paragraph, also when it moves. Empty without one."""
    found = EDITORS_KEY.search(element)
    return found[1] if found else ""


def expanded(sources: list[str]) -> list[SafeString]:
    """What visitors see of each source: links, files and numbers, asked for all at once."""
    if not sources:
        return []
    joined = SEAM.join(cleaned(source.replace(SEAM, "")) for source in sources)
    html = expand_db_html(EDITORS_KEY.sub("", joined))
    return [mark_safe(one) for one in html.split(SEAM)]
