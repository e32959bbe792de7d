from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.listings import PAGE_SIZE
from core.models import BasePage
from search.asking import MOST_LETTERS, MOST_WORDS
from search.filters import SORTS, Asked, Filters, asked_in, topics_by_slug
from search.finding import Found, find
from search.matching import TookTooLong
from search.promoted import promoted
from search.showing import shown


def search(request: HttpRequest) -> HttpResponse:
    """What the website has on some words. Nothing of it is kept or counted anywhere."""
    topics = topics_by_slug()
    asked = asked_in(request.GET, topics)
    try:
        found = find(asked, Filters(asked, topics))
    except TookTooLong:
        return render(
            request, "search/too_long.html", {"asked": asked}, status=HTTPStatus.SERVICE_UNAVAILABLE
        )
    return render(request, "search/search.html", _context(asked, found))


def main_sections():
    """The pages below the front page, for whoever found nothing: help comes first."""
    pages = (
        BasePage.objects.listed()
        .in_english()
        .filter(depth=3)
        .select_related("helppage")
        .order_by("path")
    )
    return sorted(pages, key=lambda page: not hasattr(page, "helppage"))


def _context(asked: Asked, found: Found) -> dict:
    question, total = found.question, len(found.hits)
    start = (asked.page - 1) * PAGE_SIZE
    hits = found.hits[start : start + PAGE_SIZE]
    first_page = asked.page == 1 and not asked.is_narrowed
    whole_here = max(0, min(found.whole_count - start, PAGE_SIZE))
    entries = shown(hits, question.marked)
    return {
        "asked": asked,
        "question": question,
        "most_letters": MOST_LETTERS,
        "most_words": MOST_WORDS,
        "found": found,
        "total": total,
        "whole": entries[:whole_here],
        "some": entries[whole_here:],
        "promoted": promoted(question) if question.parts and first_page else [],
        "facets": found.facets,
        "sorts": [
            (label, asked.address(sort=word), word == asked.sort) for word, label in SORTS.items()
        ],
        "previous": asked.address(page=asked.page - 1) if asked.page > 1 and start else "",
        "next": asked.address(page=asked.page + 1) if start + PAGE_SIZE < total else "",
        "sections": [] if entries else main_sections(),
        "corrections": ", ".join(found.corrected.values()),
    }
