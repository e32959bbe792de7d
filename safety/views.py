from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safety.models import ExitSettings


def blank(request: HttpRequest) -> HttpResponse:
    """What the tab's history holds in our place: empty, nameless, cacheable."""
    destination = ExitSettings.destination_for(request)
    return render(request, "safety/blank.html", {"destination": destination})
