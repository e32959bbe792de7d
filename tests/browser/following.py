"""Follows links as a visitor does, and waits until the next page is there to be read."""

from playwright.sync_api import Page


def follow(page: Page, selector: str) -> None:
    """Click a link. Once this returns, the page that it leads to has been read to its end."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.click(selector)
