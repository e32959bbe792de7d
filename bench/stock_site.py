"""A Wagtail site as it comes: `wagtail start`, and the pages of `bench/stock`.

It has no pictures, which would make it slower, and caches nothing.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent / "stock"
ENVIRONMENT = {"DJANGO_SETTINGS_MODULE": "stock.settings.production"}
WSGI = "stock.wsgi:application"
PAGES = {"front page": "/", "news item": "/news/article-0/", "list": "/news/"}
MOST_ITEMS = 200
"""Of more, only the making would be longer: its list shows 20."""


def make(folder: Path, *, items: int, body: str) -> None:
    """Make the site in this empty folder. `body` is a list of blocks, in JSON."""
    run(folder, "-c", "from wagtail.bin.wagtail import main; main()", "start", "stock", ".")
    shutil.copytree(HERE / "articles", folder / "articles")
    shutil.copy(HERE / "settings.py", folder / "stock/settings/local.py")
    (folder / "body.json").write_text(body)
    run(folder, "manage.py", "fill", str(items), "body.json")


def run(folder: Path, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | ENVIRONMENT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
