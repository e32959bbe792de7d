"""Signing in with two factors as people do it, and words that outlast a session."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.admin.test_accessibility import COLOURS_REST
from tests.browser.conftest import NEWS_SECTION, PASSWORD
from tests.browser.editing import problems_in, wait_until_kept
from tests.editorial.signing_in import code_of

pytestmark = pytest.mark.browser

NAME = "guarded"
MAKE = f"""
from django.contrib.auth.models import Group
from editorial.models import User
user = User.objects.create_user({NAME!r}, email="guarded@example.org", password={PASSWORD!r})
user.groups.add(Group.objects.get(name="Editor"))
"""
FORGET = f"""
from core.models import BasePage
from editorial.models import Tries, UsedCode, User
BasePage.objects.filter(title="Kept by a test").delete()
User.objects.filter(username={NAME!r}).delete()
Tries.objects.all().delete()
"""
NEW_CODES = "from editorial.models import UsedCode; UsedCode.objects.all().delete()"
END = f"from editorial.models import User; User.objects.get(username={NAME!r}).end_sessions()"


@pytest.fixture
def account(run_manage: Callable[..., str]) -> Iterator[None]:
    run_manage("shell", "-c", MAKE)
    yield
    run_manage("shell", "-c", FORGET)


@pytest.fixture
def looks_right(axe: Callable[[Page], list[str]]) -> Callable[[Page], None]:
    """No rule is broken on a narrow and a wide screen, and nothing runs out of it."""

    def check(page: Page) -> None:
        for width, scheme in [(320, "light"), (1280, "dark")]:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function(COLOURS_REST)
            assert axe(page) == [], f"{page.url} at {width}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        page.emulate_media(color_scheme="light")

    return check


def give_password(page: Page) -> None:
    page.goto("/admin/login/")
    page.get_by_label("Name").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def sign_out(page: Page) -> None:
    page.context.clear_cookies(name="session")


def test_somebody_sets_up_an_app_and_a_passkey_and_signs_in_with_each(
    page: Page, browser: Browser, account, looks_right, site_url
):
    problems = problems_in(page)
    page.goto("/admin/login/")
    looks_right(page)
    give_password(page)
    page.wait_for_url("**/admin/")
    page.goto("/admin/second-factor/")
    looks_right(page)

    page.get_by_role("link", name="Set up an app").click()
    page.get_by_text("Can’t scan it?").click()
    key = page.locator(".entrance__key").inner_text().strip()
    looks_right(page)
    page.get_by_label("Code").fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This code is not right")).to_be_visible()
    page.get_by_label("Code").fill(code_of(key))
    page.keyboard.press("Enter")
    expect(page.get_by_role("listitem").filter(has_text=" ")).not_to_have_count(0)
    recovery = page.locator(".factors__codes li").all_inner_texts()
    looks_right(page)

    sign_out(page)
    give_password(page)
    looks_right(page)
    page.get_by_label("Code").fill(recovery[0])
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/admin/")

    # A passkey goes by the name of the site, so not by a number.
    named = site_url.replace("127.0.0.1", "localhost")
    other = browser.new_context(base_url=named).new_page()
    devtools = other.context.new_cdp_session(other)
    devtools.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options = kind | {"hasUserVerification": True, "isUserVerified": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    give_password(other)
    other.get_by_label("Code").fill(recovery[1])
    other.get_by_role("button", name="Go on").click()
    other.wait_for_url("**/admin/")
    other.goto("/admin/second-factor/passkeys/add/")
    looks_right(other)
    other.get_by_label("Code").fill(recovery[2])
    other.get_by_role("button", name="Go on").click()
    other.get_by_label("A name for it").fill("Office laptop")
    looks_right(other)
    other.get_by_role("button", name="Set it up").click()
    expect(other.locator("strong", has_text="Office laptop")).to_be_visible()
    sign_out(other)
    give_password(other)
    other.get_by_role("button", name="Use a passkey instead").click()
    other.wait_for_url("**/admin/")

    other.context.close()
    assert problems == []


def test_whoever_lost_their_password_is_not_told_that_they_are_signed_out(page: Page):
    with page.expect_response("**/state/"):
        page.goto("/admin/password_reset/")

    expect(page.get_by_role("alert")).to_have_count(0)


def test_words_written_after_the_session_ended_are_saved_once_signed_in_again(
    page: Page, account, looks_right, run_manage
):
    section = run_manage("shell", "-c", NEWS_SECTION).split()[-1]
    give_password(page)
    page.goto(f"/admin/pages/add/news/newspage/{section}/")
    run_manage("shell", "-c", END)
    page.get_by_placeholder("Page title").fill("Kept by a test")
    body = page.get_by_role("region", name="Body")
    body.locator("[contenteditable=true]").first.press_sequentially("All that I wrote.")
    wait_until_kept(page, body, "All that I wrote.")

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    notice = page.get_by_role("alert").filter(has_text="You are signed out")
    expect(notice).to_contain_text("What you wrote is still in this window")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Keep this page open")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Send what I wrote").click()
    expect(page.get_by_text("You are still signed out")).to_be_visible()

    again = page.context.new_page()
    give_password(again)
    again.wait_for_url("**/admin/")
    page.get_by_role("button", name="Send what I wrote").click()
    page.wait_for_url("**/edit/")
    expect(page.get_by_placeholder("Page title")).to_have_value("Kept by a test")
    expect(page.get_by_role("region", name="Body")).to_contain_text("All that I wrote.")


def test_the_form_takes_a_new_mark_once_somebody_signed_in_again(page: Page, account, run_manage):
    section = run_manage("shell", "-c", NEWS_SECTION).split()[-1]
    give_password(page)
    page.goto(f"/admin/pages/add/news/newspage/{section}/")
    run_manage("shell", "-c", END)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    notice = page.get_by_role("alert").filter(has_text="You are signed out")
    with page.context.expect_page() as opened:
        notice.get_by_role("link", name="Sign in again in a new tab").click()
    give_password(opened.value)
    opened.value.wait_for_url("**/admin/")
    page.bring_to_front()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(notice).to_have_count(0)

    page.get_by_placeholder("Page title").fill("Kept by a test")
    page.locator("[name=summary]").fill("A summary.")

    # The editor saves by itself, which the old mark would not let it.
    page.wait_for_url("**/edit/")
