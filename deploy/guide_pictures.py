"""Pictures of the guide for staff: a browser takes the steps that the guide describes.

Each picture is cut to what the guide speaks of. Beside their folder stands `pictures.json` with the
words of the admin on each of them; a test looks whether the admin still says them.
"""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from playwright.sync_api import Locator, Page, expect

from trial_site import DOCS, ROLES, save

FOLDER = DOCS / "editors" / "pictures"
WORDS = FOLDER.with_suffix(".json")
# As wide as the text of the guide, with the menu of the admin beside it.
SCREEN = {"width": 900, "height": 900}
MARGIN = 8
TITLE = "An example of a title"
SUMMARY = "This is an example of a summary. It says in two sentences what the item is about."
PACK = "An example of a pack"
# What the admin itself says: labels, headings, buttons and what helps to fill in a field.
SAID = "label, legend, h2, button, a.button, .w-field__help p, .w-field__help, #when-live p"
WORDS_WITHIN = """
([selector, clip]) => [...document.querySelectorAll(selector)].filter(element => {
  const box = element.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  return box.width > 2 && element.checkVisibility({visibilityProperty: true, opacityProperty: true})
    && x > clip.x && x < clip.x + clip.width && y > clip.y && y < clip.y + clip.height
    && element.contains(document.elementFromPoint(x, y));
}).map(element => element.innerText)
"""


class Album:
    """Takes pictures, and keeps what the admin says on them."""

    def __init__(self) -> None:
        self.words: dict[str, list[str]] = {}

    def take(self, name: str, page: Page, *parts: Locator) -> None:
        """A picture of these parts of the screen and what stands between them."""
        parts[0].scroll_into_view_if_needed()
        page.mouse.move(0, 0)
        page.wait_for_timeout(400)  # until what slides and fades has come to rest
        clip = around([part.bounding_box() for part in parts])
        picture = page.screenshot(clip=clip, animations="disabled", caret="hide")
        save(picture, FOLDER / f"{name}.png")
        self.words[name] = said(page.evaluate(WORDS_WITHIN, [SAID, clip]))

    def close(self) -> None:
        """Write down the words, and take away pictures that are no longer made."""
        WORDS.write_text(json.dumps(self.words, indent=2, ensure_ascii=False) + "\n")
        for picture in FOLDER.glob("*.png"):
            if picture.stem not in self.words:
                picture.unlink()


def around(boxes: list[dict[str, float]]) -> dict[str, float]:
    """The smallest part of the screen that holds all of these, with a margin."""
    left, top = (max(0, min(box[side] for box in boxes) - MARGIN) for side in "xy")
    right = max(box["x"] + box["width"] for box in boxes) + MARGIN
    bottom = max(box["y"] + box["height"] for box in boxes) + MARGIN
    width, height = min(right, SCREEN["width"]) - left, min(bottom, SCREEN["height"]) - top
    return {"x": left, "y": top, "width": width, "height": height}


def said(texts: list[str]) -> list[str]:
    """Lines that are always the same: without names, dates and what the example is made of."""
    lines = {line.strip(" *") for text in texts for line in text.splitlines()}
    made_up = re.compile(rf"\d|“|Just now|{TITLE}|{PACK}|{'|'.join(ROLES)}")
    return sorted(line for line in lines if line and not made_up.search(line))


def more_actions(page: Page) -> tuple[Locator, Locator]:
    """The foot of an editor with its menu open: where it begins, and the menu."""
    page.get_by_role("button", name="More actions").last.click()
    return page.locator("footer.footer").last, page.locator(".tippy-box").last


def write_news_item(author: Page, album: Album) -> None:
    """An author's way from the dashboard to a text."""
    album.take("start", author, author.locator("#start-section"))
    author.get_by_role("link", name="News item", exact=True).click()
    title = author.get_by_placeholder("Page title")
    title.fill(TITLE)
    author.locator("[name=summary]").fill(SUMMARY)
    body = author.locator("#panel-child-content-body-section")
    text = body.locator("[contenteditable=true]").first
    text.click()
    text.press_sequentially("This is an example of a text.")
    album.take("news-text", author, body)
    author.get_by_role("tab", name="Content").scroll_into_view_if_needed()
    type_and_date = [author.locator(f"[name={name}]") for name in ("news_type", "display_date")]
    album.take("news-title", author, title, *type_and_date)


def set_time(author: Page, album: Album) -> None:
    """The same author sets a time."""
    author.get_by_role("button", name="Toggle status").click()
    author.get_by_role("button", name="Set schedule").first.click()
    dialogue = author.locator("#schedule-publishing-dialog")
    moment = datetime.now() + timedelta(days=6)
    field = dialogue.locator("[name=go_live_at]")
    field.fill(f"{moment:%Y-%m-%d} 09:30")
    author.locator(".xdsoft_datetimepicker:visible").wait_for()
    dialogue.locator("h2").click()  # closes the calendar
    album.take("schedule", author, dialogue.locator(".w-dialog__box"))
    dialogue.get_by_role("button", name="Save schedule").click()
    expect(author.locator(".messages")).to_be_visible()
    author.get_by_role("button", name="Toggle status").click()


def submit(author: Page, album: Album) -> None:
    """The author asks for approval, and reads what will happen."""
    album.take("submit", author, *more_actions(author))
    author.get_by_role("button", name="Submit for approval").click()
    expect(author.locator(".messages")).to_contain_text("submitted")
    author.locator(".messages").get_by_role("link", name="Edit").click()
    sentence = author.locator("#when-live")
    expect(sentence).to_contain_text("Goes live")
    album.take("when-live", author, author.locator("footer.footer").last)


def approve(publisher: Page, album: Album) -> None:
    """What a second person sees, up to the button that approves."""
    publisher.goto("/admin/")
    waiting = publisher.locator("section", has_text="Awaiting your review").last
    album.take("dashboard", publisher, publisher.locator(".w-dashboard h1"), waiting)
    waiting.get_by_role("link", name=TITLE).first.click()
    album.take("approve", publisher, *more_actions(publisher))


def hold_back(publisher: Page, album: Album) -> None:
    """A pack with the same page, which nobody has approved."""
    item = publisher.url
    publisher.goto("/admin/embargopack/new/")
    publisher.get_by_label("Title").fill(PACK)
    moment = datetime.now() + timedelta(days=8)
    publisher.get_by_label("Release time").fill(f"{moment:%Y-%m-%d} 09:30")
    publisher.keyboard.press("Escape")
    publisher.get_by_role("button", name="Create").click()
    publisher.wait_for_url("**/embargopack/edit/**")
    pack = publisher.url
    publisher.goto(item.replace("/pages/", "/packs/page/").replace("/edit/", "/"))
    publisher.get_by_label(PACK).check()
    publisher.get_by_role("button", name="Put into the pack").click()
    publisher.goto(pack)
    contents = publisher.locator("#pack-contents-section table")
    album.take("pack", publisher, publisher.locator("#pack-standing-section"), contents)


def change_helpline(owner: Page, album: Album) -> None:
    """The two fields that hold a number."""
    owner.goto("/admin/helplines/")
    owner.locator("main .title-wrapper a").first.click()
    fields = [owner.locator(f"[name={name}]") for name in ("number", "spoken_form")]
    album.take("helpline", owner, owner.locator("label[for=id_number]"), *fields)


def take_all(signed_in: Callable[..., Page]) -> None:
    """Make all pictures of the guide anew. `signed_in` opens the dashboard of a role."""
    FOLDER.mkdir(exist_ok=True)
    album = Album()
    author, publisher, owner = (signed_in(role, viewport=SCREEN) for role in ROLES)
    write_news_item(author, album)
    set_time(author, album)
    submit(author, album)
    approve(publisher, album)
    hold_back(publisher, album)
    change_helpline(owner, album)
    album.close()
