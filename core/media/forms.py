from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import Field
from django.template.defaultfilters import filesizeformat
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from core.media.images import DAMAGED

# In place of Wagtail's words, which say what is wrong and not what to do.
PICTURE_PROBLEMS = {
    "empty": "This file is empty (0 bytes). Save it again on your computer, then upload it.",
    "invalid_image": (
        "This is not a picture, or it is cut off or damaged. Open it on your computer, save it as "
        "JPEG or PNG, then upload it."
    ),
    "invalid_image_extension": (
        "Pictures must be JPEG, PNG, WebP, AVIF or GIF. Save this one as JPEG or PNG, then "
        "upload it."
    ),
    "invalid_image_known_format": (
        "This file ends in .%(extension)s, but holds something else (%(image_format)s). Open it "
        "on your computer, save it as JPEG or PNG, then upload it."
    ),
    "file_too_large": (
        "This picture is too big (%(file_size)s). Make it smaller: %(max_filesize)s at most."
    ),
    "file_too_large_unknown_size": "This picture is too big. Make it smaller: {limit} at most.",
    "file_too_many_pixels": (
        "This picture has too many pixels. Make it smaller: at most 5,000 pixels wide and high."
    ),
}
FILE_PROBLEMS = {
    "empty": PICTURE_PROBLEMS["empty"],
    "file_too_large": (
        "This file is too big (%(file_size)s). Make it smaller: %(max_filesize)s at most. "
        "Pictures in a PDF can often be saved at a lower resolution."
    ),
    "file_too_large_unknown_size": "This file is too big. Make it smaller: {limit} at most.",
}


def _explain(field: Field, problems: dict[str, str], *, limit: int) -> None:
    """Have `field` say `problems` in these words; `limit` is its greatest size in bytes."""
    for code, problem in problems.items():
        field.error_messages[code] = problem.replace("{limit}", filesizeformat(limit))


class PictureField(WagtailImageField):
    """As in Wagtail, where a picture that ends within its header is an error of the server."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        _explain(self, PICTURE_PROBLEMS, limit=settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)

    def to_python(self, data):
        try:
            return super().to_python(data)
        except DAMAGED as error:
            problem = self.error_messages["invalid_image"]
            raise ValidationError(problem, code="invalid_image") from error


class ImageForm(BaseImageForm):
    """Says what the description is for, and what to do about a picture that is refused."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        # Once the picture is there, forms for its other facts have no field for it.
        if field := self.fields.get("file"):
            self.fields["file"] = PictureField(
                label=field.label, widget=field.widget, required=field.required
            )

    class Meta(BaseImageForm.Meta):
        help_texts = {
            "description": (
                "What the picture shows, for people who can't see it. Used where it is placed, "
                "unless you write other words there."
            ),
        }


class DocumentForm(BaseDocumentForm):
    """Says what the title is for, and what to do about a file that is refused."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if field := self.fields.get("file"):
            _explain(field, FILE_PROBLEMS, limit=settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)

    class Meta(BaseDocumentForm.Meta):
        help_texts = {
            "title": "As visitors read it, such as “Annual report 2020 to 2021”.",
        }
