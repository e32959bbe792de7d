"""Starting a page in Welsh, and telling which Welsh pages have fallen behind the English ones."""

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.coreutils import find_available_slug

from core.models import BasePage
from core.models.welsh import WELSH


def version_of(page: BasePage) -> BasePage | None:
    """The page that says in Welsh what `page` says in English, live or not."""
    return page.welsh_pages.filter(alias_of__isnull=True).order_by("pk").first()


def may_start(page: BasePage, user) -> bool:
    """Whether `user` may read the drafts of `page` and add a page where the Welsh one would be."""
    parent = page.get_parent().permissions_for_user(user)
    return page.permissions_for_user(user).can_edit() and parent.can_add_subpage()


@transaction.atomic
def start(page: BasePage, *, by=None) -> BasePage:
    """A draft beside `page` with its English words, for somebody to write in Welsh over them.

    It stands below the Welsh version of the page above, if there is one.
    """
    above = page.get_parent().specific
    place = version_of(above) if isinstance(above, BasePage) else None
    parent = place or above
    slug = page.slug if place else f"{page.slug}-{WELSH}"
    source = page if page.live else page.get_latest_revision_as_object()
    found = source.copy(
        to=parent.specific,
        update_attrs={
            "is_welsh": True,
            "english_page_id": page.pk,
            "slug": find_available_slug(parent, slug),
        },
        copy_revisions=False,
        keep_live=False,
        user=by,
        log_action="wagtail.copy_for_translation",
    )
    # In the revision Wagtail has it already; the row of a copy gets nothing that copies go without.
    found.english_page_id = page.pk
    found.save(update_fields=["english_page"])
    return found


SHOWN = 20


class WelshBehindPanel(Component):
    """On the dashboard: Welsh pages that no longer say what the English ones do."""

    template_name = "core/welsh_behind.html"

    def get_context_data(self, parent_context):
        pages = behind()[:SHOWN]
        return {"rows": [{"page": page, "why": why_behind(page)} for page in pages]}


def why_behind(page: BasePage) -> str:
    """What became of the English page of one in Welsh since somebody checked it."""
    english = page.english_page
    if english is None:
        return "there is no English page any more."
    if english.withdrawn_on:
        return "the English page was withdrawn."
    if not english.live:
        return "the English page is not live."
    day = timezone.localdate(english.last_published_at)
    return f"the English has changed since, on {day:%-d %B %Y}."


def behind():
    """Live pages in Welsh whose English page is gone, withdrawn, or was published again since."""
    is_newer = Q(english_page__last_published_at__gt=F("english_as_of"))
    is_newer |= Q(english_page__last_published_at__isnull=False, english_as_of__isnull=True)
    is_gone = Q(english_page__isnull=True) | Q(english_page__live=False)
    is_withdrawn = Q(english_page__withdrawn_on__isnull=False)
    pages = BasePage.objects.live().filter(is_welsh=True, withdrawn_on__isnull=True)
    found = pages.filter(is_newer | is_gone | is_withdrawn)
    return found.select_related("english_page").order_by("english_page__last_published_at", "pk")
