"""Writes many new pages at once, each with its revision, its history and its place in indexes.

What Wagtail does for one page at a time, in its order: `add_child`, `save_revision`, `publish`.
Whoever calls has asked `core.gates` about each page that is to be live: the door is the same. Our
own search is the exception: it catches up once all is there.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import get_all_child_relations
from wagtail.models import Locale, Page, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backends_with_name
from wagtail.signals import page_published, published

from core import gates
from core.models import BasePage


def add(pages: Sequence[BasePage], *, before_live: Callable[[], object] = lambda: None) -> None:
    """Put `pages`, which `prepare` has placed, into the tree. In a transaction.

    `before_live` is called when they are stored, and before anybody is told of them.
    """
    _keep_revisions(pages)
    _insert(pages)
    for number, count in Counter(page.parent_id for page in pages).items():
        Page.objects.filter(pk=number).update(numchild=F("numchild") + count)
    _insert_rows(pages)
    before_live()
    _announce(pages)


def last_step(parent: Page) -> int:
    """The place of the last page below `parent`; 0 if there is none."""
    children = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1)
    path = children.order_by("-path").values_list("path", flat=True).first()
    return Page._str2int(path[-Page.steplen :]) if path else 0


def prepare(page: BasePage, parent: Page, step: int) -> None:
    """Set what Wagtail sets for a new page by itself: the one at that place below `parent`."""
    page.parent_id = parent.pk
    page._cached_parent_obj = parent
    page.depth, page.numchild = parent.depth + 1, 0
    page.path = Page._get_path(parent.path, page.depth, step)
    page.set_url_path(parent)
    page.content_type = ContentType.objects.get_for_model(type(page))
    page.locale = parent.locale or Locale.get_default()
    page.draft_title = page.title


def _keep_revisions(pages: Sequence[BasePage]) -> None:
    """A revision of each page. What is not live has it as its draft."""
    now = timezone.now()
    for page in pages:
        page.latest_revision_created_at = now
        page.has_unpublished_changes = not page.live
        if page.live:
            page.first_published_at = page.first_published_at or now
            page.last_published_at = page.last_published_at or page.first_published_at
    base = ContentType.objects.get_for_model(Page)
    kept = Revision.objects.bulk_create(
        [
            Revision(
                content_type=page.content_type,
                base_content_type=base,
                object_id=str(page.pk),
                object_str=str(page),
                content=page.serializable_data(),
                created_at=now,
            )
            for page in pages
        ]
    )
    for page, revision in zip(pages, kept, strict=True):
        page.latest_revision = revision
        page.live_revision = revision if page.live else None


def _insert(pages: Iterable[BasePage]) -> None:
    """Into each table that a page of that type has. Django's `bulk_create` takes one table only."""
    by_table: dict[type[models.Model], list[BasePage]] = defaultdict(list)
    for page in pages:
        for table in tables_of(type(page)):
            by_table[table].append(page)
    for table in sorted(by_table, key=lambda found: len(tables_of(found))):
        rows = table._base_manager.all()
        rows._for_write = True
        rows._batched_insert(by_table[table], table._meta.local_concrete_fields, None)


def tables_of(model: type[BasePage]) -> list[type[models.Model]]:
    """From that of all pages down to the model's own."""
    return [
        found
        for found in reversed(model.__mro__)
        if issubclass(found, Page) and not found._meta.abstract
    ]


def _insert_rows(pages: Iterable[BasePage]) -> None:
    """What belongs to the pages: rows, and choices of several records."""
    rows: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for page in pages:
        for relation in get_all_child_relations(type(page)):
            for row in getattr(page, relation.get_accessor_name()).all():
                setattr(row, relation.field.attname, page.pk)
                rows[relation.related_model].append(row)
        for field in page._meta.many_to_many:
            if isinstance(field, ParentalManyToManyField):
                through = field.remote_field.through
                near, far = field.m2m_column_name(), field.m2m_reverse_name()
                for chosen in getattr(page, field.name).all():
                    rows[through].append(through(**{near: page.pk, far: chosen.pk}))
    for model, found in rows.items():
        model._base_manager.bulk_create(found)


def _note_references(pages: Iterable[BasePage]) -> None:
    """What the pages refer to, as `ReferenceIndex.create_or_update_for_object` notes it for one."""
    base = ContentType.objects.get_for_model(Page)
    ReferenceIndex.objects.bulk_create(
        ReferenceIndex(
            content_type=page.content_type,
            base_content_type=base,
            object_id=page.pk,
            to_content_type_id=kind,
            to_object_id=number,
            model_path=model_path,
            content_path=content_path,
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
        )
        for page in pages
        for kind, number, model_path, content_path in set(
            ReferenceIndex._extract_references_from_object(page)
        )
    )


def _announce(pages: Sequence[BasePage]) -> None:
    """Tell whoever listens when a page is saved or goes live."""
    by_type: dict[type[BasePage], list[BasePage]] = defaultdict(list)
    for page in pages:
        page._state.adding, page._state.db = False, "default"
        by_type[type(page)].append(page)
    for model, found in by_type.items():
        for _, backend in get_search_backends_with_name(with_auto_update=True):
            backend.add_bulk(model, found)
    _note_references(pages)
    for page in pages:
        if not page.live:
            continue
        gates.went_live.send(sender=type(page), subject=page, in_bulk=True)
        published.send(sender=type(page), instance=page, revision=page.live_revision)
        page_published.send(sender=type(page), instance=page, revision=page.live_revision)
