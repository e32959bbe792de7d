"""Which headers an answer carries: one table, from surface to exact values.

A surface is a kind of answer (a page, the admin, a static file), written as the headers that it
carries beyond `EVERYWHERE`. `Strict-Transport-Security` is Django's own, by the settings that
begin with `SECURE_HSTS`.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import has_vary_header

METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST"]
"""What the site and Wagtail's admin are asked with. TRACE, for one, would echo a request."""

EVERYWHERE = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Permitted-Cross-Domain-Policies": "none",
}

PUBLIC_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "media-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)

BLANK_POLICY = (
    "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)

# No inline script: `editorial.starting_widgets` says how Wagtail's fields do without. Its text
# editor has two style elements. The report goes to `safety.policy_reports`.
ADMIN_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "style-src-elem 'self' 'unsafe-inline'; style-src-attr 'none'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'self'; report-uri /admin/policy-report/"
)

# Safari shows a PDF blank or tiny in a sandbox, and PDF viewers of browsers set styles inline.
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

NO_POWERS = (
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), "
    "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)

FOR_ONE_PERSON = "no-store, private"
"""For what a session had a say in, such as a picture that so far only staff may see."""

# Also for robots.txt, sitemaps, redirects and errors: what nobody thought of gets the strictest.
# Not `no-store`: the quick exit walks back through the tab's history, and must not wait for us.
PUBLIC = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": PUBLIC_POLICY,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": NO_POWERS,
    "Referrer-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",
    "X-Frame-Options": "DENY",
}

PREVIEW = PUBLIC | {
    "Cache-Control": FOR_ONE_PERSON,
    "Content-Security-Policy": PUBLIC_POLICY.replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
    "X-Robots-Tag": "noindex",
}

TRUSTED_TYPES = "; require-trusted-types-for 'script'; trusted-types 'none'"
PREVIEW_IN_PANEL = PREVIEW | {
    "Content-Security-Policy": PREVIEW["Content-Security-Policy"].replace(TRUSTED_TYPES, "")
}
"""A preview beside the editor, where Wagtail's checker runs: its script writes HTML of its own."""

READER = PUBLIC | {"Cache-Control": FOR_ONE_PERSON, "X-Robots-Tag": "noindex"}
"""What somebody outside was invited to read before everybody may."""

READER_DOOR = READER | {"Referrer-Policy": "strict-origin"}
"""Where their link leads: its address holds a secret, so not even we are told it as a referrer."""

BLANK = {
    "Cache-Control": "public, max-age=86400",
    "Content-Security-Policy": BLANK_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}

ADMIN = {
    "Cache-Control": FOR_ONE_PERSON,
    "Content-Security-Policy": ADMIN_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Robots-Tag": "noindex, nofollow",
}

SIGN_IN = ADMIN | {"Content-Security-Policy": PUBLIC_POLICY}

STATIC_FILE = {"Content-Security-Policy": "default-src 'none'"}
HASHED_STATIC_FILE = STATIC_FILE | {"Cache-Control": "public, max-age=31536000, immutable"}

PICTURE = {
    "Cache-Control": "public, max-age=300",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}

DOCUMENT = {
    "Cache-Control": "public, no-cache",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
PDF = DOCUMENT | {"Content-Security-Policy": PDF_POLICY}

READER_PICTURE = PICTURE | {"Cache-Control": FOR_ONE_PERSON, "X-Robots-Tag": "noindex"}
READER_FILE = DOCUMENT | {"Cache-Control": FOR_ONE_PERSON, "X-Robots-Tag": "noindex"}
READER_PDF = PDF | {"Cache-Control": FOR_ONE_PERSON, "X-Robots-Tag": "noindex"}

SEARCH = PUBLIC | {"X-Robots-Tag": "noindex"}

VIEWS = {
    "blank": BLANK,
    "card-pdf": DOCUMENT,
    "card-pdf-in-language": DOCUMENT,
    "cover": PICTURE,
    "document": DOCUMENT,
    "document-version": DOCUMENT,
    "numbers-pdf": DOCUMENT,
    "numbers-pdf-in-language": DOCUMENT,
    "picture": PICTURE,
    "search": SEARCH,
}
"""Views, by the names in the address table, whose good answers are a surface of their own."""


def surface_of(request: HttpRequest, response: HttpResponseBase) -> dict[str, str]:
    """What kind of answer this is. A page about an error is a page, wherever the error was."""
    path = request.path_info
    if getattr(request, "is_preview", False):
        return PREVIEW_IN_PANEL if getattr(request, "in_preview_panel", False) else PREVIEW
    if path == reverse("wagtailadmin_login"):
        return SIGN_IN
    if path.startswith(reverse("wagtailadmin_home")):
        return ADMIN
    if response.status_code >= 300 and response.status_code != 304:
        return PUBLIC
    if path.startswith(settings.STATIC_URL):
        is_hashed = "immutable" in response.get("Cache-Control", "")
        return HASHED_STATIC_FILE if is_hashed else STATIC_FILE
    view = request.resolver_match and request.resolver_match.view_name
    surface = VIEWS.get(view, PUBLIC)
    return PDF if surface is DOCUMENT and path.lower().endswith(".pdf") else surface


class HeadersMiddleware:
    """Gives each answer the headers of its surface. Stands first, so that none gets past it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in METHODS:
            response = self.get_response(request)
        else:
            response = HttpResponseNotAllowed(METHODS)
        # The admin makes a preview by a request within a request: the inner one knows better.
        if not hasattr(response, "surface"):
            response.surface = surface_of(request, response)
        for name, value in (EVERYWHERE | response.surface).items():
            response.headers[name] = value
        if has_vary_header(response, "Cookie"):
            response.headers["Cache-Control"] = FOR_ONE_PERSON
        return response
