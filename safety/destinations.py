"""Where a quick exit may lead."""

from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

DEFAULT_DESTINATION = "https://www.bbc.co.uk/weather"

TELLING_NAMES = (
    "antislavery",
    "crimestoppers",
    "gla.gov.uk",
    "hopeforjustice",
    "modernslavery",
    "police",
    "refuge.org",
    "salvationarmy",
    "samaritans",
    "slavery",
    "trafficking",
    "unseenuk",
    "victimsupport",
    "womensaid",
)
"""Parts of addresses, dots and hyphens apart, that would tell why somebody was here."""

PERSONAL_HOSTS = (
    "apple.com",
    "discord.com",
    "facebook.com",
    "google.co.uk",
    "google.com",
    "icloud.com",
    "instagram.com",
    "linkedin.com",
    "live.com",
    "outlook.com",
    "pinterest.com",
    "reddit.com",
    "snapchat.com",
    "spotify.com",
    "telegram.org",
    "tiktok.com",
    "twitter.com",
    "whatsapp.com",
    "x.com",
    "yahoo.com",
    "youtube.com",
)
"""Sites, with all below them, that show who is signed in, or that a phone opens in an app:
mail, people, videos, maps. The list can't be complete; the help text asks for judgement."""


def is_at_or_below(host: str, site: str) -> bool:
    """Whether `host` is `site` itself or one of its subdomains."""
    return host == site or host.endswith(f".{site}")


def split(url: str) -> SplitResult:
    """The parts of a web address. Raise `ValidationError` for what is none."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 (a port that is no number is found only by asking)
    except ValueError as error:
        raise ValidationError("This is not a web address.") from error
    return parts


def validate_destination(url: str) -> None:
    """Raise `ValidationError` unless `url` is an ordinary https page that is somebody else's.

    Everybody can see where the exit leads, so the address must not tell why; and it must show
    the same to all, in the browser that is open.
    """
    parts = split(url)
    host = (parts.hostname or "").removesuffix(".")
    ours = urlsplit(settings.SITE_URL).hostname.removeprefix("www.")
    if parts.scheme != "https":
        raise ValidationError("The address must start with https://.")
    if "@" in parts.netloc or ":" in parts.netloc:
        raise ValidationError("The address must have no user name, password or port in it.")
    if "." not in host or host.replace(".", "").isdigit():
        raise ValidationError("The address must be that of a website, with its name.")
    if is_at_or_below(host, ours):
        raise ValidationError("The exit must lead away from this website.")
    plain = url.lower().replace("-", "").replace("_", "").replace("%20", "")
    if any(name in plain for name in TELLING_NAMES):
        raise ValidationError("This address tells why somebody was here. Choose an ordinary one.")
    if any(is_at_or_below(host, site) for site in PERSONAL_HOSTS):
        raise ValidationError(
            "This site shows who is signed in, or opens in an app. Choose a page that looks the "
            "same to everybody, such as a weather forecast."
        )
