"""New pages of a bundle: each one checked by itself, all of a batch written together."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import Group
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, PageViewRestriction, Site

from core import gates
from core.models import BasePage
from home.models import HomePage
from operations.bundle.backdating import first_published, moment
from operations.bundle.fields import Missing, fill, problems_of
from operations.bundle.finding import slug_of
from operations.bundle.kinds import kinds
from operations.bundle.layout import Misfit, Record
from operations.bundle.outcomes import Result, Wishes
from operations.bundle.pages import add, last_step, prepare, tables_of
from operations.bundle.references import Ids, as_uuid
from operations.bundle.report import Outcome
from operations.bundle.shelf import AGAIN


@dataclass
class NewPage:
    page: BasePage
    record: Record
    # What keeps it from going live.
    problems: list[str]
    is_whole: bool
    # Who may see it: None for everybody, else the names of groups; none of them for all staff.
    groups: list[Group] | None


class NewPages:
    """The new pages of one batch."""

    def __init__(
        self, ids: Ids, wishes: Wishes, batch: Sequence[Record], last_steps: dict[int, int]
    ):
        """`last_steps`: the last place below each page when the run came to it; the caller's."""
        self.ids, self.wishes, self.last_steps = ids, wishes, last_steps
        self.found: list[NewPage] = []
        numbers = {number for record in batch if (number := self._parent_number(record))}
        self.parents = Page.objects.in_bulk(numbers)
        self.root = Page.get_first_root_node()
        self.taken = self._taken(batch)
        self.welcome = _welcome_page()

    def _parent_number(self, record: Record) -> int | None:
        try:
            return self.ids(Page, record.parent, is_bound=True) if record.parent else None
        except (Misfit, Missing):
            return None

    def _taken(self, batch: Sequence[Record]) -> set[tuple[int, str]]:
        """Which addresses below the parents other pages have."""
        slugs = [slug_of(record) for record in batch]
        taken = set()
        for parent in self.parents.values():
            there = parent.get_children().filter(slug__in=slugs).values_list("slug", flat=True)
            taken |= {(parent.pk, slug) for slug in there}
        return taken

    def prepare(self, record: Record, number: int) -> None:
        """Make the page of `record` in memory. Raises `Misfit` if it can't even be a draft."""
        kind = kinds()[record.type]
        parent = self._parent(record, kind.model)
        page = _empty(kind.model, number)
        is_whole = fill(page, kind, record.fields, self.ids)
        page.slug = page.slug or slug_of(record)
        prepare(page, parent, self._step(record, parent))
        if uuid := as_uuid(record.key):
            page.translation_key = uuid
        page.first_published_at = first_published(record, page)
        page.last_published_at = moment(record.last_published_at)
        self._take_address(page)
        groups = _groups(record)
        page.live = record.state == "live" and not self.wishes.as_drafts
        problems = self._problems(page)
        if problems:
            page.live = False
        if not page.live:
            page.first_published_at = page.last_published_at = None
            if found := problems_of(page, is_live=False):
                raise Misfit(" ".join(found))
        self.found.append(NewPage(page, record, problems, is_whole, groups))

    def _problems(self, page: BasePage) -> list[str]:
        """What keeps a page from being live that is to be."""
        if not page.live:
            return []
        found = problems_of(page, is_live=True)
        return found or [objection.message for objection in gates.objections(page)]

    def _step(self, record: Record, parent: Page) -> int:
        """After what was there, in the order of the bundle."""
        if parent.pk not in self.last_steps:
            self.last_steps[parent.pk] = last_step(parent)
        return self.last_steps[parent.pk] + self.ids.shelf.turn(record.key)

    def _parent(self, record: Record, model: type[BasePage]) -> Page:
        if not record.parent:
            if not issubclass(model, HomePage):
                raise Misfit("“parent” is missing: the key or the address of the page above it.")
            parent = self.root
        else:
            parent = self.parents.get(self._parent_of(record))
        if model not in parent.specific_class.allowed_subpage_models():
            above = parent.specific_class
            allowed = [found._meta.label for found in above.allowed_subpage_models()]
            raise Misfit(
                f"A {record.type} can't stand below “{parent}”, which is a {above._meta.label}. "
                f"There can be: {', '.join(allowed) or 'none'}."
            )
        if model.max_count and model.objects.count() >= model.max_count:
            raise Misfit(f"There is a {record.type} already, and there can be only one.")
        return parent

    def _parent_of(self, record: Record) -> int:
        try:
            return self.ids(Page, record.parent, is_bound=True)
        except Missing as error:
            raise Misfit(
                f"The page above it, “{record.parent}”, was refused. Mend that one first."
            ) from error

    def _take_address(self, page: BasePage) -> None:
        address = (page.parent_id, page.slug)
        if address in self.taken:
            raise Misfit(
                f"Another page below the same one has the slug “{page.slug}”. Give it another one."
            )
        self.taken.add(address)

    def write(self) -> list[Result]:
        """Store them, and say what became of each."""
        if not self.found:
            return []
        add([new.page for new in self.found], before_live=self._restrict)
        for new in self.found:
            if isinstance(new.page, HomePage):
                self._make_front_page(new.page)
        return [self._result(new) for new in self.found]

    def _restrict(self) -> None:
        """Say who may see a page before anybody is told that it is there."""
        for new in self.found:
            if new.groups is None:
                continue
            kind = PageViewRestriction.GROUPS if new.groups else PageViewRestriction.LOGIN
            restriction = PageViewRestriction(page_id=new.page.pk, restriction_type=kind)
            restriction.save()
            restriction.groups.set(new.groups)

    def _make_front_page(self, home: HomePage) -> None:
        site = Site.objects.get(is_default_site=True)
        site.root_page = home
        site.save()
        if self.welcome:
            Page.objects.get(pk=self.welcome.pk).delete()

    def _result(self, new: NewPage) -> Result:
        if not new.is_whole or (new.problems and not self.ids.is_last_call):
            return Result(new.record, None, standing=AGAIN, subject=new.page, is_final=False)
        if new.problems:
            why = " ".join(new.problems)
            return Result(new.record, Outcome.KEPT_BACK, why, subject=new.page, is_final=False)
        has_draft = new.record.draft is not None
        if has_draft:
            return Result(new.record, None, standing=AGAIN, subject=new.page, is_final=False)
        return Result(new.record, Outcome.MADE, subject=new.page)


def _empty(model: type[BasePage], number: int) -> BasePage:
    """A page that asks the database for nothing, since there can be nothing about it."""
    page = model()
    for table in tables_of(model):
        setattr(page, table._meta.pk.attname, number)
    for relation in get_all_child_relations(model):
        setattr(page, relation.get_accessor_name(), [])
    for field in model._meta.many_to_many:
        if isinstance(field, ParentalManyToManyField):
            setattr(page, field.name, [])
    return page


def _groups(record: Record) -> list[Group] | None:
    if record.restricted_to is None:
        return None
    groups = list(Group.objects.filter(name__in=record.restricted_to))
    if len(groups) != len(set(record.restricted_to)):
        raise Misfit(
            "Only some groups of staff may see it, and not all of these are here: "
            f"{', '.join(record.restricted_to)}. Make them first."
        )
    return groups


def _welcome_page() -> Page | None:
    """Wagtail's own first page, if staff have made nothing of it."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    page = site and site.root_page
    is_untouched = page and page.specific_class is Page and page.latest_revision_id is None
    return page if is_untouched and page.is_leaf() else None
