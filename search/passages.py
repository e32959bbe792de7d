"""What of a page or a record search finds, as passages that are not in the database yet."""

import hashlib
from collections.abc import Iterable, Iterator

from django.utils.text import slugify
from wagtail.blocks import StreamValue
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing
from wagtail.search.index import SearchField

from core.media.waiting import is_kept_back
from core.models import BasePage, CustomDocument, DatePrecision
from helpline.models import (
    AgenciesPage,
    Agency,
    GlossaryPage,
    GlossaryTerm,
    GuidePage,
    HelpPage,
    Language,
    Resource,
    ResourcesPage,
    Service,
)
from publications.documents.contents import addresses_of
from publications.models import (
    CallForEvidencePage,
    DocumentPage,
    Figure,
    FiguresPage,
    PublicationPage,
    RecommendationsPage,
)
from search.models import LONGEST_TEXT, Passage

IN_FINGERPRINT = [
    field.attname
    for field in Passage._meta.concrete_fields
    if field.name not in ("id", "fingerprint", "title_stems", "stems")
]
FRONT_PAGE_DEPTH = 2
# Fields that staff read and visitors don't, or that say again what a passage has anyhow.
LEFT_OUT = {"title", "summary", "slug", "owner", "parts", "sections"}


def entry_of(subject) -> str:
    """What all passages of a page or record have in common: `page-12`, `figure-3`."""
    kind = "page" if isinstance(subject, Page) else subject._meta.model_name
    return f"{kind}-{subject.pk}"


def of_page(page: BasePage) -> Iterator[Passage]:
    """The passages of a page, which is of its own type and public, without those of its files."""
    parts = list(_parts(page))
    said_in_parts = [f"{title} {text}" for title, text, _ in parts]
    about = [page.card_source, page.card_label, str(year_of(page) or ""), *_extra(page)]
    # The front page says in short what others say, in words that change from week to week.
    text = "" if page.depth == FRONT_PAGE_DEPTH else " ".join(_texts(page))
    yield _passage(
        page, text=text, also=[*about, *said_in_parts], leads=True, title=page.title, place=""
    )
    for title, text, place in parts:
        yield _passage(page, title=title, text=text, place=place)
    yield from _records_on(page)


def of_files(page: PublicationPage) -> Iterator[Passage]:
    """The passages of the PDFs of a publication, which is public: one for each of their pages."""
    for attachment in page.attachments.select_related("document__current__facts"):
        facts = attachment.facts
        if facts is None or not facts.is_read or _is_kept(attachment.document):
            continue
        for number, text in facts.pages.values_list("number", "text"):
            if text.strip():
                yield _passage(
                    page,
                    title=attachment.title,
                    text=text,
                    place=f"{attachment.url}#page={number}",
                    version=attachment.document.current,
                    file_page=number,
                )


def _is_kept(document: CustomDocument) -> bool:
    """Whether something keeps from visitors a file that a public page leads to."""
    is_kept = document.deleted_at or is_kept_back(document)
    return is_kept or document.collection.get_view_restrictions().exists()


def year_of(page: BasePage) -> int | None:
    is_dated = not page.is_undated and page.date_precision != DatePrecision.UNKNOWN
    return page.display_date.year if is_dated else None


def _passage(page: BasePage, *, text: str, also: Iterable[str] = (), **facts) -> Passage:
    """A passage of `page`; `facts` are fields in which it differs from what most have."""
    is_of_page = "entry" not in facts
    label = facts.get("label", page.card_label)[:80]
    usual = {
        "shown_on": page,
        "entry": entry_of(page),
        "label": label,
        "type": slugify(label),
        "topics": "".join(f" {topic.pk} " for topic in page.topics.all()),
        "day": page.display_date,
        "year": year_of(page),
        "date_words": page.date_words if is_of_page and not page.is_undated else "",
        "source": page.card_source[:300] if is_of_page else "",
        "summary": page.summary if is_of_page and facts.get("leads") else "",
        "language": page.foreign_language,
        "is_elsewhere": page.card_is_elsewhere,
        "text": clean(text),
        "also": clean(" \n ".join(also)),
    }
    passage = Passage(page=page, **usual | facts)
    passage.fingerprint = _fingerprint(passage)
    return passage


def clean(text: str) -> str:
    """With one space between words, as much of it as is searched. No database keeps a NUL."""
    return " ".join(text.replace("\0", "").split())[:LONGEST_TEXT]


def _fingerprint(passage: Passage) -> str:
    facts = [str(getattr(passage, name)) for name in IN_FINGERPRINT]
    return hashlib.sha256("\0".join(facts).encode()).hexdigest()


def _texts(subject) -> Iterator[str]:
    """The words of the fields that the type itself names as its words for searching."""
    for field in subject.get_search_fields():
        if isinstance(field, SearchField) and field.field_name not in LEFT_OUT:
            if field.field_name == "outcome" and not subject.is_closed:
                continue  # visitors read it once the call has closed
            value = field.get_value(subject)
            values = value if isinstance(value, list | tuple) else [value]
            yield from (str(one) for one in values if one)


def _words_in(stream: StreamValue) -> str:
    return " ".join(map(str, stream.stream_block.get_searchable_content(stream)))


def _parts(page: BasePage) -> Iterator[tuple[str, str, str]]:
    """Title, text and place of the parts that have an address of their own."""
    if isinstance(page, GuidePage):
        for part in page.parts:
            yield part.value["heading"], _words_in(part.value["body"]), f"#{part.value.anchor}"
    if isinstance(page, DocumentPage):
        for section, address in zip(page.sections, addresses_of(page.sections), strict=True):
            value = section.value
            heading = " ".join(filter(None, [value["number"], value["heading"]]))
            notes = [get_text_for_indexing(note["text"].source) for note in value["footnotes"]]
            place = "" if len(page.sections) == 1 else f"{address}/"
            yield heading, " ".join([_words_in(value["body"]), *notes]), place


def _extra(page: BasePage) -> Iterator[str]:
    """Words that people look for and that stand on the page beside its text."""
    yield from (topic.name for topic in page.topics.all())
    yield from page.contributors
    if isinstance(page, PublicationPage):
        yield page.paper_number
        yield from (attachment.title for attachment in page.attachments.all())
    if isinstance(page, CallForEvidencePage):
        yield page.state


def _records_on(page: BasePage) -> Iterator[Passage]:
    """The records that visitors read on this page."""
    if isinstance(page, GlossaryPage):
        for term in GlossaryTerm.objects.all():
            yield _record(
                page, term, "Glossary", term.term, term.meaning, f"#{term.slug}", term.other_names
            )
    if isinstance(page, AgenciesPage):
        for agency in Agency.objects.all():
            words = "First responder" if agency.is_first_responder else ""
            place = f"#agency-{agency.pk}"
            yield _record(page, agency, "Agency", agency.name, agency.role, place, words)
    if isinstance(page, ResourcesPage):
        for resource in Resource.objects.all():
            place = f"#resource-{resource.pk}"
            yield _record(
                page,
                resource,
                "Resource",
                resource.title,
                resource.description,
                place,
                resource.publisher,
            )
    if isinstance(page, HelpPage) and not page.is_welsh:
        yield from _help(page)
    if isinstance(page, FiguresPage):
        for figure in Figure.objects.live():
            text = " ".join(filter(None, [figure.value, figure.unit])) + f". {figure.source}"
            yield _record(page, figure, "Figure", figure.name, text, f"{figure.slug}/")
    if isinstance(page, PublicationPage):
        yield from _recommendations(page)


def _help(page: HelpPage) -> Iterator[Passage]:
    """Helplines without their numbers, which stand in the registry only, and the languages."""
    for service in Service.objects.live():
        words = f"{service.when_to_call}. {service.description}"
        numbers = " ".join(filter(None, [service.spoken_form, service.number]))
        yield _record(
            page,
            service,
            "Helpline",
            service.name,
            words,
            "",
            f"{numbers} helpline phone number to call",
        )
    for language in Language.objects.live():
        title = f"Help in {language.english_name} ({language.own_name})"
        yield _record(page, language, "Help", title, page.summary, f"{language.address}/")


def _recommendations(publication: PublicationPage) -> Iterator[Passage]:
    """Those that a publication makes. They stand in the record of all recommendations."""
    record = RecommendationsPage.objects.listed().first()
    if record is None:
        return
    for found in publication.recommendations.live().prefetch_related("bodies"):
        address = found.number.lower().replace(".", "-")
        yield _record(
            publication,
            found,
            "Recommendation",
            f"Recommendation {found.number}: {publication.title}",
            found.text,
            f"{publication.slug}/{address}/",
            *[f"{body.name} {body.short_name}" for body in found.bodies.all()],
            shown_on=record,
        )


def _record(
    page: BasePage, record, label: str, title: str, text: str, place: str, *also: str, **facts
) -> Passage:
    return _passage(
        page,
        text=text,
        also=also,
        entry=entry_of(record),
        leads=True,
        label=label,
        title=title[:300],
        place=place,
        **facts,
    )
