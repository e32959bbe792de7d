"""How much one person may upload in a day, so that nobody fills the disk, even by mistake."""

from datetime import timedelta

from django.db.models import Count, QuerySet, Sum
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from core.media.documents import CustomDocument
from core.media.images import CustomImage
from core.media.versions import DocumentVersion

DAY = timedelta(days=1)
MOST_FILES = 300
MOST_BYTES = 3 * 1024**3


def problem_with_another(user) -> str | None:
    """Why this person may upload nothing more for now, in words for them; None if they may."""
    since = timezone.now() - DAY
    # What lies in the bin takes up room as well.
    pictures = CustomImage._base_manager.filter(uploaded_by_user=user, created_at__gt=since)
    documents = CustomDocument._base_manager.filter(uploaded_by_user=user).order_by()
    versions = DocumentVersion.objects.filter(document__in=documents, created_at__gt=since)
    files, size = _sum(pictures, "file_size"), _sum(versions, "size")
    if files[0] + size[0] < MOST_FILES and files[1] + size[1] < MOST_BYTES:
        return None
    return (
        f"You uploaded {MOST_FILES} files, or {filesizeformat(MOST_BYTES)}, in the last 24 hours, "
        "which is the most for one person. Upload the rest tomorrow. If it can’t wait, ask the "
        "people who run the website to import it."
    )


def _sum(uploads: QuerySet, size: str) -> tuple[int, int]:
    """How many, and their bytes."""
    found = uploads.order_by().aggregate(files=Count("pk"), bytes=Sum(size))
    return found["files"], found["bytes"] or 0
