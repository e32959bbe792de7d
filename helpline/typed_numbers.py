"""Phone numbers that somebody typed into a text, where the registry's own should stand.

A typed number stays when the registry's changes, and people in danger call the wrong one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

import phonenumbers
from django.db import models
from modelcluster.models import get_all_child_relations
from phonenumbers import PhoneNumberMatcher, shortnumberinfo
from wagtail.fields import StreamField

from core.gates import Objection
from core.models import OfficeSettings
from editorial.checks.pieces import holds_words
from helpline.models import Service
from helpline.phone_numbers import REGION

# A number of a few digits is one to call only where the words before it say so: not “page 101”.
SHORT = re.compile(
    r"\b(?:call|calls|calling|dial|dials|dialling|phone|phoning|ring|ringing|telephone|tel\.?:?)\s+"
    r"(?:(?:the|your|local|police|emergency|services|helpline|free|straight|away|now|at|on)\s+){0,5}"
    r"(?P<number>\d{6}|\d{3} \d{3}|\d{3})\b(?![.,]\d|\s*%)",
    re.IGNORECASE,
)
TEXT_MESSAGE = re.compile(
    r"\b(?:text|sms)\s+(?:[\w“”\"']+\s+){0,3}to\s+(?P<number>\d{5,7})\b", re.IGNORECASE
)
# Also numbers that don't exist: a digit may have been left out.
LONG = re.compile(
    r"(?<![\w.,/=£$€#-])"
    r"(?:\+44 ?\(?0?\)? ?\d{2,4}|\(?0\d{2,4}\)?)(?:[ -]?\d{2,7}){1,3}"
    r"(?![\w/-])(?!\.\d)"
)
LENGTHS = range(9, 14)
# Most texts have fewer digits than any number, and are told at once.
ENOUGH_DIGITS = re.compile(r"\d\D*\d\D*\d")
WEB_ADDRESS = re.compile(r"https?://\S+")
ADDRESS = re.compile(r"""href=["'](?:tel|sms):(?P<number>[^"']+)""", re.IGNORECASE)
BOOK_NUMBER = re.compile(r"ISBN|ISSN", re.IGNORECASE)
# A sign for “less than” begins none, and hides no number up to the next arrow.
TAG = re.compile(r"</?[a-z!][^<>]*>", re.IGNORECASE)
BLOCK_END = re.compile(r"</(?:p|li|h\d|td|th|div)>|<br\s*/?>", re.IGNORECASE)
# Parts of a stored stream that nobody reads as words.
UNREAD = {"id", "type"}


@dataclass(frozen=True)
class TypedNumber:
    """A number as it stands in a text, and as phones dial it."""

    written: str
    dialled: str
    field: str


def typed_in(subject: models.Model) -> list[TypedNumber]:
    """The phone numbers in all texts of a page or record, each once for each field."""
    found: dict[tuple[str, str], TypedNumber] = {}
    for field, text in texts_of(subject):
        for written, dialled in numbers_in(text):
            found.setdefault((field, dialled), TypedNumber(written, dialled, field))
    return list(found.values())


def numbers_in(text: str) -> Iterator[tuple[str, str]]:
    """Each phone number in `text`, which may be HTML: as written, and as phones dial it."""
    if not ENOUGH_DIGITS.search(text):
        return
    for link in ADDRESS.finditer(text):
        yield link["number"], dialled(link["number"])
    plain = WEB_ADDRESS.sub(" ", unescape(TAG.sub("", BLOCK_END.sub("\n", text))))
    seen: list[tuple[int, int]] = []
    for match in PhoneNumberMatcher(plain, REGION):
        starts_like_one = match.raw_string.lstrip("(").startswith(("0", "+"))
        if starts_like_one and not _is_of_a_book(plain, match.start):
            seen.append((match.start, match.end))
            yield match.raw_string, e164(match.number)
    for match in LONG.finditer(plain):
        is_new = all(match.end() <= start or end <= match.start() for start, end in seen)
        digits = sum(character.isdigit() for character in match[0])
        if is_new and digits in LENGTHS and not _is_of_a_book(plain, match.start()):
            yield match[0], dialled(match[0])
    for match in SHORT.finditer(plain):
        if is_short_number(match["number"]):
            yield match["number"], match["number"].replace(" ", "")
    for match in TEXT_MESSAGE.finditer(plain):
        yield match["number"], match["number"]


def _is_of_a_book(text: str, start: int) -> bool:
    return bool(BOOK_NUMBER.search(text[max(0, start - 16) : start]))


def dialled(number: str) -> str:
    """A number of a link, as the registry would keep it."""
    try:
        return number if is_short_number(number) else e164(phonenumbers.parse(number, REGION))
    except phonenumbers.NumberParseException:
        return number


def e164(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_short_number(number: str) -> bool:
    try:
        parsed = phonenumbers.parse(number.replace(" ", ""), REGION)
    except phonenumbers.NumberParseException:
        return False
    return shortnumberinfo.is_valid_short_number_for_region(parsed, REGION)


# Where the registry itself keeps numbers.
NUMBER_FIELDS = {"number", "spoken_form", "text_number"}
# What the tree of pages writes, and numbers that only look like one to call.
NO_WORDS = {"path", "isbn"}


def texts_of(subject: models.Model) -> Iterator[tuple[str, str]]:
    """All that staff can write of a page or record: the name of the field, and a text."""
    for field in subject._meta.concrete_fields:
        if isinstance(subject, Service) and field.name in NUMBER_FIELDS:
            continue
        if isinstance(field, StreamField):
            for text in _strings(getattr(subject, field.name).get_prep_value()):
                yield field.name, text
        elif isinstance(field, models.JSONField) and field.editable:
            for text in _strings(getattr(subject, field.name)):
                yield field.name, text
        elif holds_words(field) and field.name not in NO_WORDS:
            yield field.name, getattr(subject, field.attname) or ""
    for relation in get_all_child_relations(type(subject)):
        name = relation.get_accessor_name()
        for row in getattr(subject, name).all():
            for _, text in texts_of(row):
                yield name, text


def _strings(value: Any) -> Iterator[str]:
    """The words in what the database keeps of a stream, however deep. No addresses."""
    if isinstance(value, str):
        if "://" not in value or "<" in value:
            yield value
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in UNREAD:
                yield from _strings(part)


@dataclass(frozen=True)
class Judgement:
    """What a typed number is to the registry, in words that say what to do."""

    typed: TypedNumber
    words: str


def judged(subject: models.Model) -> list[Judgement]:
    """The typed numbers of `subject` that must not stand there. The office's own may."""
    found = typed_in(subject)
    if not found:
        return []
    helplines = {
        number: service.name
        for service in Service.objects.all()
        for number in (service.number, service.text_number)
        if number
    }
    own = {typed.dialled for office in OfficeSettings.objects.all() for typed in typed_in(office)}
    return [
        Judgement(typed, _said(typed, helplines.get(typed.dialled)))
        for typed in found
        if typed.dialled not in own
    ]


def _said(typed: TypedNumber, helpline: str | None) -> str:
    if helpline:
        return (
            f"“{typed.written}” is typed here. Take it out, and use the button “Helpline number” "
            f"for {helpline}: then it changes when the number does."
        )
    return (
        f"“{typed.written}” isn’t the number of a helpline. Use the button “Helpline number”, or "
        "take the number out. A new one is added under Sources of help, Helplines. The office’s "
        "own stands in its address, under Settings, Office and contact."
    )


def typed_number_objections(subject: models.Model, live_at: datetime) -> Iterator[Objection]:
    """No text goes live with a phone number that somebody typed."""
    if getattr(subject, "withdrawn_on", None):
        return
    for judgement in judged(subject):
        yield Objection(judgement.words, judgement.typed.field)
