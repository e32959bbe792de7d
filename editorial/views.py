"""To publish without a second person, and to look at what was published so."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail.admin import messages
from wagtail.models import Page, Revision

from core.gates import PublishRefused
from editorial import review, schedule_words
from editorial.forms import UrgentForm, UrgentReviewForm
from editorial.models import UrgentPublish


def urgent_publish(request: HttpRequest, revision_id: int) -> HttpResponse:
    """Asks why it can't wait, and then publishes the newest draft."""
    revision = get_object_or_404(Revision, pk=revision_id)
    subject = revision.as_object()
    if not (review.needs_second_person(subject) and review.may_publish(request.user, subject)):
        raise PermissionDenied
    back_to = review.address_in_admin(subject, request.user) or reverse("wagtailadmin_home")
    if not revision.is_latest_revision():
        messages.warning(request, "Somebody saved a newer draft. Look at it before you publish.")
        return redirect(back_to)
    form = UrgentForm(request.POST or None)
    found = review.objections_to_urgent(revision)
    if request.method == "POST" and form.is_valid() and not found:
        try:
            review.publish_as_urgent(revision, reason=form.cleaned_data["reason"], by=request.user)
        except PublishRefused as error:
            found = error.objections
        else:
            sentences = " ".join(schedule_words.sentences(subject, user=request.user))
            messages.success(
                request, f"“{subject}”: {sentences} Your colleagues are asked to look at it."
            )
            return redirect(back_to)
    context = {
        "form": form,
        "subject": subject,
        "objections": found,
        "back_to": back_to,
        "compare_to_live": compare_url(revision, "live" if subject.live else "earliest"),
        "names": review.names_of_approvers(subject, {request.user.pk}),
        "goes_live_at": schedule_words.moment_ahead(subject.go_live_at),
    }
    return TemplateResponse(request, "editorial/urgent_publish.html", context)


def urgent_review(request: HttpRequest, urgent_id: int) -> HttpResponse:
    """What a colleague published alone, why, and a place to say that one has looked."""
    urgent = get_object_or_404(UrgentPublish.objects.select_related("by", "revision"), pk=urgent_id)
    if urgent.by_id != request.user.pk and not review.may_review(request.user, urgent):
        raise PermissionDenied
    may_review = review.may_review(request.user, urgent) and not urgent.reviewed_at
    form = UrgentReviewForm(request.POST or None)
    if request.method == "POST":
        if not may_review:
            raise PermissionDenied
        if form.is_valid():
            note = form.cleaned_data["review_note"]
            if review.note_review(urgent, by=request.user, note=note):
                messages.success(request, f"Thank you. “{urgent}” has been looked at now.")
            else:
                messages.warning(request, "Somebody else was quicker and has looked at it.")
            return redirect("wagtailadmin_home")
    context = {
        "form": form,
        "urgent": urgent,
        "may_review": may_review,
        "edit_url": urgent.subject and review.address_in_admin(urgent.subject, request.user),
        "live_url": getattr(urgent.subject, "url", None),
        "compare_url": urgent.revision and compare_url(urgent.revision, "earliest"),
    }
    return TemplateResponse(request, "editorial/urgent_review.html", context)


def compare_url(revision: Revision, other: int | str) -> str | None:
    """Wagtail's page that shows two drafts beside each other, in words. None for records."""
    if not issubclass(revision.content_type.model_class(), Page):
        return None
    return reverse(
        "wagtailadmin_pages:revisions_compare", args=[revision.object_id, other, revision.pk]
    )
