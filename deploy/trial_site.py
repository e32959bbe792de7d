"""A site of its own with starter content and an account for some roles, for taking pictures."""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
START_SECONDS = 240
COLOURS = 64
PASSWORD = secrets.token_urlsafe(20)
ROLES = ("Author", "Publisher", "Helpline owner")
MAKE_STAFF = f"""
from django.contrib.auth.models import Group
from editorial.models import User
for role in {ROLES!r}:
    user = User.objects.create_user(role.split()[0].lower(), password={PASSWORD!r}, first_name=role)
    user.groups.add(Group.objects.get(name=role))
"""


@contextmanager
def site() -> Iterator[str]:
    """The address of a site with starter content and an account for each role."""
    with tempfile.TemporaryDirectory(prefix="iasc-pictures-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
        probe.close()
        address = f"http://127.0.0.1:{port}"
        environment = os.environ | {
            "DATA_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "EMAIL_URL": "dummymail://",
            "SECOND_FACTOR": "optional",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "SITE_URL": address,
        }

        def command(*words: str) -> list[str]:
            return [sys.executable, str(ROOT / "manage.py"), *words]

        for words in (["prepare"], ["shell", "-c", MAKE_STAFF]):
            subprocess.run(command(*words), env=environment, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen(command("serve", "--port", port), env=environment)
        try:
            wait_for(address)
            yield address
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str) -> None:
    """Return once the site answers; end the program if it does not."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=10).close()
        except OSError:
            time.sleep(0.3)
        else:
            return
    sys.exit("The site did not answer.")


def signed_in(browser: Browser, address: str, role: str, **screen) -> Page:
    """A page of this role at the dashboard."""
    page = browser.new_context(base_url=address, color_scheme="light", **screen).new_page()
    page.goto("/admin/login/")
    page.fill("input[name=username]", role.split()[0].lower())
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    return page


def save(png: bytes, path: Path, colours: int = COLOURS) -> None:
    """Few colours, which a screen needs no more of, make a small file."""
    picture = Image.open(BytesIO(png)).convert("RGB").quantize(colours, dither=Image.Dither.NONE)
    picture.save(path, optimize=True)
