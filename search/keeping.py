"""Keeps the passages as what visitors can read, in the transaction that changes it.

What goes out of sight is gone at once, with all below it. What comes into sight is there at once as
well; only pages below it that come with it are left to the worker, as there may be thousands.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from core.models import BasePage, CustomDocument
from publications.models import Attachment, PublicationPage
from search import passages
from search.models import Passage

AT_ONCE = 200


def refresh(page_id: int) -> None:
    """Have what is found of this page say what visitors read there now."""
    page = BasePage.objects.listed().filter(pk=page_id).first()
    if page is None:
        Passage.objects.filter(Q(page=page_id) | Q(shown_on=page_id)).delete()
        return
    page = page.specific
    of_page = Passage.objects.filter(page=page)
    _store(of_page.filter(version=None), passages.of_page(page))
    if isinstance(page, PublicationPage):
        _store(of_page.exclude(version=None), passages.of_files(page))


@transaction.atomic
def _store(kept, wanted: Iterable[Passage]) -> None:
    """Put `wanted` in the place of `kept`. What says the same is left alone."""
    missing = {passage.fingerprint: passage for passage in wanted}
    over = [pk for pk, mark in kept.values_list("pk", "fingerprint") if not missing.pop(mark, None)]
    for start in range(0, len(over), AT_ONCE):
        Passage.objects.filter(pk__in=over[start : start + AT_ONCE]).delete()
    new = list(missing.values())
    for passage in new:
        passage.make_words()
    Passage.objects.bulk_create(new, batch_size=AT_ONCE)


def refresh_branch(page: BasePage) -> None:
    """As `refresh`, when the page may have taken pages below it into sight or out of it."""
    refresh(page.pk)
    if page.numchild:
        hide_below(page)


def hide_below(page: BasePage) -> None:
    """Forget what is below `page` and not public any longer."""
    listed = BasePage.objects.listed()
    is_seen = Exists(listed.filter(pk=OuterRef("page")))
    is_seen &= Exists(listed.filter(pk=OuterRef("shown_on")))
    below = Q(page__path__startswith=page.path) | Q(shown_on__path__startswith=page.path)
    Passage.objects.filter(below).exclude(is_seen).delete()


def missing_below(page: BasePage):
    """Pages below `page` that visitors can read and search does not know."""
    known = Passage.objects.filter(page=OuterRef("pk"), leads=True)
    return BasePage.objects.descendant_of(page).listed().filter(~Exists(known))


def refresh_missing_below(page_id: int) -> None:
    for page in BasePage.objects.filter(pk=page_id):
        for missing in missing_below(page).values_list("pk", flat=True):
            refresh(missing)


def refresh_pages_with(document: CustomDocument) -> None:
    """The publications that have this file, once what visitors get of it has changed."""
    attachments = Attachment.objects.filter(document=document)
    for page_id in attachments.values_list("publication", flat=True).distinct():
        refresh(page_id)


def refresh_all() -> None:
    """Bring everything up to date, and forget what is gone, whatever was missed before."""
    listed = BasePage.objects.listed()
    Passage.objects.exclude(Exists(listed.filter(pk=OuterRef("page")))).delete()
    for page_id in listed.order_by("pk").values_list("pk", flat=True):
        refresh(page_id)
