"""The real server and the real browser meet."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_a_visitor_sees_the_front_page(page: Page):
    answer = page.goto("/")

    assert answer is not None
    assert answer.status == 200


def test_staff_can_sign_in(staff_page: Page):
    staff_page.goto("/admin/")

    assert staff_page.locator("h1").first.is_visible()


def test_a_command_reaches_the_database_of_the_server(run_manage, site_url):
    answer = run_manage("shell", "-c", "print(User.objects.filter(groups__name='Editor').count())")

    assert answer.split()[-1] == "1"


def test_the_w3c_checker_names_the_page_and_the_error(w3c_errors):
    valid = "<!doctype html><html lang=en><title>A page</title><p>Text</p></html>"

    found = w3c_errors({"good": valid, "bad": valid.replace("<p>", "<p nonsense>")})

    assert len(found) == 1
    assert found[0].startswith("bad, line 1: ")


def test_axe_names_the_rule_that_is_broken(page: Page, axe):
    page.set_content("<html lang=en><title>A page</title><main><h1>A</h1><img src='/x.png'></main>")

    assert [line.split(":")[0] for line in axe(page)] == ["image-alt"]


def test_preparing_again_changes_nothing_and_makes_no_second_account(run_manage, site_url):
    count_accounts = ("shell", "-c", "print(User.objects.count())")
    accounts = run_manage(*count_accounts)

    said = run_manage("prepare")

    assert "Preparing" not in said
    assert "Building" not in said
    assert "Password" not in said
    assert run_manage(*count_accounts) == accounts
