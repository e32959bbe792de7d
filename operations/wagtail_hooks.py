"""What whoever keeps the site as a whole finds in the admin."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.contrib.redirects.wagtail_hooks import RedirectsMenuItem

from operations import feedback_report
from operations.bundle import history
from operations.letter_queue import LettersPanel
from operations.missing import guessing
from operations.missing import views as missing_views
from operations.missing.panel import MissingPanel
from operations.redirects import views


# Before Wagtail's own screens, in whose place they come.
@hooks.register("register_admin_urls", order=-1)
def redirect_urls():
    return [
        path("redirects/add/", views.AddView.as_view(), name="redirect_add"),
        path("redirects/<int:redirect_id>/", views.EditView.as_view(), name="redirect_edit"),
        path("redirects/import/", views.import_file, name="redirect_import"),
        # The second step of Wagtail's import, which saves without a look.
        path("redirects/import/process/", views.import_file),
        path("redirects/file/", views.file, name="redirect_file"),
        path("reports/redirects/", views.check, name="redirect_check"),
        path("reports/useful/", feedback_report.report, name="feedback_report"),
        path("reports/missing/", missing_views.report, name="missing_addresses"),
        path("reports/missing/lead-on/", missing_views.lead_on, name="missing_lead_on"),
        path("reports/missing/ignore/", missing_views.ignore, name="missing_ignore"),
    ]


@hooks.register("register_reports_menu_item")
def redirect_check_report():
    return RedirectsMenuItem(
        "Redirects that do nothing", reverse("redirect_check"), icon_name="redirect", order=1300
    )


@hooks.register("register_reports_menu_item")
def missing_addresses_report():
    return RedirectsMenuItem(
        "Addresses not found", reverse("missing_addresses"), icon_name="warning", order=1310
    )


@hooks.register("construct_homepage_panels")
def missing_panel(request, panels):
    panels.append(MissingPanel())


@hooks.register("construct_homepage_panels")
def letters_panel(request, panels):
    panels.append(LettersPanel())


@hooks.register("register_reports_menu_item")
def feedback_menu_item():
    address = reverse("feedback_report")
    return feedback_report.FeedbackMenuItem("Was it useful?", address, icon_name="help", order=1320)


hooks.register("register_log_actions", history.register_actions)
hooks.register("register_log_actions", guessing.register_actions)
