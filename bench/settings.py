"""The site's settings, but static files by their plain names: `collectstatic` takes 11 s."""

from bench.own_site import PLAIN_STORAGES
from iasc_site.settings import *  # noqa: F403

STORAGES = PLAIN_STORAGES
