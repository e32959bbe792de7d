"""What editors put above all hits."""

from core.models import BasePage
from core.models.pages import Card
from search.asking import Question
from search.models import Promotion

MOST = 3


def promoted(question: Question) -> list[Card]:
    """The cards of the public pages that editors chose for exactly these words."""
    public = BasePage.objects.listed()
    wanted = Promotion.objects.filter(page__in=public).select_related("page")
    pages = [found.page for found in wanted if question.row in found.stems]
    cards = [page.as_card_bearer().plain_card for page in pages[:MOST]]
    return list({card.url: card for card in cards}.values())
