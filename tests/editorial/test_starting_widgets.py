"""No screen of the admin has script or style within its HTML, and widgets start all the same."""

import json
import re

import pytest
from lxml.html import fromstring, tostring
from wagtail.admin.widgets import AdminDateInput, BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser

from core.models import BasePage
from editorial.starting_widgets import start
from tests import builders
from tests.admin_screens import Answer, Screen, walk
from tests.house.source import ROOT
from tests.site_map import one_of_each

pytestmark = pytest.mark.django_db

SCRIPT = (ROOT / "static" / "admin" / "js" / "start-widgets.js").read_text()
KINDS = set(re.findall(r'^    \["(\w+)", ', SCRIPT, re.MULTILINE))


def kinds_of(cls: type) -> set[type]:
    return {cls} | {kind for child in cls.__subclasses__() for kind in kinds_of(child)}


def started(html: str) -> list[dict]:
    """What the elements that start a widget say, each in the block before it."""
    blocks = fromstring(f"<div>{html}</div>").iterfind(".//office-start")
    return [json.loads(element.getprevious().text) for element in blocks]


def faults(screen: Screen) -> list[str]:
    """Each piece of a screen that the policy would keep out."""
    elements = fromstring(f"<div>{screen.html}</div>").xpath(
        "//script[not(@src) and not(@type='application/json')] | //style"
        " | //*[@*[starts-with(name(), 'on') or name() = 'style']]"
        " | //*[@*[starts-with(., 'javascript:')]]"
    )
    return [tostring(element, encoding="unicode")[:200] for element in elements]


@pytest.mark.sqlite_only
def test_no_screen_has_script_or_style_within(admin_client):
    one_of_each()
    one_of_a_type = {type(page): page for page in BasePage.objects.specific()}
    forms = [f"/admin/pages/{page.pk}/edit/" for page in one_of_a_type.values()]

    def get(address: str) -> Answer:
        answer = admin_client.get(address, follow=True)
        return Answer(answer.status_code, answer.headers["Content-Type"], answer.text)

    screens = walk(get, forms)

    assert {screen.name: found for screen in screens if (found := faults(screen))} == {}
    assert {
        "agency:edit",
        "typed_numbers",
        "wagtailadmin_pages:add news newspage",
        "wagtailsettings:edit safety exitsettings",
        "wagtailusers_users:edit",
    } <= {screen.name for screen in screens}
    kinds = {what["kind"] for screen in screens for what in started(screen.html)}
    assert kinds <= KINDS
    assert {"Date", "DateTime", "InlinePanel", "PageChooser", "SnippetChooser"} <= kinds


def test_a_chooser_says_what_starts_it(admin_client):
    page = builders.news_item()

    html = admin_client.get(f"/admin/pages/{page.pk}/edit/").text

    chooser = next(what for what in started(html) if what["id"] == "id_replaced_by")
    assert chooser["kind"] == "PageChooser"
    assert chooser["options"]["modalUrl"] == "/admin/choose-page/"


def test_a_date_says_what_starts_it():
    html = AdminDateInput().render("day", "2022-01-25", {"id": "id_day"})

    assert started(html) == [
        {"kind": "Date", "id": "id_day", "options": {"dayOfWeekStart": 1, "format": "Y-m-d"}}
    ]


def test_the_task_chooser_needs_nothing_but_its_name():
    html = AdminTaskChooser().render("task", None, {"id": "id_task"})

    assert started(html) == [{"kind": "TaskChooser", "id": "id_task", "options": None}]


def test_nothing_within_the_block_can_end_it():
    html = start("Date", element_id="</script><script>alert(1)</script>")

    assert html.count("<script") == 1
    assert started(html)[0]["id"] == "</script><script>alert(1)</script>"


def test_each_chooser_is_one_that_the_script_can_start():
    choosers = kinds_of(BaseChooser)

    assert {kind.js_constructor for kind in choosers} <= KINDS
    own = {kind for kind in choosers if kind.render_js_init != BaseChooser.render_js_init}
    assert own == {AdminTaskChooser}
