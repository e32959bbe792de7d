"""The bin in the admin: what is in it, and the pages that bring a thing back or delete it."""

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn, UserColumn
from wagtail.admin.views.generic import IndexView
from wagtail.models import Page

from core.models import BasePage
from editorial.bin import keeping
from editorial.models import Deletion

BRING_BACK = "editorial.change_deletion"
DELETE_FOR_GOOD = "editorial.delete_deletion"
LOGGED = [
    ("editorial.delete", "Delete", "Put into the bin"),
    ("editorial.bring_back", "Bring back", "Brought back from the bin"),
    ("editorial.delete_for_good", "Delete for good", "Deleted for good"),
]
GONE = "It is no longer in the bin: somebody brought it back or deleted it for good meanwhile."


def in_bin_for(user: AbstractBaseUser) -> QuerySet[Deletion]:
    """What `user` may bring back: what they deleted themselves, or everything."""
    things = Deletion.objects.all()
    return things if user.has_perm(BRING_BACK) else things.filter(by=user)


def _what_it_is(deletion: Deletion) -> str:
    below = deletion.pages_below
    if below:
        return f"{deletion.get_kind_display()}, and {below} below it"
    return deletion.get_kind_display()


def _days_left(deletion: Deletion) -> str:
    days = deletion.days_left(now=timezone.now())
    return f"{days} day{'' if days == 1 else 's'}"


class BinView(IndexView):
    """What was deleted in the last 90 days, the newest first."""

    model = Deletion
    permission_policy = None
    template_name = "editorial/bin/list.html"
    results_template_name = "editorial/bin/results.html"
    page_title = "Bin"
    header_icon = "bin"
    index_url_name = "bin"
    index_results_url_name = "bin_results"
    search_fields = ["title", "place", "by__username", "by__first_name", "by__last_name"]
    list_filter = ["kind"]
    paginate_by = 50
    default_ordering = "-at"
    _show_breadcrumbs = True
    columns = [
        TitleColumn("title", get_url=lambda found: reverse("bin_thing", args=[found.pk])),
        Column("kind", label="What it is", accessor=_what_it_is),
        Column("place", label="Where it was"),
        UserColumn("by", label="Deleted by", blank_display_name="Nobody who is still here"),
        DateColumn("at", label="Deleted", sort_key="at"),
        Column("left", label="Can be brought back for", accessor=_days_left),
    ]

    def get_base_queryset(self):
        return in_bin_for(self.request.user).select_related("by", "by__wagtail_userprofile")


class PlaceForm(forms.Form):
    """Where a page goes whose own place is gone."""

    below = forms.ModelChoiceField(
        Page.objects.none(),
        label="Below which page",
        empty_label="Choose a page",
        help_text="The page above it is gone. It comes back below the one that you choose.",
        error_messages={"required": "Choose the page below which it comes back."},
    )

    def __init__(self, *args, page: BasePage, user: AbstractBaseUser, **options):
        super().__init__(*args, **options)
        places = Page.objects.type(*page.allowed_parent_page_models()).filter(depth__gt=1)
        places = places.exclude(basepage__deleted_at__isnull=False).order_by("path")
        may_hold = [
            place.pk
            for place in places.specific()
            if page.can_move_to(place) and place.permissions_for_user(user).can_add_subpage()
        ]
        self.fields["below"].queryset = places.filter(pk__in=may_hold)


def _found(request: HttpRequest, deletion_id: int) -> Deletion | None:
    return in_bin_for(request.user).filter(pk=deletion_id).first()


def _gone(request: HttpRequest) -> HttpResponse:
    messages.warning(request, GONE)
    return redirect("bin")


def thing(request: HttpRequest, deletion_id: int) -> HttpResponse:
    """One thing in the bin. Sent, its form brings the thing back."""
    deletion = _found(request, deletion_id)
    if deletion is None:
        return _gone(request)
    form = None
    if deletion.page and not deletion.parent_is_there:
        sent = request.POST if request.method == "POST" else None
        form = PlaceForm(sent, page=deletion.page.specific, user=request.user)
    if request.method == "POST" and (form is None or form.is_valid()):
        below = form.cleaned_data["below"] if form else None
        try:
            found = keeping.bring_back(deletion.pk, by=request.user, below=below)
        except ValidationError as problem:
            messages.error(request, problem.message)
            return redirect("bin_thing", deletion.pk)
        return _back(request, deletion, found) if found else _gone(request)
    return TemplateResponse(
        request,
        "editorial/bin/thing.html",
        {
            "deletion": deletion,
            "what_it_is": _what_it_is(deletion),
            "days_left": _days_left(deletion),
            "form": form,
            "media": form.media if form else None,
            "may_delete": request.user.has_perm(DELETE_FOR_GOOD),
        },
    )


def _back(request: HttpRequest, deletion: Deletion, found) -> HttpResponse:
    """Says what came back, and in which state."""
    if not isinstance(found, BasePage):
        messages.success(request, f"“{deletion}” is back. Pages that use it show it again.")
    else:
        words = f"“{deletion}” is back, as a draft. Visitors see it once somebody publishes it."
        if found.slug != deletion.slug:
            words += (
                f" Another page has taken the address “{deletion.slug}” meanwhile, so this one "
                f"has the address “{found.slug}” now."
            )
        messages.success(request, words)
    return redirect(AdminURLFinder(request.user).get_edit_url(found) or "bin")


def for_good(request: HttpRequest, deletion_id: int) -> HttpResponse:
    """Asks an administrator whether to delete a thing for good, and then does."""
    if not request.user.has_perm(DELETE_FOR_GOOD):
        raise PermissionDenied
    if request.method != "POST":
        deletion = get_object_or_404(Deletion, pk=deletion_id)
        context = {"deletion": deletion, "what_it_is": _what_it_is(deletion)}
        return TemplateResponse(request, "editorial/bin/for_good.html", context)
    title = Deletion.objects.filter(pk=deletion_id).values_list("title", flat=True).first()
    try:
        is_done = keeping.delete_for_good(deletion_id, by=request.user)
    except ProtectedError:
        problem = f"“{title}” stays in the bin: something still refers to it and can’t do without."
        messages.error(request, problem)
        return redirect("bin_thing", deletion_id)
    if not is_done:
        return _gone(request)
    messages.success(request, f"“{title}” is deleted for good.")
    return redirect("bin")
