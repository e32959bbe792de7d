"""How Wagtail's widgets start without inline script, which the policy of the admin forbids.

Wagtail writes a line of script behind a widget. Here stands a block of JSON instead, and behind it
an element that `static/admin/js/start-widgets.js` gives a meaning: it starts what the JSON says.
"""

from typing import Any

from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser


def start(kind: str, *, element_id: str = "", options: Any = None) -> SafeString:
    """What starts a widget as soon as a browser meets it. `kind` is one of those in the script."""
    what = {"kind": kind, "id": element_id, "options": options}
    return format_html("{}<office-start hidden></office-start>", json_script(what))


def render_chooser(
    chooser: BaseChooser, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None
) -> SafeString:
    """As `BaseChooser.render`, but for what starts it."""
    value_data = chooser.get_value_data(value)
    if isinstance(chooser, AdminTaskChooser):
        kind, options = "TaskChooser", None
    else:
        kind = chooser.js_constructor
        options = chooser.get_js_init_options(attrs["id"], name, value_data)
    # Both parts come out of templates, escaped.
    html = chooser.render_html(name, value_data, attrs)
    return mark_safe(html + start(kind, element_id=attrs["id"], options=options))


def start_choosers_without_inline_script() -> None:
    """Every chooser inherits `render`, and Wagtail has no setting for it."""
    BaseChooser.render = render_chooser
