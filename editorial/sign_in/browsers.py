"""Where a try comes from: its network, and whether this browser has signed the person in before."""

import secrets
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from editorial.models import User

COOKIE = "__Secure-known-browser" if settings.IS_ENCRYPTED else "known-browser"
SALT = "editorial.known-browser"
KNOWN_FOR = 180 * 24 * 3600  # seconds


def network_of(request: HttpRequest) -> str:
    """The network that a request comes from, such as 198.51.100.0/24; empty if nobody says.

    Behind a proxy that is the last address which it has put into X-Forwarded-For: what stands
    before it may be anybody's invention.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        address = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        version = ip_address(address).version
        return str(ip_network(f"{address}/{24 if version == 4 else 56}", strict=False))
    except ValueError:
        return ""


def _mark_of(user: User) -> str:
    """Changes with the password, so that a new one makes every browser a stranger."""
    return salted_hmac(SALT, user.password, algorithm="sha256").hexdigest()


def remember(response: HttpResponse, user: User) -> None:
    """Have the browser show, when somebody signs in next, that this person did so before."""
    value = {"user": user.pk, "browser": secrets.token_urlsafe(16), "mark": _mark_of(user)}
    response.set_cookie(
        COOKIE,
        signing.dumps(value, salt=SALT),
        max_age=KNOWN_FOR,
        # It is sent to the pages for signing in alone.
        path=reverse("account_login"),
        secure=settings.IS_ENCRYPTED,
        httponly=True,
        samesite="Lax",
    )


def known_browser(request: HttpRequest, username: str) -> str:
    """A name for this browser if the person of that name has signed in with it; else empty."""
    try:
        value = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return ""
    user = User.objects.filter(pk=value["user"], username=username.strip()).first()
    if user is None or not constant_time_compare(value["mark"], _mark_of(user)):
        return ""
    return value["browser"]
