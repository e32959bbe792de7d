import logging

from django.db import transaction

from helpline import last_known
from helpline.tasks import make_cards

logger = logging.getLogger(__name__)


def keep_last_known(**kwargs) -> None:
    """After a change of the registry is sure, keep a copy for error pages."""
    transaction.on_commit(_keep)


def _keep() -> None:
    try:
        last_known.keep()
    except OSError as error:
        # The change itself is safe in the database; only the spare copy is older now.
        logger.error("The spare copy of the helplines could not be written: %s", error.strerror)


def have_cards_made(**kwargs) -> None:
    """After a change of helplines or of words is sure, lay the pocket cards out anew."""
    transaction.on_commit(make_cards.enqueue)
