"""What `check --deploy` says of this site beyond Django's own questions."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning
from django.db import DatabaseError

from core.models import OfficeSettings


def somebody_hears_of_holes(**options: Any) -> list[CheckMessage]:
    """Whether `security.txt` can name anybody."""
    if settings.SECURITY_CONTACT or has_office_address():
        return []
    return [
        Warning(
            "Nobody is named whom to tell about a hole in this site, so there is no security.txt.",
            hint="Set SECURITY_CONTACT, or fill in the office's e-mail in the admin.",
            id="operations.W001",
        )
    ]


def has_office_address() -> bool:
    """False as well while no database can be asked."""
    try:
        return OfficeSettings.objects.exclude(email="").exists()
    except DatabaseError:
        return False
