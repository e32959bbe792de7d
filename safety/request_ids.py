"""A number for each request, by which the lines of a log that belong to it are found.

It is made by chance, so it says nothing of who asked. It leaves with an answer only when that is a
failure of ours: whoever reports one can quote it, and all other answers are the same for everybody.
"""

import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

HEADER = "X-Request-ID"
MADE_BY_NGINX = re.compile(r"[0-9a-f]{32}")

current: ContextVar[str] = ContextVar("request_id", default="")


class RequestIdMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Django logs some answers when this is over: then it is at the request.
        request.number = id_for(request)
        token = current.set(request.number)
        try:
            response = self.get_response(request)
            if response.status_code >= 500:
                response.headers[HEADER] = request.number
            return response
        finally:
            current.reset(token)


def id_for(request: HttpRequest) -> str:
    """The one that the proxy in front has made; else a new one."""
    given = request.headers.get(HEADER, "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return given if MADE_BY_NGINX.fullmatch(given) else secrets.token_hex(16)
