"""Files for download: checked by content when uploaded, public only through a live page."""

import secrets

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from wagtail.documents.models import AbstractDocument

from core.media.uploads import problem_with


def unguessable_path(document: "CustomDocument", filename: str) -> str:
    """A stored name with 128 random bits: a file is public only through a page."""
    return f"documents/{secrets.token_hex(16)}/{filename}"


class CustomDocument(AbstractDocument):
    """A file in the library."""

    file = models.FileField(upload_to=unguessable_path, max_length=300)

    admin_form_fields = ["title", "file", "collection", "tags"]

    class Meta(AbstractDocument.Meta):
        pass

    @property
    def url(self) -> str:
        return reverse("document", args=[self.pk, self.filename])

    def clean(self):
        super().clean()
        is_new = self.file and not self.file._committed
        if is_new and (problem := problem_with(self.file.file, name=self.file.name)):
            raise ValidationError({"file": problem})
