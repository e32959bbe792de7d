"""The admin as our staff meet it: with the office's colours, without what it does not use."""

from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html, format_html_join
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core.models import BasePage, CustomDocument, CustomImage
from editorial import (
    account_views,
    action_menu,
    dashboard,
    guide_views,
    log_words,
    outcomes,
    side_doors,
    views,
    waiting,
)
from editorial.audit import changes, exports
from editorial.audit.report import AuditReport
from editorial.bin import doors
from editorial.bin import views as bin_views
from editorial.checks.panel import tell_after_save
from editorial.checks.preview import use_our_checker
from editorial.packs import entrances, history, urls
from editorial.packs.viewset import PackViewSet
from editorial.sign_in import events

# Wagtail's own help leads to other sites, and the address of the site comes from the settings.
UNUSED_MENU_ITEMS = {"help"}
UNUSED_SETTINGS = {"sites"}


@hooks.register("insert_global_admin_css")
def office_colours():
    return format_html('<link rel="stylesheet" href="{}">', static("admin/css/office.css"))


@hooks.register("insert_global_admin_js", order=-1)
def start_of_widgets():
    return format_html('<script src="{}"></script>', static("admin/js/start-widgets.js"))


@hooks.register("insert_global_admin_js")
def watch_over_session():
    return format_html(
        '<script type="module" src="{}" data-state="{}" data-sign-in="{}"></script>',
        static("admin/js/watch-session.js"),
        reverse("sign_in_state"),
        reverse("account_login"),
    )


@hooks.register("insert_global_admin_js")
def mend_forms():
    names = ("name-fields", "wait-for-autosave")
    return format_html_join(
        "",
        '<script type="module" src="{}"></script>',
        ((static(f"admin/js/{name}.js"),) for name in names),
    )


@hooks.register("register_account_menu_item")
def second_factor_of_account(request):
    return {
        "url": reverse("mfa_index"),
        "label": "Second factor",
        "help_text": "The app or passkey that you sign in with, and your recovery codes.",
    }


@hooks.register("insert_editor_js")
def ways_from_the_checks():
    return format_html('<script src="{}"></script>', static("admin/js/checks-in-form.js"))


@hooks.register("construct_main_menu")
def leave_out_menu_items(request, items):
    items[:] = [item for item in items if item.name not in UNUSED_MENU_ITEMS]


@hooks.register("construct_settings_menu")
def leave_out_settings(request, items):
    items[:] = [item for item in items if item.name not in UNUSED_SETTINGS]


# After Wagtail's, in whose place they come.
for bulk_action in (
    account_views.AssignRoles,
    account_views.DeleteAccounts,
    account_views.SetActiveState,
):
    hooks.register("register_bulk_action", bulk_action, order=1)


hooks.register("register_log_actions", log_words.register_actions)
hooks.register("register_log_actions", events.register_actions)
hooks.register("register_admin_viewset", PackViewSet)
hooks.register("register_log_actions", history.register_actions)
hooks.register("register_page_header_buttons", entrances.button_of_page)
hooks.register("construct_homepage_panels", entrances.panel)


@hooks.register("register_admin_urls")
def pack_urls():
    return [path("", include(urls.admin_urlpatterns))]


@hooks.register("register_admin_urls")
def guide_urls():
    return [
        path("guide/", guide_views.contents, name="staff_guide"),
        path("guide/<slug:name>/", guide_views.page, name="staff_guide_page"),
    ]


@hooks.register("register_admin_menu_item")
def guide_menu_item():
    address = reverse("staff_guide")
    return MenuItem(guide_views.TITLE, address, name="guide", icon_name="help", order=9900)


hooks.register("construct_wagtail_userbar", use_our_checker)
hooks.register("after_create_page", tell_after_save)
hooks.register("after_edit_page", tell_after_save)
hooks.register("after_edit_page", outcomes.tell_approver)
hooks.register("before_edit_page", outcomes.tell_writer)
hooks.register("before_delete_page", doors.delete_page)
hooks.register("before_bulk_action", doors.delete_many)


@hooks.register("register_actions")
def delete_into_bin(registry):
    for model in (BasePage, CustomDocument, CustomImage):
        registry.register(model, doors.BinAction)


@hooks.register("construct_admin_api")
def delete_into_bin_by_api(router):
    router.register_endpoint("pages", doors.PagesWithBin)


# Before Wagtail's own, which delete for good what was uploaded a moment ago.
@hooks.register("register_admin_urls", order=-1)
def bin_urls():
    view = bin_views.BinView
    return [
        path("bin/", view.as_view(), name="bin"),
        path("bin/results/", view.as_view(results_only=True), name="bin_results"),
        path("bin/<int:deletion_id>/", bin_views.thing, name="bin_thing"),
        path("bin/<int:deletion_id>/for-good/", bin_views.for_good, name="bin_for_good"),
        path("images/multiple/<int:image_id>/delete/", doors.UploadedPictureToBin.as_view()),
        path("documents/multiple/<int:doc_id>/delete/", doors.UploadedFileToBin.as_view()),
    ]


@hooks.register("register_admin_menu_item")
def bin_menu_item():
    return MenuItem("Bin", reverse("bin"), name="bin", icon_name="bin", order=9000)


hooks.register("construct_page_chooser_queryset", side_doors.offer_public_pages)


@hooks.register("construct_page_chooser_queryset")
def choose_nothing_from_bin(pages, request):
    return pages.filter(pk__in=doors.out_of_bin())


@hooks.register("register_log_actions")
def log_bin(actions):
    for action, label, words in bin_views.LOGGED:
        actions.register_action(action, label, words)


@hooks.register("register_admin_urls")
def review_urls():
    return [
        path("urgent/<int:revision_id>/publish/", views.urgent_publish, name="urgent_publish"),
        path("urgent/<int:urgent_id>/review/", views.urgent_review, name="urgent_review"),
    ]


@hooks.register("construct_page_action_menu")
def ways_to_publish(menu_items, request, context):
    """Whoever wrote it submits it; “Publish” is for those who did not."""
    action_menu.arrange(menu_items, request.user, context)


@hooks.register("construct_homepage_panels")
def review_panels(request, panels):
    panels += [waiting.MissedPanel(request.user), waiting.UrgentPanel(request.user)]


hooks.register("register_log_actions", changes.register_actions)
hooks.register("register_log_actions", exports.register_actions)
hooks.register("after_bulk_action", changes.log_bulk_change)


@hooks.register("register_admin_urls")
def audit_urls():
    """`iasc_site.urls` leads here from Wagtail’s history of the site, which forgets names."""
    return [
        path("reports/audit/", AuditReport.as_view(), name="audit_log"),
        path(
            "reports/audit/results/",
            AuditReport.as_view(results_only=True),
            name="audit_log_results",
        ),
    ]


@hooks.register("construct_reports_menu")
def audit_log_in_the_menu(request, items):
    items[:] = [item for item in items if item.name != "site-history"]
    items.append(
        MenuItem(
            AuditReport.page_title,
            reverse("audit_log"),
            name="audit-log",
            icon_name=AuditReport.header_icon,
            order=1000,
        )
    )


# After all others, which bring their panels.
hooks.register("construct_homepage_panels", dashboard.arrange, order=1000)
