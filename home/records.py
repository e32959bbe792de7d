"""How the front page, standard pages and sources of posts stand in a bundle."""

from core.records import Kind, page_kind
from home.models import HomePage, PostSource, StandardPage

KINDS = [
    page_kind(HomePage),
    page_kind(StandardPage),
    Kind(PostSource, known_by=("service", "address")),
]
