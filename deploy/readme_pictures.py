"""Pictures of the README: a few pages as visitors see them."""

import sys

from playwright.sync_api import Browser

from trial_site import DOCS, save

FOLDER = DOCS / "pictures"
COLOURS = 128
PHONE = {"viewport": {"width": 360, "height": 640}, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1280, "height": 800}}
# Name, address, screen and colour scheme.
PAGES = [
    ("front-page", "/", DESK, "light"),
    ("get-help", "/get-help/", PHONE, "light"),
    ("questions", "/get-help/questions/", PHONE, "dark"),
]


def take_all(browser: Browser, address: str) -> None:
    """Make all pictures of the README anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, path, screen, scheme in PAGES:
        page = browser.new_context(color_scheme=scheme, **screen).new_page()
        if not page.goto(f"{address}{path}").ok:
            sys.exit(f"There is no page at {path}.")
        save(page.screenshot(animations="disabled"), FOLDER / f"{name}.png", COLOURS)
