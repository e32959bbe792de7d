"""Keeps the admin at a host of its own, where `ADMIN_HOST` names one.

A browser then holds staff's sessions for that host alone: no page, script or fault of the public
host can use one, and whoever runs the edge can let that host be reached from the office only.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

NOWHERE = "/there-is-no-such-place"


class AdminHostMiddleware:
    """Takes an address of the admin on any other host for one at which nothing is.

    It is led to where nothing is, so that all that comes after answers as to any such address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        if not settings.ADMIN_HOST:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_admin = request.path_info.startswith(reverse("wagtailadmin_home"))
        if is_admin and request.get_host() != settings.ADMIN_HOST:
            request.path_info = NOWHERE + request.path_info
        return self.get_response(request)
