"""What stands in for a piece of Wagtail was written beside that piece, as it was then.

When a release changes a piece, compare ours with it, change ours if need be, and write down the
new sum: the first 16 digits of SHA-256.
"""

import ast
import hashlib
import inspect
from pathlib import Path

import pytest
from django.apps import apps
from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser

from tests.house.source import ROOT

pytestmark = pytest.mark.sqlite_only

TEMPLATES = {
    "wagtailadmin/admin_base.html": "8d1e91482208ac34",
    "wagtailadmin/base.html": "d9022f8527df321f",
    "wagtailadmin/generic/confirm_delete.html": "c72a1e973243775b",
    "wagtailadmin/generic/edit_partials.html": "bb39b12232a8c2c1",
    "wagtailadmin/home/account_summary.html": "ff5c7d30e46778c3",
    "wagtailadmin/notifications/task_state_submitted.txt": "7ebcf641a2f37e29",
    "wagtailadmin/notifications/task_state_submitted_subject.txt": "d4863a1a2759c40b",
    "wagtailadmin/notifications/workflow_state_approved.txt": "365a9f11a4562088",
    "wagtailadmin/notifications/workflow_state_approved_subject.txt": "a33d187e703bf129",
    "wagtailadmin/notifications/workflow_state_rejected.txt": "a0efe621987facbd",
    "wagtailadmin/notifications/workflow_state_rejected_subject.txt": "385b11f61a58fdb2",
    "wagtailadmin/pages/bulk_actions/confirm_bulk_delete.html": "318f8578476b9ed1",
    "wagtailadmin/pages/confirm_delete.html": "77c1be2760338bcf",
    "wagtailadmin/pages/create.html": "fc9cd05a7fd80461",
    "wagtailadmin/pages/edit.html": "4910a7266f5e6130",
    "wagtailadmin/pages/edit_partials.html": "a92a0fa37c5c4186",
    "wagtailadmin/panels/inline_panel.html": "195bb0b199edb062",
    "wagtailadmin/panels/multiple_chooser_panel.html": "673bc9b26ca95c03",
    "wagtailadmin/shared/headers/slim_header.html": "4c6743cc3a57b0dc",
    "wagtailadmin/shared/side_panels/checks.html": "9aa33e9ba2599860",
    "wagtailadmin/widgets/date_input.html": "2557f7a4fd543d7c",
    "wagtailadmin/widgets/datetime_input.html": "479d8ddeaa73d2fd",
    "wagtailadmin/widgets/time_input.html": "536917c544a13563",
    "wagtaildocs/bulk_actions/confirm_bulk_delete.html": "1eb4f5e81b3ba8e3",
    "wagtaildocs/documents/edit.html": "3dae49abb878432f",
    "wagtailimages/bulk_actions/confirm_bulk_delete.html": "4bd379f791f1c61b",
    "wagtailimages/images/confirm_delete.html": "6a0a51f8c56c54e6",
    "wagtailsnippets/snippets/create.html": "659609cd73f8448c",
    "wagtailsnippets/snippets/edit.html": "341d09c1d3e14884",
}
# `BaseChooser.render` is replaced, and the others are what our own goes by.
METHODS = {
    "AdminTaskChooser.render_js_init": "0c28969578f6568d",
    "BaseChooser.get_js_init_options": "f12753e95d53a1e9",
    "BaseChooser.render": "0cd7d42ae7b3c43f",
    "BaseChooser.render_js_init": "a1590ffbe7dddf07",
}


def sum_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def ours() -> list[str]:
    """Such as `wagtailadmin/base.html`."""
    folder = ROOT / "templates"
    return [str(path.relative_to(folder)) for path in folder.rglob("*.*")]


def installed(name: str) -> Path | None:
    """The template of this name that came with a package."""
    places = [Path(app.path, "templates", name) for app in apps.get_app_configs()]
    return next((place for place in places if place.is_file()), None)


def source_of(kind: type, method: str) -> str:
    """As it stands in the file: what runs may be ours."""
    source = Path(inspect.getsourcefile(kind)).read_text()
    classes = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    body = next(node.body for node in classes if node.name == kind.__name__)
    found = next(node for node in body if getattr(node, "name", "") == method)
    return ast.get_source_segment(source, found)


def test_no_template_in_whose_place_ours_stands_has_changed():
    replaced = {name: place for name in ours() if (place := installed(name))}

    assert {name: sum_of(place.read_text()) for name, place in replaced.items()} == TEMPLATES


def test_each_template_in_a_room_of_wagtails_stands_in_for_one_that_is_there():
    assert [name for name in ours() if name.startswith("wagtail") and not installed(name)] == []


def test_no_method_that_starts_a_chooser_has_changed():
    methods = [
        (AdminTaskChooser, "render_js_init"),
        (BaseChooser, "get_js_init_options"),
        (BaseChooser, "render"),
        (BaseChooser, "render_js_init"),
    ]

    found = {f"{kind.__name__}.{name}": sum_of(source_of(kind, name)) for kind, name in methods}

    assert found == METHODS
