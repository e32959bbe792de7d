"""The checks beside the form, as somebody who pastes from Word meets them."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NEWS_SECTION

pytestmark = pytest.mark.browser

FROM_WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>
p.MsoNormal {mso-style-parent:""; font-family:Calibri}</style></head><body><!--StartFragment-->
<p class=MsoNormal style='mso-margin-top-alt:auto;color:red' onclick='window.ran=1'>Findings are
<b style='mso-bidi-font-weight:normal'>bold</b>. <a href="https://example.org/">Click here</a>.
<o:p></o:p><script>window.ran = 1</script></p><img src="x" onerror="window.ran = 1">
<!--EndFragment--></body></html>"""
PASTE = """(field, html) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", "Findings");
    const options = { clipboardData, bubbles: true, cancelable: true };
    field.dispatchEvent(new ClipboardEvent("paste", options));
}"""


# The draft has to be saved first, which the editor does by itself.
PATIENCE_MILLISECONDS = 30_000


def test_what_is_pasted_from_word_comes_clean_and_is_checked(staff_page: Page, run_manage, axe):
    section = run_manage("shell", "-c", NEWS_SECTION).split()[-1]
    staff_page.set_viewport_size({"width": 320, "height": 800})
    staff_page.goto(f"/admin/pages/add/news/newspage/{section}/")
    # What changes within two seconds, Wagtail takes for how the form was.
    staff_page.wait_for_timeout(2500)
    staff_page.get_by_placeholder("Page title").fill("Pasted from Word")
    field = staff_page.get_by_role("region", name="Body").locator("[contenteditable=true]").first
    field.click()

    field.evaluate(PASTE, FROM_WORD)

    expect(field.get_by_text("bold", exact=True)).to_be_visible()
    assert field.locator("img, script, [class*=Mso], [style*=mso], [onclick]").count() == 0
    assert staff_page.evaluate("window.ran") is None
    staff_page.get_by_role("button", name="Toggle checks").click()
    panel = staff_page.locator("#checks-found")
    expect(panel).to_contain_text("The link “Click here”", timeout=PATIENCE_MILLISECONDS)
    assert [line for line in axe(staff_page) if "checks" in line] == []

    panel.get_by_role("link", name="Click here").click()

    expect(panel).to_be_hidden()
    expect(field).to_be_in_viewport()
