"""What the web server in front shows when the site is away: files, with the numbers to call."""

from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from wagtail.coreutils import get_dummy_request

from operations.whole_files import put

PAGES = {
    "broken.html": "500.html",
    "refused.html": "400.html",
    "resting.html": "search/resting.html",
}
"""Templates by the file that they are written to: our failure, a request that can't be met, and a
search that rests."""


def folder() -> Path:
    return settings.DATA_DIR / "error-pages"


def write() -> None:
    """Write each page whose words have changed, wholly or not at all."""
    folder().mkdir(parents=True, exist_ok=True)
    context = {"request": get_dummy_request()}
    for name, template in PAGES.items():
        content = render_to_string(template, context)
        if not is_written(name, content):
            put(folder() / name, content)


def is_written(name: str, content: str) -> bool:
    path = folder() / name
    return path.exists() and path.read_text(encoding="utf-8") == content
