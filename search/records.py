"""How promoted results stand in a bundle. All else of search is made anew from what it finds."""

from core.records import Kind
from search.models import Promotion

KINDS = [Kind(Promotion, known_by=("words", "page"))]
