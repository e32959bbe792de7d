"""“Was this page useful?”: two counts for a page and a day, and nothing of who answered.

There is no field for words: on a watched device they would be read, and they may be private. There
is no cookie, so no token either: a browser tells where a form came from.
"""

from contextlib import suppress
from datetime import date, timedelta

from django.apps import apps
from django.db import DatabaseError, models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from safety.models import PageFeedback

MOST_A_DAY = 500
"""Of each answer for a page. What comes beyond is a machine, and is not counted."""
KEPT_FOR = timedelta(days=400)
ANSWERS = {"yes": "yes_count", "no": "no_count"}


def is_from_here(request: HttpRequest) -> bool:
    """Whether a page of ours sent this form, as the browser says. Without a word of it: no."""
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin == f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def count(page_id: int, answer: str, *, on: date) -> None:
    """Add one answer, `yes` or `no`, to those of the page on that day."""
    field = ANSWERS[answer]
    row, _ = PageFeedback.objects.get_or_create(page_id=page_id, day=on)
    row_of_day = PageFeedback.objects.filter(pk=row.pk, **{f"{field}__lt": MOST_A_DAY})
    row_of_day.update(**{field: models.F(field) + 1})


def forget(*, today: date) -> None:
    PageFeedback.objects.filter(day__lt=today - KEPT_FOR).delete()


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def useful(request: HttpRequest, page_id: int) -> HttpResponse:
    """Counts an answer and leads to thanks, whose address tells no answer.

    A page that is not public is one that does not exist.
    """
    page = public_page(page_id)
    if request.method != "POST":
        return render(request, "safety/thanks.html", {"answered": page})
    if not is_from_here(request) or request.POST.get("answer") not in ANSWERS:
        return render(request, "safety/not_counted.html", status=403)
    # Whoever answers is thanked, also while nothing can be written.
    with suppress(DatabaseError):
        count(page.pk, request.POST["answer"], on=timezone.localdate())
    return HttpResponseRedirect(reverse("useful", args=[page.pk]), status=303)


def public_page(page_id: int) -> Page:
    """A page that asks, and that everybody may read. Raise `Http404` without one."""
    # Pages are strangers to this app, so they are named and not imported.
    pages = apps.get_model("core", "BasePage").objects.listed()
    page = pages.filter(pk=page_id).first()
    if page is None or not page.specific_class.asks_if_useful:
        raise Http404("No page asks this.")
    return page
