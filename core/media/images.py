"""Pictures: kept without their hidden data, shown only where a live page uses them."""

import secrets
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from io import BytesIO
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from PIL import Image as PillowImage
from PIL import ImageOps
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    ImageQuerySet,
    SourceImageIOError,
)
from wagtail.search import index

from core import incomplete
from core.deletion import Deletable, KeptManager
from core.media.scanning import problem_found_in
from core.media.storing import store

# Wagtail unpacks a picture before it counts its pixels. Pillow counts first, and raises an error
# from twice this number on; its warning below that is of no use to anybody.
PillowImage.MAX_IMAGE_PIXELS = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 2
warnings.simplefilter("ignore", PillowImage.DecompressionBombWarning)

# Originals are never served, only sizes made from them. So two kinds are enough, and those that
# need the least memory to write.
JPEG = {"format": "JPEG", "quality": 92}
PNG = {"format": "PNG"}
# Drawings and screenshots come as these; everything else is a photograph.
DRAWN = {"PNG", "GIF"}

# What Pillow raises about pictures that are cut off, damaged or made to harm.
DAMAGED = (OSError, SyntaxError, ValueError, EOFError, struct.error)


def can_be_read(picture: BinaryIO) -> bool:
    """Whether each pixel can be read. Leaves the file at its start."""
    picture.seek(0)
    try:
        with PillowImage.open(picture) as opened:
            opened.load()
    except (*DAMAGED, PillowImage.DecompressionBombError):
        return False
    finally:
        picture.seek(0)
    return True


def without_hidden_data(picture: BinaryIO) -> ContentFile:
    """The same pixels, turned upright, without EXIF, GPS, comments or trailing bytes.

    Takes an open image file that `can_be_read`. An animation keeps only its first frame. The
    result is a JPEG or a PNG, and named so.
    """
    picture.seek(0)
    with PillowImage.open(picture) as opened:
        is_drawn = opened.format in DRAWN
        colours = opened.info.get("icc_profile")
        # In place: a large picture in memory twice would be too much for a small machine.
        ImageOps.exif_transpose(opened, in_place=True)
        clean = opened
        if opened.has_transparency_data or opened.mode == "P":
            clean = opened.convert("RGBA")
        elif opened.mode not in {"L", "RGB"} and not is_drawn:
            clean, colours = opened.convert("RGB"), None
        clean.load()
        clean.info = {}
        saved_as = PNG if is_drawn or clean.mode == "RGBA" else JPEG
        written = BytesIO()
        clean.save(written, icc_profile=colours, **saved_as)
    return ContentFile(written.getvalue(), name=f"picture.{saved_as['format'].lower()}")


# What is needed to show a PNG, and its colours; the parts of a JPEG are in ITU-T T.81, table B.1.
PNG_PARTS = {b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"sRGB", b"gAMA", b"IDAT", b"IEND"}
JPEG_PARTS = {0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0, 0xE2}
JPEG_END = b"\xff\xd9"


def has_no_hidden_data(picture: BinaryIO) -> bool:
    """Whether a file is what `without_hidden_data` would leave: a bare JPEG or PNG, and no more."""
    picture.seek(0)
    data = picture.read()
    picture.seek(0)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _is_bare_png(data)
    return data.startswith(b"\xff\xd8") and _is_bare_jpeg(data)


def _is_bare_png(data: bytes) -> bool:
    place, name = 8, b""
    while place + 12 <= len(data):
        length, name = struct.unpack(">I4s", data[place : place + 8])
        if name not in PNG_PARTS:
            return False
        place += 12 + length
        if name == b"IEND":
            break
    return name == b"IEND" and place == len(data)


def _is_bare_jpeg(data: bytes) -> bool:
    place = 2
    while place + 4 <= len(data):
        mark, kind, length = struct.unpack(">BBH", data[place : place + 4])
        if mark != 0xFF or kind not in JPEG_PARTS:
            return False
        place += 2 + length
        if kind == 0xDA:  # the pixels, in which a mark is never an end by chance
            end = _end_of_pixels(data, place)
            if data[end : end + 2] == JPEG_END:
                return end + 2 == len(data)
            place = end
    return False


def _end_of_pixels(data: bytes, place: int) -> int:
    """Where the next part begins. Within pixels FF is followed by 00, or by D0 to D7."""
    while (place := data.find(b"\xff", place)) >= 0:
        if data[place + 1 : place + 2] and not (
            data[place + 1] == 0 or 0xD0 <= data[place + 1] <= 0xD7
        ):
            return place
        place += 2
    return len(data)


@contextmanager
def picture_or_none() -> Iterator[None]:
    """While a size is made: a storage that fails costs a page its picture, and not the page.

    Nor does it spoil a transaction around it, such as that of a publish.
    """
    around = transaction.get_connection().in_atomic_block
    try:
        with transaction.atomic() if around else nullcontext():
            yield
    except OSError as error:
        incomplete.note("a picture")
        raise SourceImageIOError(str(error)) from error


class CustomImage(Deletable, AbstractImage):
    """A picture in the library. Its description serves as its text alternative by default."""

    admin_form_fields = ["title", "file", "description", "collection", "tags"]

    search_fields = [*AbstractImage.search_fields, index.FilterField("deleted_at")]

    objects = KeptManager.from_queryset(ImageQuerySet)()

    class Meta(AbstractImage.Meta):
        verbose_name = "picture"

    @property
    def default_alt_text(self):
        """As in Wagtail, which takes the title if there is no description: the name of a file."""
        return self.description

    def get_upload_to(self, filename):
        """A name that nobody can guess: a picture is public only through a page."""
        suffix = "." + filename.rpartition(".")[2].lower()
        return f"originals/{secrets.token_hex(16)}{suffix}"

    def clean(self):
        super().clean()
        if not self.file or self.file._committed:
            return
        if not can_be_read(self.file.file):
            problem = (
                "This picture is cut off or damaged. Open it on your computer, save it as JPEG or "
                "PNG, then upload it."
            )
            raise ValidationError({"file": problem})
        if problem := problem_found_in(self.file.file):
            raise ValidationError({"file": problem})

    def save(self, *args, **kwargs):
        if self.file and not self.file._committed:
            self.store_new_file()
        super().save(*args, **kwargs)

    def store_new_file(self) -> None:
        """Write a new picture, cleaned. Raises `OSError`, and then leaves nothing behind."""
        cleaned = without_hidden_data(self.file)
        self.file = store(self.file, cleaned, cleaned.name)
        self._set_image_file_metadata()

    def create_rendition(self, filter):
        with picture_or_none():
            return super().create_rendition(filter)

    def create_renditions(self, *filters):
        # Wagtail asks for none where all of them are there, and so costs no savepoint.
        with picture_or_none() if filters else nullcontext():
            return super().create_renditions(*filters)


class Rendition(AbstractRendition):
    """A picture cut to one of the sizes that our templates name."""

    image = models.ForeignKey(CustomImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_size"
            )
        ]
