"""H8 in a real browser: one press puts a notice on all pages, and one takes it off."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

ADDRESSES = ["front page", "help page", "publication", "section of a document", "missing page"]
PHONE = {"width": 320, "height": 568}
LONGEST = {
    "heading": ("Nobody here can answer just now. " * 4)[:100].strip(),
    "text": ("Write to us again on another day, or ask somebody else. " * 6)[:300].strip(),
}

PRESS_TWICE = """() => {
  const form = document.querySelector(".notice-form form");
  const press = () => fetch(form.action, { method: "POST", body: new FormData(form) });
  return Promise.all([press(), press(), press()]).then(answers => answers.map(one => one.status));
}"""


@pytest.fixture(autouse=True)
def _no_notice_stays(run_manage, site_url):
    """Other tests have the same site."""
    yield
    run_manage("shell", "-c", "from core.models import Alert; Alert.objects.all().delete()")


@pytest.fixture
def publisher(sign_in_as) -> Page:
    page = sign_in_as("publisher")
    page.goto("/admin/")
    return page


def write(staff: Page, heading: str, text: str = "") -> None:
    """Fill in the panel's form, and press nothing."""
    staff.get_by_text("Write a new notice").click()
    form = staff.locator(".notice-form")
    form.get_by_label("Heading").fill(heading)
    form.get_by_label("Text").fill(text)


def put_up(staff: Page, heading: str, text: str = "") -> None:
    write(staff, heading, text)
    staff.locator(".notice-form").get_by_role("button", name="Put it on all pages now").click()
    staff.get_by_role("button", name="Take it off").wait_for()


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_it_is_on_every_page_after_one_press_and_on_none_after_the_other(
    publisher, new_context, addresses, has_script
):
    visitor = new_context(java_script_enabled=has_script).new_page()

    put_up(publisher, "Our phones are down", "Write to us instead.")
    shown = {}
    for kind in ADDRESSES:
        visitor.goto(addresses[kind])
        banner = visitor.get_by_role("region", name="Urgent: Our phones are down")
        shown[kind] = banner.is_visible() and " ".join(banner.inner_text().split())
    publisher.get_by_role("button", name="Take it off").click()
    publisher.get_by_text("Pages show no notice.").wait_for()
    left = []
    for kind in ADDRESSES:
        visitor.goto(addresses[kind])
        left += visitor.locator(".alert").all_inner_texts()

    assert shown == dict.fromkeys(ADDRESSES, "Urgent Our phones are down Write to us instead.")
    assert left == []


def test_presses_at_the_same_moment_put_up_one_notice(publisher, page):
    write(publisher, "Our phones are down")

    statuses = publisher.evaluate(PRESS_TWICE)

    page.goto("/")
    assert statuses == [200, 200, 200]
    expect(page.locator(".alert")).to_have_count(1)


def test_with_the_keyboard_alone_a_notice_goes_up_and_comes_off(publisher):
    publisher.get_by_text("Write a new notice").focus()
    publisher.keyboard.press("Enter")
    publisher.keyboard.press("Tab")
    publisher.keyboard.type("Our phones are down")
    for _ in range(3):
        publisher.keyboard.press("Tab")
    publisher.keyboard.press("Enter")
    take_off = publisher.get_by_role("button", name="Take it off: Our phones are down")
    take_off.wait_for()

    take_off.focus()
    publisher.keyboard.press("Enter")

    publisher.get_by_text("Pages show no notice.").wait_for()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_panel_breaks_no_rule_of_accessibility_and_fits(publisher, axe, width):
    put_up(publisher, **LONGEST)
    publisher.set_viewport_size({"width": width, "height": 800})
    publisher.get_by_text("Write a new notice").click()

    panel = publisher.locator("#notices-section")

    assert [line for line in axe(publisher) if "notice" in line] == []
    assert panel.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert panel.bounding_box()["width"] <= width


def test_an_editor_has_no_panel(sign_in_as):
    page = sign_in_as("editor")

    page.goto("/admin/")

    expect(page.get_by_text("Notices on the website")).to_have_count(0)


@pytest.mark.parametrize("kind", ADDRESSES)
def test_the_longest_notice_leaves_exit_name_and_numbers_on_the_first_screen(
    publisher, new_context, addresses, kind
):
    put_up(publisher, **LONGEST)
    visitor = new_context(viewport=PHONE, java_script_enabled=False).new_page()

    visitor.goto(addresses[kind])

    ends = {
        selector: visitor.locator(selector).bounding_box()
        for selector in (".quick-exit__leave", ".site-header__name", ".urgent [href='tel:999']")
    }
    helpline = visitor.locator(".urgent [href^='tel:']").last.bounding_box()
    assert [box["y"] + box["height"] <= PHONE["height"] for box in [*ends.values(), helpline]] == (
        [True] * 4
    )
    assert visitor.locator(".alert").bounding_box()["y"] >= helpline["y"] + helpline["height"]
    assert visitor.locator(".alert .alert__signal").is_visible()
