"""The picture that stands for a page where somebody shares it: its type, title and date as a cover.

Drawn when it is first asked for, and kept. Its name follows from what stands on it, so another
title makes another picture, and the one before goes.
"""

import hashlib
import logging
import re
from contextlib import suppress
from dataclasses import astuple, dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from core.models import BasePage, OfficeSettings, office_for

logger = logging.getLogger(__name__)

WIDTH, HEIGHT = 1200, 630
"""In pixels: the shape that social networks show whole."""

MARGIN = 84
SMALL = 34
# The largest that leaves room for the title. The last one is cut if even that does not.
TITLE_SIZES = [84, 74, 66, 58, 50]
TITLE_TOP, TITLE_BOTTOM = 170, 490
LEADING = 1.16
# Raise it with each new design, so that pictures are drawn anew.
DESIGN = 1
# The colours that `cover.css` gives to types of publication. All else has that of a report.
COLOUR_OF_TYPE = {
    "annual-report": "annual",
    "strategic-plan": "plan",
    "brief": "brief",
    "review": "brief",
    "joint-statement": "statement",
    "roundtable-note": "statement",
    "consultation-response": "evidence",
    "call-for-evidence": "evidence",
    "speech": "evidence",
    "letter": "letter",
    "open-letter": "letter",
}
# A token of the stylesheet: its name and its value in daylight, which comes first in the file.
COLOUR = re.compile(r"--(cover-[a-z-]+): (#[0-9a-f]{6});")


@dataclass(frozen=True)
class Words:
    """What stands on a picture, and the word for its colour."""

    label: str
    title: str
    date: str
    office: str
    kind: str

    @property
    def name(self) -> str:
        """A word that only a picture with these words has."""
        content = "\n".join([str(DESIGN), *astuple(self)])
        return hashlib.sha256(content.encode()).hexdigest()[:16]


def words_for(page: BasePage, office: OfficeSettings) -> Words:
    """Of the page as its own type. The front page is called as the office is."""
    if page.depth <= 2:
        return Words("", office.name, "", "", "report")
    label, date = (page.card_label, page.date_words) if page.is_dated_work else ("", "")
    kind = COLOUR_OF_TYPE.get(page.cover_type, "report")
    return Words(label, page.title, date, office.name, kind)


def address_of_picture(page: BasePage, office: OfficeSettings) -> str:
    """Where the picture of `page`, as its own type, is: the full address."""
    address = reverse("share-picture", args=[page.pk, words_for(page, office).name])
    return f"{settings.SITE_URL}{address}"


def picture(request: HttpRequest, page_id: int, name: str) -> HttpResponse:
    """The picture of a page that everybody may see. An earlier name leads to today's."""
    found = BasePage.objects.listed().filter(pk=page_id).first()
    if found is None:
        raise Http404("There is no such picture.")
    page, office = found.specific, office_for(request)
    words = words_for(page, office)
    if name != words.name:
        return redirect(address_of_picture(page, office))
    return HttpResponse(picture_of(page, words), content_type="image/png")


def picture_of(page: BasePage, words: Words) -> bytes:
    """The PNG, drawn unless it is kept. A storage that fails only costs time."""
    path = f"share-pictures/{page.pk}/{words.name}.png"
    with suppress(OSError), default_storage.open(path) as kept:
        return kept.read()
    content = draw(words)
    try:
        forget(page.pk)
        default_storage.save(path, ContentFile(content))
    except OSError as error:
        logger.warning("A share picture could not be kept: %s", error.strerror)
    return content


def forget(page_id: int) -> None:
    """Take the pictures of a page out of the storage."""
    folder = f"share-pictures/{page_id}"
    with suppress(FileNotFoundError):
        for name in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{name}")


def draw(words: Words) -> bytes:
    """The picture as PNG, in the design of `components/cover.html`."""
    is_paper = words.kind == "letter"
    ink = colours()["cover-letter-ink" if is_paper else "cover-ink"]
    picture = Image.new("RGB", (WIDTH, HEIGHT), colours()[f"cover-{words.kind}"])
    pen = ImageDraw.Draw(picture)
    pen.rectangle((MARGIN, 72, WIDTH - MARGIN, 77), fill=ink)
    pen.text((MARGIN, 98), drawable(words.label), font=font(SMALL), fill=ink)
    lines, size = laid_out(drawable(words.title) or drawable(words.office))
    for number, line in enumerate(lines):
        place = (MARGIN, TITLE_TOP + round(number * size * LEADING))
        pen.text(place, line, font=font(size), fill=ink)
    foot = HEIGHT - 68 - SMALL
    pen.text((MARGIN, foot), drawable(words.office), font=font(SMALL), fill=ink)
    pen.text((WIDTH - MARGIN, foot), words.date, font=font(SMALL), fill=ink, anchor="ra")
    file = BytesIO()
    # A few flat colours and the edges of letters, so a palette loses nothing that eyes see.
    picture.quantize(32).save(file, "PNG", optimize=True)
    return file.getvalue()


def laid_out(title: str) -> tuple[list[str], int]:
    """The title in lines, and the size of its letters in pixels."""
    for size in TITLE_SIZES:
        room = int((TITLE_BOTTOM - TITLE_TOP) / (size * LEADING))
        lines = broken(title, size)
        if len(lines) <= room:
            return lines, size
    return [*lines[: room - 1], f"{lines[room - 1].rstrip(' ,.;:–')}…"], size


def broken(title: str, size: int) -> list[str]:
    """The title in lines that are no wider than the picture. A word that is wider is cut."""
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if font(size).getlength(longer) <= WIDTH - 2 * MARGIN:
            lines[-1] = longer
            continue
        while font(size).getlength(word) > WIDTH - 2 * MARGIN:
            word = word[:-1]
        lines.append(word)
    return [line for line in lines if line]


def drawable(text: str) -> str:
    """The text, or nothing if our face lacks one of its letters: half a title would mislead."""
    return text if all(ord(letter) in letters() for letter in text if letter != " ") else ""


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(BytesIO(face()), size)


@cache
def face() -> bytes:
    """The face of our headings, unpacked, since Pillow reads no WOFF2."""
    file = BytesIO()
    unpacked = TTFont(finders.find("fonts/headings.woff2"))
    unpacked.flavor = None
    unpacked.save(file)
    return file.getvalue()


@cache
def letters() -> frozenset[int]:
    return frozenset(TTFont(BytesIO(face())).getBestCmap())


@cache
def colours() -> dict[str, str]:
    """The colours of covers, from where the stylesheet has them."""
    found = COLOUR.findall(Path(finders.find("css/tokens.css")).read_text())
    return dict(reversed(found))
