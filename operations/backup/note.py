"""When a backup was last tried and last made, for those who watch over the site."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from operations.whole_files import FOR_US_ALONE, noted, put


def path() -> Path:
    return settings.STATE_DIR / "backup.json"


def recall() -> dict[str, Any]:
    """tried_at, outcome (`made` or `failed`), made_at, bytes and seconds. Empty before the first.

    The last three are of the last one that was made.
    """
    return noted(path())


def keep(outcome: str, *, now: datetime, **facts: float) -> None:
    """Note how it went, wholly or not at all. Raises `OSError`."""
    made = {"made_at": now.isoformat(), **facts} if outcome == "made" else {}
    facts = recall() | {"tried_at": now.isoformat(), "outcome": outcome} | made
    path().parent.mkdir(parents=True, exist_ok=True)
    put(path(), json.dumps(facts), mode=FOR_US_ALONE)
