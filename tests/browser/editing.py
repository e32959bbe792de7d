"""What people do in the editor of the admin, also while it saves a draft by itself."""

from playwright.sync_api import ConsoleMessage, Error, Locator, Page

TRIES = 3
PATIENCE_MILLISECONDS = 8000


def problems_in(page: Page) -> list[str]:
    """A list that fills with the errors of this page.

    The editor saves drafts by itself. While a form is half filled, the server answers that with
    400, and the browser writes it down with the address of the form.
    """
    problems: list[str] = []

    def note(line: ConsoleMessage) -> None:
        is_half_filled = "400 (Bad Request)" in line.text and line.location["url"] == page.url
        if line.type == "error" and not is_half_filled:
            problems.append(line.text)

    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", note)
    return problems


def insert_text_block(page: Page, place: Locator) -> Locator:
    """Add a block of text at the beginning of a field; gives where to write."""
    return insert_block(page, place, "Text", place.locator("[contenteditable=true]").first)


def insert_block(page: Page, place: Locator, kind: str, sign: Locator) -> Locator:
    """Add a block at the beginning of a field; gives `sign`, by which one sees that it is there.

    A draft that is saved in that moment closes the menu, so it is opened again.
    """
    for turn in range(1, TRIES + 1):
        try:
            place.get_by_role("button", name="Insert a block").first.click()
            option = page.get_by_role("option", name=kind, exact=True)
            option.click(timeout=PATIENCE_MILLISECONDS)
            sign.wait_for(timeout=PATIENCE_MILLISECONDS)
        except Error:
            if turn == TRIES:
                raise
        else:
            break
    return sign


def wait_until_kept(page: Page, place: Locator, words: str) -> None:
    """A field of text puts what was written into its form a moment later."""
    kept = place.locator("input[name$='-value']").first
    page.wait_for_function(
        "([field, words]) => field.value.includes(words)", arg=[kept.element_handle(), words]
    )


def close_calendar(page: Page) -> None:
    """Take away the calendar of a date, which opens a moment after its field was reached."""
    calendar = page.locator(".xdsoft_datetimepicker:visible")
    for _ in range(TRIES):
        page.wait_for_timeout(200)
        if calendar.count():
            page.keyboard.press("Escape")
