"""That this node is about to stop: said first, so that nobody sends it what it would not answer."""

from pathlib import Path

from django.conf import settings


def _mark() -> Path:
    return settings.STATE_DIR / "stopping"


def announce() -> None:
    """Have `/readyz` answer 503 from now on."""
    _mark().touch()


def take_back() -> None:
    """As a node does when it starts: a killed one could not."""
    _mark().unlink(missing_ok=True)


def is_announced() -> bool:
    return _mark().exists()
