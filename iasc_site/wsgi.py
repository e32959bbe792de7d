"""The WSGI application that the web server calls: kept pages in front of Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iasc_site.settings")

application = get_wsgi_application()

# Models can be imported only now that Django is set up.
from django.conf import settings  # noqa: E402

from core.page_cache import PageCache  # noqa: E402
from iasc_site.release import release  # noqa: E402
from operations import metrics  # noqa: E402
from operations.moments import next_moment  # noqa: E402

LEFT_TO_DJANGO = (
    "/-",
    "/.well-known/",
    "/admin/",
    "/embargo/",
    "/files/",
    "/healthz",
    "/metrics",
    "/readyz",
    "/search/",
    "/static/",
    "/useful/",
)
"""Where people sign in or send something, files, and what depends on more than an address."""

if settings.PAGE_CACHE != "off":
    application = PageCache(
        application,
        never=LEFT_TO_DJANGO,
        next_moment=next_moment,
        release=release(),
        found=metrics.found.inc,
        made=metrics.made.inc,
    )
