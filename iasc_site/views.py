"""Error pages, and the few answers that belong to no app."""

import sys
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from core.models import office_for

# Counted from each day anew: the contact is what staff and operators have set, and is true as long
# as it is answered. A file that was copied ends by itself.
EXPIRES_AFTER = timedelta(days=180)


# Not Django's own: they look for a token in what was sent, and fail where that can't be read.
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for our own failures. It needs no database: the numbers come from their copy.

    While that is gone, whoever asks is told to come again (503).
    """
    is_for_now = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    answer = render(request, "500.html", status=503 if is_for_now else 500)
    if is_for_now:
        answer["Retry-After"] = "60"
    return answer


def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /-",
        "Disallow: /search/",
        "Disallow: /useful/",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap-index')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell about a hole in the site. Not there while nobody is named."""
    office = office_for(request).email
    contact = settings.SECURITY_CONTACT or (f"mailto:{office}" if office else "")
    if not contact:
        raise Http404("Neither SECURITY_CONTACT nor the office’s e-mail is set.")
    expires = timezone.now().replace(hour=0, minute=0, second=0) + EXPIRES_AFTER
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Canonical: {settings.SITE_URL}{reverse('security-txt')}",
        "Preferred-Languages: en",
    ]
    if settings.SECURITY_POLICY:
        lines.append(f"Policy: {settings.SECURITY_POLICY}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
