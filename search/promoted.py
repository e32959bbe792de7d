"""What editors put above all hits."""

from core.models import BasePage, Card
from search.asking import Question
from search.models import Promotion

MOST = 3


def promoted(question: Question) -> list[Card]:
    """The cards of the public pages that editors chose for exactly these words."""
    chosen = [found.page_id for found in Promotion.objects.all() if question.row in found.stems]
    if not chosen:
        return []
    public = BasePage.objects.listed().in_bulk(chosen)
    pages = [public[page_id] for page_id in dict.fromkeys(chosen) if page_id in public]
    return [page.as_card_bearer().plain_card for page in pages[:MOST]]
