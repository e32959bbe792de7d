"""Has search follow each change of what visitors can read."""

from typing import Any

from django.db import models
from django.db.models.signals import post_delete, post_save
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction
from wagtail.signals import page_unpublished, post_page_move

from core import gates
from core.models import BasePage, CustomDocument, DocumentVersion
from editorial.models import Deletion, PackItem
from helpline.models import (
    AgenciesPage,
    Agency,
    GlossaryPage,
    GlossaryTerm,
    HelpPage,
    Language,
    Resource,
    ResourcesPage,
    Service,
)
from publications.models import Attachment, Figure, FiguresPage, Recommendation, RecommendationsPage
from search import keeping
from search.models import Passage
from search.tasks import refresh_missing_below

# Records that stand all on one page.
PAGE_OF = {
    Agency: AgenciesPage,
    Figure: FiguresPage,
    GlossaryTerm: GlossaryPage,
    Language: HelpPage,
    Resource: ResourcesPage,
    Service: HelpPage,
}


def connect() -> None:
    """Called once, when the apps are ready."""
    gates.went_live.connect(follow_going_live, dispatch_uid="search_going_live")
    page_unpublished.connect(follow_page, dispatch_uid="search_unpublished")
    post_page_move.connect(follow_page, dispatch_uid="search_moved")
    post_save.connect(forget_page, dispatch_uid="search_forget_page")
    for signal in (post_save, post_delete):
        for model in FOLLOWED:
            signal.connect(follow, sender=model, dispatch_uid="search_follow")


def follow_going_live(subject: models.Model, in_bulk: bool = False, **kwargs: Any) -> None:
    """Not page by page while thousands come: whoever writes them has search catch up."""
    if in_bulk:
        return
    if isinstance(subject, BasePage):
        follow_page(subject)
    elif type(subject) in FOLLOWED:
        follow(subject)


def follow_page(instance: Page, **kwargs: Any) -> None:
    """A page came into sight or went out of it, maybe with pages below it."""
    page = BasePage.objects.filter(pk=instance.pk).first()
    if page is None:
        return
    if not instance.live:
        # Maybe on its way to be deleted, so nothing may be added.
        forget_page(instance)
        keeping.hide_below(page)
        return
    keeping.refresh_branch(page)
    if page.numchild and keeping.missing_below(page).exists():
        refresh_missing_below.enqueue(page.pk)
    if isinstance(page.specific_deferred, RecommendationsPage):
        follow_record_of_recommendations()


def follow_record_of_recommendations() -> None:
    publications = Recommendation.objects.visible_to_public().values("publication").distinct()
    for found in publications:
        keeping.refresh(found["publication"])


def forget_page(instance: models.Model, **kwargs: Any) -> None:
    """A page was saved as one that nobody sees."""
    if isinstance(instance, BasePage) and not instance.live:
        Passage.objects.filter(page=instance.pk).delete()


def is_deleted_with_another(instance: models.Model, origin: Any) -> bool:
    """Whether a thing goes because what it belongs to goes: then nothing of that may be added."""
    if origin is None or origin is instance:
        return False
    return not (isinstance(origin, models.QuerySet) and origin.model is type(instance))


def follow_restriction(instance: PageViewRestriction, **kwargs: Any) -> None:
    for page in BasePage.objects.filter(pk=instance.page_id):
        follow_page(page)


def follow_record(instance: models.Model, **kwargs: Any) -> None:
    for page_id in PAGE_OF[type(instance)].objects.listed().values_list("pk", flat=True):
        keeping.refresh(page_id)


def follow_part(instance: Recommendation | Attachment, **kwargs: Any) -> None:
    keeping.refresh(instance.publication_id)


def follow_file(instance: CustomDocument, **kwargs: Any) -> None:
    keeping.refresh_pages_with(instance)


def follow_version(instance: DocumentVersion, **kwargs: Any) -> None:
    """Its text may have been read just now."""
    if instance.is_current:
        keeping.refresh_pages_with(instance.document)


def follow_pack(instance: PackItem, **kwargs: Any) -> None:
    if instance.document_id:
        keeping.refresh_pages_with(instance.document)


def follow_bin(instance: Deletion, **kwargs: Any) -> None:
    """The bin notes that it has a file before the file says so itself."""
    if instance.document_id is None:
        return
    if Deletion.objects.filter(document=instance.document_id).exists():
        Passage.objects.filter(version__document=instance.document_id).delete()
    else:
        keeping.refresh_pages_with(instance.document)


def follow_collection(instance: CollectionViewRestriction, **kwargs: Any) -> None:
    files = CustomDocument.objects.filter(collection__path__startswith=instance.collection.path)
    for file in files.filter(pk__in=Attachment.objects.values("document")):
        keeping.refresh_pages_with(file)


FOLLOWED = {
    Attachment: follow_part,
    CollectionViewRestriction: follow_collection,
    CustomDocument: follow_file,
    Deletion: follow_bin,
    DocumentVersion: follow_version,
    PackItem: follow_pack,
    PageViewRestriction: follow_restriction,
    Recommendation: follow_part,
    **dict.fromkeys(PAGE_OF, follow_record),
}


def follow(instance: models.Model, origin: Any = None, **kwargs: Any) -> None:
    """Something was saved or deleted on which it depends what visitors read."""
    if not (kwargs.get("raw") or is_deleted_with_another(instance, origin)):
        FOLLOWED[type(instance)](instance)
