"""What browsers of staff tell us when the admin's policy has kept something out.

Only the admin asks for such reports: a visitor's would tell us who read what. A report becomes one
line of the log, made of our own words for the screen and the rule, and never of an address.
"""

import json
import logging
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

MAXIMUM_BYTES = 16 * 1024
DIRECTIVES = {
    "base-uri",
    "connect-src",
    "default-src",
    "font-src",
    "form-action",
    "frame-ancestors",
    "frame-src",
    "img-src",
    "object-src",
    "script-src",
    "script-src-attr",
    "script-src-elem",
    "style-src",
    "style-src-attr",
    "style-src-elem",
}
KINDS = {"blob", "data", "eval", "inline", "wasm-eval"}

logger = logging.getLogger(__name__)


def screen_at(address: str) -> str:
    """The name of the view at an address; it says which screen, and not of which page."""
    try:
        return resolve(urlsplit(address).path).view_name or "unnamed"
    except (Resolver404, ValueError):
        return "unknown"


def line_about(report: dict[str, object]) -> str:
    """One line from a report, whose words are all ours: anybody who is signed in can send one."""
    directive = str(report.get("effective-directive") or report.get("violated-directive", ""))
    blocked = str(report.get("blocked-uri", ""))
    rule = directive if directive in DIRECTIVES else "another rule"
    kind = blocked if blocked in KINDS else "a file"
    return f"{rule} kept out {kind} on {screen_at(str(report.get('document-uri', '')))}"


@csrf_exempt
@require_POST
def take_report(request: HttpRequest) -> HttpResponse:
    """Write a browser's report to the log. It has no token, as no form sends it."""
    # The length is known before the body is read.
    if int(request.headers.get("Content-Length") or 0) > MAXIMUM_BYTES:
        return HttpResponseBadRequest()
    try:
        report = json.loads(request.body)["csp-report"]
        line = line_about(report)
    except (ValueError, KeyError, TypeError, AttributeError):
        return HttpResponseBadRequest()
    logger.warning("Admin policy: %s", line)
    return HttpResponse(status=204)
