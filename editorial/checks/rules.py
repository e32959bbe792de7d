"""Looks through a page by the table of checks."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from string import digits

from django.db import models
from wagtail.models import Page

from core.gates import Objection
from core.models import OfficeSettings
from editorial.checks import table
from editorial.checks.pieces import Heading, Link, Picture, Piece, Place, Table, Words, pieces_of
from editorial.checks.reading_age import grade
from editorial.checks.table import Check

# In English and in Welsh, as they stand without capitals and full stops.
VAGUE = {
    *("click here", "click this link", "click", "details", "download", "find out more", "go"),
    *("here", "learn more", "link", "more", "more details", "more information", "read it here"),
    *("read more", "read on", "see here", "see more", "this", "this link", "this page"),
    *("this website", "view", "visit", "website"),
    *("cliciwch yma", "darllen mwy", "darllenwch fwy", "dolen", "gweld mwy", "mwy", "rhagor"),
    *("yma", "y ddolen hon"),
}
WEB_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
FILE_NAME = re.compile(
    r"\S+\.(?:avif|gif|jpe?g|png|svg|webp)|\S*_\S*|(?:img|dsc|dscf|image|photo|picture)[ _-]?\d*",
    re.IGNORECASE,
)
ALT_BEGINNING = re.compile(
    r"(?:(?:an?|the) )?(?:image|photo|photograph|picture|graphic) (?:of|showing)\b", re.IGNORECASE
)
MAIL_ADDRESS = re.compile(
    r"(?P<name>[\w+-]+(?:[.+_-][\w+-]+)*)@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE | re.ASCII
)
FIRST_AND_LAST = re.compile(r"[a-z]+[._-][a-z]+(?:[._-][a-z]+)?\d{0,2}", re.IGNORECASE)
# Part of an address that a team reads.
OF_TEAMS = {
    *("access", "accessibility", "admin", "alternative", "anti", "bureau", "business", "care"),
    *("commissioner", "comms", "communications", "complaints", "consultation", "consultations"),
    *("contact", "correspondence", "customer", "data", "desk", "direct", "duty", "editor"),
    *("enquiries", "enquiry", "events", "evidence", "feedback", "foi", "formats", "general"),
    *("governance", "group", "help", "helpdesk", "helpline", "hub", "iasc", "info"),
    *("information", "inquiries", "jobs", "legal", "mail", "media", "modern", "network", "news"),
    *("newsdesk", "newsletter", "no", "noreply", "nrm", "office", "policy", "post", "press"),
    *("privacy", "private", "protection", "public", "records", "recruitment", "referral"),
    *("referrals", "reply", "report", "reporting", "reports", "request", "requests", "research"),
    *("safeguarding", "secretariat", "secretary", "services", "slavery", "subject", "support"),
    *("team", "training", "trafficking", "unit", "web", "webmaster", "website"),
}
# Years at school: who left it at 18 has read more.
HARDEST_SUMMARY = 12
# A name is as long as it is: nobody can write it in shorter words.
NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w’'-]*(?: (?:of |the |and )?[A-Z][\w’'-]*)*")


@dataclass(frozen=True)
class Finding:
    """What one check found, in words to the writer, and where."""

    check: Check
    message: str
    place: Place


def findings(subject: models.Model) -> list[Finding]:
    """All that the checks find in a page as it is in memory, each thing once for each field.

    A page that is withdrawn shows nothing that could be wrong.
    """
    if not isinstance(subject, Page) or getattr(subject, "withdrawn_on", None):
        return []
    pieces = list(pieces_of(subject))
    found = [
        *_summary_problems(subject),
        *_heading_problems(pieces),
        *_picture_problems(pieces),
        *_link_problems(pieces),
        *_table_problems(pieces),
        *_address_problems(pieces),
    ]
    found.sort(key=lambda finding: not finding.check.blocks)
    return list({(one.message, one.place.field): one for one in reversed(found)}.values())[::-1]


def objections(subject: models.Model, live_at: datetime) -> Iterator[Objection]:
    """No page goes live, or is submitted, with what a check that blocks has found."""
    for finding in findings(subject):
        if finding.check.blocks:
            yield Objection(finding.message, finding.place.field, block=finding.place.block)


def _found(check: Check, piece: Piece, words: str = "") -> Finding:
    message = check.words.format(words)
    message = f"Under “{piece.under}”: {message}" if piece.under else message
    return Finding(check, message, piece.place)


def _heading_problems(pieces: Iterable[Piece]) -> Iterator[Finding]:
    field, last = "", 1
    for piece in pieces:
        if not isinstance(piece, Heading):
            continue
        if piece.place.field != field:
            field, last = piece.place.field, 1
        if not piece.words:
            yield _found(table.HEADING_EMPTY, piece)
        elif piece.is_in_text and piece.level == 1:
            yield _found(table.HEADING_FIRST, piece, piece.words)
        elif piece.level > last + 1:
            yield _found(table.HEADING_SKIPS, piece, piece.words)
        last = piece.level


def _picture_problems(pieces: Iterable[Piece]) -> Iterator[Finding]:
    for piece in pieces:
        if not isinstance(piece, Picture) or piece.is_decorative:
            continue
        words = (piece.alt_text or "").strip()
        if piece.alt_text is None:
            yield _found(table.PICTURE_IN_TEXT, piece)
        elif not words:
            yield _found(table.PICTURE_ALT, piece)
        elif FILE_NAME.fullmatch(words):
            yield _found(table.PICTURE_FILE_NAME, piece, words)
        elif ALT_BEGINNING.match(words):
            yield _found(table.ALT_BEGINS, piece, words)


def _link_problems(pieces: Iterable[Piece]) -> Iterator[Finding]:
    targets: dict[str, str] = {}
    for piece in pieces:
        if not isinstance(piece, Link):
            continue
        said = piece.words.casefold().strip(" .,:;!>»…")
        if not piece.words:
            yield _found(table.LINK_EMPTY, piece)
        elif said in VAGUE:
            yield _found(table.LINK_WORDS, piece, piece.words)
        elif WEB_ADDRESS.fullmatch(piece.words):
            yield _found(table.LINK_ADDRESS, piece, piece.words)
        elif targets.setdefault(said, piece.target) != piece.target:
            yield _found(table.LINK_SAME_WORDS, piece, piece.words)


def _table_problems(pieces: Iterable[Piece]) -> Iterator[Finding]:
    for piece in pieces:
        if isinstance(piece, Table) and not (piece.row_count and all(piece.headings or [""])):
            yield _found(table.TABLE_HEADINGS, piece)


def _address_problems(pieces: Iterable[Piece]) -> Iterator[Finding]:
    persons = [
        (match[0], piece)
        for piece in pieces
        if isinstance(piece, Words | Link)
        for match in MAIL_ADDRESS.finditer(piece.text if isinstance(piece, Words) else piece.target)
        if _is_persons(match["name"])
    ]
    of_office = _addresses_of_office() if persons else set()
    for address, piece in persons:
        if address.casefold() not in of_office:
            yield _found(table.PERSONS_ADDRESS, piece, address)


def _is_persons(name: str) -> bool:
    """Whether it looks like `jane.doe`. A number at its end tells two people of one name apart."""
    parts = re.split(r"[._-]", name.casefold().rstrip(digits))
    return bool(FIRST_AND_LAST.fullmatch(name)) and OF_TEAMS.isdisjoint(parts)


def _addresses_of_office() -> set[str]:
    fields = ("email", "press_email", "alternative_format_email")
    rows = OfficeSettings.objects.values_list(*fields)
    return {address.casefold() for row in rows for address in row}


def _summary_problems(page: Page) -> Iterator[Finding]:
    """The measure is one of English."""
    summary = getattr(page, "summary", "")
    if getattr(page, "foreign_language", ""):
        return
    if grade(NAME.sub("it", summary)) > HARDEST_SUMMARY:
        yield _found(table.SUMMARY_READING, Piece(place=Place("summary")))
