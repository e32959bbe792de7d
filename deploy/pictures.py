"""Makes the pictures of the documents from the real site: what `make pictures` does."""

import os
import sys
from functools import partial

from playwright.sync_api import expect, sync_playwright

import guide_pictures
import readme_pictures
from machine import advice, chromium
from trial_site import signed_in, site


def main() -> None:
    """Make all pictures anew."""
    expect.set_options(timeout=60_000)  # a busy machine takes long to save
    program = chromium()
    if program is None:
        sys.exit(advice("chromium"))
    with site() as address, sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=str(program), args=sandbox)
        guide_pictures.take_all(partial(signed_in, browser, address))
        readme_pictures.take_all(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
