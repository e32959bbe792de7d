"""The numbers of each page as last seen, for error pages when the database can't be asked."""

import json
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from helpline.models import Service

SHOWN = ("name", "when_to_call", "tel", "spoken_form", "placement")


def path() -> Path:
    return settings.STATE_DIR / "helplines.json"


def keep() -> None:
    """Write the numbers of each page to a file, wholly or not at all."""
    rows = [
        {name: getattr(service, name) for name in SHOWN}
        for service in Service.objects.on_every_page()
    ]
    path().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path().parent, delete=False) as file:
        json.dump(rows, file)
    Path(file.name).replace(path())


def recall() -> list[dict[str, str]]:
    """The kept rows: name, when_to_call, tel, spoken_form, placement. Empty if none are kept."""
    try:
        rows = json.loads(path().read_text())
    except (OSError, ValueError):
        return []
    is_whole = isinstance(rows, list) and all(
        isinstance(row, dict) and row.keys() == set(SHOWN) for row in rows
    )
    return rows if is_whole else []


def services() -> list[Service] | list[dict[str, str]]:
    """The numbers of each page: from the registry, or as last known while it can't be asked."""
    try:
        return list(Service.objects.on_every_page())
    except DatabaseError:
        return recall()
