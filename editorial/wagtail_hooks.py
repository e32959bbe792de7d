"""The admin as our staff meet it: with the office's colours, without what it does not use."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

# Wagtail's own help leads to other sites, and the address of the site comes from the settings.
UNUSED_MENU_ITEMS = {"help"}
UNUSED_SETTINGS = {"sites"}


@hooks.register("insert_global_admin_css")
def office_colours():
    return format_html('<link rel="stylesheet" href="{}">', static("admin/css/office.css"))


@hooks.register("insert_global_admin_js", order=-1)
def start_of_widgets():
    return format_html('<script src="{}"></script>', static("admin/js/start-widgets.js"))


@hooks.register("construct_main_menu")
def leave_out_menu_items(request, items):
    items[:] = [item for item in items if item.name not in UNUSED_MENU_ITEMS]


@hooks.register("construct_settings_menu")
def leave_out_settings(request, items):
    items[:] = [item for item in items if item.name not in UNUSED_SETTINGS]
