"""The guide in the admin, for everybody who is signed in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from editorial import guide

TITLE = "Guide"


def contents(request: HttpRequest) -> HttpResponse:
    """What there is to read, or where the words of `q` stand."""
    query = request.GET.get("q", "").strip()
    page = guide.contents()
    context = {
        "page": page,
        "query": query,
        "hits": guide.search(query) if query else [],
        "header_title": TITLE,
        "header_icon": "help",
        "breadcrumbs_items": [{"url": "", "label": TITLE}],
    }
    return TemplateResponse(request, "editorial/guide/contents.html", context)


def page(request: HttpRequest, name: str) -> HttpResponse:
    """One page of the guide."""
    found = guide.pages().get(name)
    if found is None:
        raise Http404
    context = {
        "page": found,
        "groups": guide.groups(),
        "header_title": found.title,
        "header_icon": "help",
        "breadcrumbs_items": [
            {"url": guide.contents().url, "label": TITLE},
            {"url": "", "label": found.title},
        ],
    }
    return TemplateResponse(request, "editorial/guide/page.html", context)
