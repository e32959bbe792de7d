from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, re_path, reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogFormatter
from wagtail.models import Page

from core import gates, notices, views, welsh
from core.blocks import chosen_pages
from core.media import upload_views
from core.models import BasePage, alerts
from core.named import named_by_page
from core.rich_text import PublicPageLink
from core.viewsets import OfficeViewSetGroup


def leave_check_for_the_save(request: HttpRequest, *subject: object) -> None:
    """A draft that the editor saves by itself records no check: more words may be typed yet.

    Such a request asks for JSON alone. The tick counts when the person saves.
    """
    if request.method == "POST" and not request.accepts("text/html"):
        request.POST = request.POST.copy()
        request.POST.pop("confirms_check", None)


@hooks.register("on_serve_page")
def read_at_once_what_it_names(next_serve):
    """Show the page while the records that it names are kept at hand."""

    def serve(page, request, args, kwargs):
        with named_by_page(page, chosen_pages):
            response = next_serve(page, request, args, kwargs)
            # A template is otherwise filled later, when nothing is at hand any more.
            return response.render() if hasattr(response, "render") else response

    return serve


for moment in (
    "before_create_page",
    "before_edit_page",
    "before_create_snippet",
    "before_edit_snippet",
):
    hooks.register(moment, leave_check_for_the_save)


@hooks.register("register_admin_viewset")
def office_viewsets():
    return OfficeViewSetGroup()


@hooks.register("register_admin_urls")
def only_our_picture_sizes():
    """In place of Wagtail's view that makes any size of a picture, however much memory it takes."""
    return [re_path(r"^images/[0-9]+/(?:preview|generate_url)/", upload_views.no_such_size)]


@hooks.register("register_admin_urls", order=-1)
def many_pictures_at_once():
    kept = "images/multiple/create_from_uploaded_image/<int:uploaded_file_id>/"
    return [
        path("images/multiple/add/", upload_views.AddPicturesView.as_view()),
        path(kept, upload_views.KeptUploadView.as_view()),
    ]


@hooks.register("register_admin_urls")
def welsh_urls():
    return [path("pages/<int:page_id>/welsh/", views.start_welsh, name="start_welsh")]


@hooks.register("register_page_header_buttons")
def way_to_the_other_language(page, user, view_name, next_url=None):
    """From a page to the same in Welsh or English; to the start of the Welsh one if there is none.

    Wagtail's own translation would make a second tree of pages: see docs/decisions.
    """
    page = page.specific
    if not isinstance(page, BasePage):
        return
    other = page.english_page if page.is_welsh else welsh.version_of(page)
    if other:
        label = "Go to the English page" if page.is_welsh else "Go to the Welsh page"
        url = reverse("wagtailadmin_pages:edit", args=[other.pk])
        yield Button(label, url, icon_name="globe", priority=35)
    elif page.can_be_welsh and not page.is_welsh and welsh.may_start(page, user):
        url = reverse("start_welsh", args=[page.pk])
        yield Button("Start a Welsh version", url, icon_name="globe", priority=35)


@hooks.register("construct_homepage_panels")
def welsh_pages_to_look_at(request, panels):
    panels.append(welsh.WelshBehindPanel())


@hooks.register("register_rich_text_features", order=1)
def links_to_public_pages(features):
    """In place of Wagtail's, which give the address of any page, and come before."""
    features.register_link_type(PublicPageLink)


@hooks.register("register_admin_urls")
def notice_urls():
    return [
        path("notices/put-up/", notices.put_up_new, name="put_up_new_notice"),
        path("notices/<int:alert_id>/put-up/", notices.put_up, name="put_up_notice"),
        path("notices/<int:alert_id>/take-off/", notices.take_off, name="take_off_notice"),
    ]


@hooks.register("construct_homepage_panels")
def notice_panel(request: HttpRequest, panels: list) -> None:
    if notices.may_put_up_notices(request.user):
        panels.append(notices.NoticePanel())


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action(alerts.PUT_UP, "Put up", "Put on the pages of the website")
    actions.register_action(alerts.TAKEN_OFF, "Take off", "Taken off the pages of the website")

    @actions.register_action("core.publish_refused")
    class PublishRefused(LogFormatter):
        """A publish that nobody was there to be told about."""

        label = "Refuse to publish"

        def format_message(self, log_entry):
            return "Was due to go live and did not. " + " ".join(log_entry.data["reasons"])


@hooks.register("before_publish_page")
def keep_what_is_live_if_the_draft_is_for_later(request: HttpRequest, page: Page) -> None:
    """The page editor goes past `publish()` of the page."""
    if page.go_live_at and page.go_live_at > timezone.now():
        gates.keep_what_is_live(page, page.latest_revision)


@hooks.register("before_bulk_action")
def refuse_bulk_publish(
    request: HttpRequest, action_type: str, pages: list, action
) -> HttpResponse | None:
    """Name each page that can't go live, before any of them does."""
    if action_type != "publish":
        return None
    chosen = list(pages)
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        for page in pages:
            chosen += page.get_descendants().not_live()
    refused = False
    for page in chosen:
        candidate = page.specific.get_latest_revision_as_object()
        found = gates.objections(candidate)
        found += gates.objections_to_person(candidate, page.latest_revision, request.user)
        for objection in found:
            refused = True
            messages.error(request, f"“{candidate}” can't be published. {objection.message}")
    if not refused:
        return None
    messages.warning(request, "None of the chosen pages was published.")
    return redirect(action.next_url)


@hooks.register("before_move_page")
def say_why_a_page_cannot_stand_there(
    request: HttpRequest, page: BasePage, destination: Page
) -> HttpResponse | None:
    """Wagtail would only say that it is not permitted."""
    if destination == page or destination.is_descendant_of(page):
        problem = f"“{page}” can’t stand below itself."
    elif not page.is_child_of(destination) and not page.can_move_to(destination):
        kinds = [model._meta.verbose_name for model in page.allowed_parent_page_models()]
        problem = (
            f"“{page}” can’t stand below “{destination}”. A page of its kind "
            f"({page._meta.verbose_name}) stands below a {' or '.join(kinds)}."
        )
    else:
        return None
    messages.error(request, f"{problem} It was left where it is.")
    return redirect("wagtailadmin_explore", page.get_parent().pk)
