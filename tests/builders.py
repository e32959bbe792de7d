"""Makes the smallest valid things that tests need.

Each function makes one thing and gives it back; any field can be named. What it stands on (the
front page, an index page) is made with it, once. Nothing here is random.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from zoneinfo import ZoneInfo

import pikepdf
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from PIL import Image as PillowImage
from wagtail.models import Locale, Page, PageViewRestriction, Site

from core import welsh
from core.models import (
    Alert,
    BasePage,
    Commissioner,
    CustomDocument,
    CustomImage,
    DocumentVersion,
    OfficeSettings,
    RelatedPage,
    Topic,
)
from editorial.models import EmbargoPack, PackReader, User
from editorial.packs.contents import put_in
from helpline.models import (
    AgenciesPage,
    Agency,
    GlossaryPage,
    GlossaryTerm,
    GuidanceIndexPage,
    GuidePage,
    HelpPage,
    Language,
    Resource,
    ResourcesPage,
    Service,
)
from home.models import HomePage, NavigationSettings, PinnedItem, Post, PostSource, StandardPage
from news.models import NewsIndexPage, NewsPage, PressPiecePage
from publications.models import (
    Attachment,
    CallForEvidencePage,
    CollectionEntry,
    CollectionPage,
    DocumentPage,
    Figure,
    FiguresPage,
    LetterPage,
    Organisation,
    PdfFacts,
    PublicationIndexPage,
    PublicationPage,
    Recommendation,
    RecommendationsPage,
    SeriesPage,
    StatusChange,
)
from publications.pdf import reading
from publications.pdf.reading import Reading, Unreadable
from search.models import Promotion

PUBLISHED_AT = datetime(2022, 3, 1, 9, 0, tzinfo=UTC)
DISPLAYED_ON = date(2022, 1, 25)
LONDON = ZoneInfo("Europe/London")
PASSWORD = "a long enough pass phrase"


def stream(*blocks: tuple[str, Any]) -> str:
    """The value of a stream field, from pairs of block type and raw value."""
    return json.dumps([{"type": name, "value": value} for name, value in blocks])


def text(words: str = "Some words.") -> str:
    """The value of a stream field that holds one paragraph."""
    return stream(("text", f"<p>{words}</p>"))


def updates(*told: tuple[date, str]) -> str:
    """The value of a news item's updates, from pairs of day and words."""
    return stream(
        *[("update", {"day": day.isoformat(), "text": f"<p>{words}</p>"}) for day, words in told]
    )


# The tree


def front_page(**fields: Any) -> HomePage:
    """The root of the site. With its Commissioner panel, which holds the main heading."""
    if home := HomePage.objects.first():
        return home
    root = Page.objects.get(depth=1)
    for page in root.get_children():
        page.delete()
    root.refresh_from_db()
    values = {
        "title": "The office",
        "slug": "home",
        "parts": stream(("commissioner", {"vacancy_text": "The post is vacant."})),
        **_published(),
    }
    home = root.add_child(instance=HomePage(**values | fields))
    Site.objects.all().delete()
    Site.objects.create(
        hostname="testserver", port=80, root_page=home, is_default_site=True, site_name="The office"
    )
    return home


def with_parts(*parts: tuple[str, Any]) -> HomePage:
    """The front page with these parts below its Commissioner panel."""
    home = front_page()
    home.parts = stream(("commissioner", {"vacancy_text": "The post is vacant."}), *parts)
    home.save()
    return home


def navigation(**fields: Any) -> NavigationSettings:
    """The menu and footer settings, with a help page."""
    front_page()
    settings = NavigationSettings.for_site(Site.objects.get())
    for name, value in ({"help_page": help_page()} | fields).items():
        setattr(settings, name, value)
    settings.save()
    return settings


def office(**fields: Any) -> OfficeSettings:
    front_page()
    settings = OfficeSettings.for_site(Site.objects.get())
    for name, value in fields.items():
        setattr(settings, name, value)
    settings.full_clean()
    settings.save()
    return settings


def help_page(**fields: Any) -> HelpPage:
    return HelpPage.objects.first() or _add(HelpPage, front_page(), "Get help", fields)


def guidance_index(**fields: Any) -> GuidanceIndexPage:
    return GuidanceIndexPage.objects.first() or _add(
        GuidanceIndexPage, front_page(), "Guidance", fields
    )


def news_index(**fields: Any) -> NewsIndexPage:
    return NewsIndexPage.objects.first() or _add(NewsIndexPage, front_page(), "News", fields)


def publications_index(**fields: Any) -> PublicationIndexPage:
    return PublicationIndexPage.objects.first() or _add(
        PublicationIndexPage, front_page(), "Publications", fields
    )


def _published() -> dict[str, Any]:
    return {
        "first_published_at": PUBLISHED_AT,
        "last_published_at": PUBLISHED_AT,
        "display_date": DISPLAYED_ON,
    }


def _add(model: type[BasePage], parent: Page, title: str, fields: dict[str, Any]) -> Any:
    """A live page below `parent`, checked as an editor's would be."""
    parent.refresh_from_db()
    if fields.get("withdrawn_on"):
        fields = {"withdrawal_reason": "It was wrong."} | fields
    page = model(**{"title": title} | _published() | fields)
    if page.is_welsh:
        page.record_check(by="Ann Jones", on=DISPLAYED_ON)
    return parent.add_child(instance=page)


# Pages


def standard_page(**fields: Any) -> StandardPage:
    return _add(StandardPage, front_page(), "About the office", {"body": text()} | fields)


def news_item(**fields: Any) -> NewsPage:
    return _add(NewsPage, news_index(), "A news item", {"body": text()} | fields)


def press_piece(**fields: Any) -> PressPiecePage:
    """A piece by somebody else, without an address unless `article_url` gives one."""
    return _add(PressPiecePage, news_index(), "A press piece", {"outlet": "The Paper"} | fields)


def publication(**fields: Any) -> PublicationPage:
    """A report without any attachment."""
    values = {"publication_type": "report"} | fields
    return _add(PublicationPage, publications_index(), "A report", values)


def publication_with_file(**fields: Any) -> PublicationPage:
    """A report with one PDF."""
    report = publication(**fields)
    attachment(report, document=document())
    return report


def footnote(name: str, words: str = "Where we know it from.") -> dict[str, str]:
    """The raw value of a footnote of a section."""
    return {"name": name, "text": f"<p>{words}</p>"}


def mark(name: str) -> str:
    """The mark of that footnote, in rich text."""
    return f'<embed embedtype="footnote" id="{name}"/>'


def section(heading: str = "Findings", *body: tuple[str, Any], **values: Any) -> tuple[str, Any]:
    """A section of a document from pairs of block type and raw value; one paragraph without."""
    blocks = body or [("text", "<p>Some words.</p>")]
    raw = {
        "heading": heading,
        "number": "",
        "body": [{"type": name, "value": value} for name, value in blocks],
        "footnotes": [],
        "address": "",
    }
    return "section", raw | values


def data_table(**values: Any) -> dict[str, Any]:
    """The raw value of a table of two columns and two rows."""
    columns = [{"type": "text", "heading": "Agency"}, {"type": "number", "heading": "2021"}]
    rows = [{"values": ["Police", "1,200"]}, {"values": ["Councils", "800"]}]
    table = {"columns": columns, "rows": rows, "caption": ""}
    return {"caption": "Referrals by agency", "source": "A source"} | {"table": table} | values


def chart(**values: Any) -> dict[str, Any]:
    """The raw value of a chart."""
    table = data_table()["table"]
    words = {"title": "Referrals", "unit": "people", "says": "Most came from the police."}
    return words | {"kind": "bars", "source": "A source", "table": table} | values


def full_section(heading: str = "What we found", **values: Any) -> tuple[str, Any]:
    """A section with one block of each kind, two footnotes and three marks."""
    image = {"image": picture().pk, "alt_text": "A map", "decorative": False}
    body = [
        ("text", f"<p>First words.{mark('a')}</p><ul><li>One</li></ul><p>More words.</p>"),
        ("subheading", "What we asked"),
        ("numbered", {"first": "", "text": f"<p>A number.{mark('b')}</p><p>Two.{mark('a')}</p>"}),
        ("minor_heading", "How we asked"),
        ("numbered", {"first": "12A", "text": "<p>With a letter.</p><p>And the next.</p>"}),
        ("quote", {"text": "Nobody asked me.", "speaker": "A survivor"}),
        ("callout", {"heading": "Recommendation 1", "text": "<p>Ask once.</p>"}),
        ("table", data_table()),
        ("picture", {"image": image, "caption": "Where it was", "source": "The office"}),
        ("chart", chart()),
    ]
    notes = [footnote("a", "The first note."), footnote("b", "The second note.")]
    return section(heading, *body, **{"number": "2", "footnotes": notes} | values)


def document_page(*sections: tuple[str, Any], below: PublicationPage | None = None, **fields: Any):
    """A document of a publication, with one section of one paragraph unless some are given."""
    values = {"sections": stream(*sections or [section()])} | fields
    return _add(DocumentPage, below or publication(), "The report itself", values)


def changes(*notes: tuple[str, date, str]) -> str:
    """The value of the change notes of a publication: kind, day and words of each, in order."""
    return stream(
        *[
            ("note", {"kind": kind, "changed_on": f"{day:%Y-%m-%d}", "text": words})
            for kind, day, words in notes
        ]
    )


def letter(**fields: Any) -> LetterPage:
    """A letter of the Commissioner; a reply to `first_letter` if there is one."""
    values = {
        "publication_type": "letter",
        "addressee": "the Home Secretary",
        "sent_on": DISPLAYED_ON,
        "place_in_thread": "reply" if fields.get("first_letter") else "",
    }
    return _add(LetterPage, publications_index(), "A letter", values | fields)


def call(**fields: Any) -> CallForEvidencePage:
    """A call for evidence that was open in March and April 2022."""
    values = {
        "opens_at": datetime(2022, 3, 3, 9, 0, tzinfo=LONDON),
        "closes_at": datetime(2022, 4, 30, 23, 59, tzinfo=LONDON),
        "how_to_respond": "<p>Write to us.</p>",
    }
    return _add(CallForEvidencePage, publications_index(), "A call for evidence", values | fields)


def series(**fields: Any) -> SeriesPage:
    return _add(SeriesPage, publications_index(), "Annual reports", fields)


def collection(*works: BasePage, **fields: Any) -> CollectionPage:
    """A collection of `works`, in their order."""
    page = _add(CollectionPage, publications_index(), "A collection", fields)
    for place, work in enumerate(works):
        CollectionEntry.objects.create(collection=page, page_id=work.pk, sort_order=place)
    return page


def recommendations_page(**fields: Any) -> RecommendationsPage:
    return RecommendationsPage.objects.first() or _add(
        RecommendationsPage, front_page(), "Recommendations", fields
    )


def figures_page(**fields: Any) -> FiguresPage:
    return FiguresPage.objects.first() or _add(FiguresPage, front_page(), "Figures", fields)


def guide(*headings: str, **fields: Any) -> GuidePage:
    """A guide with a part for each heading."""
    body = [{"type": "text", "value": "<p>Some words.</p>"}]
    parts = [("part", {"heading": heading, "body": body}) for heading in headings or ["Signs"]]
    return _add(GuidePage, guidance_index(), "A guide", {"parts": stream(*parts)} | fields)


def agencies_page(**fields: Any) -> AgenciesPage:
    return _add(AgenciesPage, guidance_index(), "Statutory agencies", fields)


def resources_page(**fields: Any) -> ResourcesPage:
    return _add(ResourcesPage, guidance_index(), "Resources", fields)


def glossary_page(**fields: Any) -> GlossaryPage:
    return GlossaryPage.objects.first() or _add(GlossaryPage, guidance_index(), "Glossary", fields)


def pinned(page: BasePage) -> PinnedItem:
    """Pins `page` below what is pinned already."""
    home = front_page()
    place = home.pinned_items.count()
    return PinnedItem.objects.create(home_page=home, page_id=page.pk, sort_order=place)


def related(page: BasePage, *others: BasePage) -> None:
    """`page` chooses these others as related, in their order."""
    for place, other in enumerate(others):
        RelatedPage.objects.create(page_id=page.pk, to_page_id=other.pk, sort_order=place)


def in_welsh(page: BasePage, *, is_live: bool = True, **fields: Any) -> Any:
    """The Welsh version of `page`, checked by a named person; of each of its `fields`, its own."""
    found = welsh.start(page)
    values = {"title": f"{page.title} yn Gymraeg", "slug": f"{page.slug}-cy"} | fields
    for name, value in values.items():
        setattr(found, name, value)
    found.record_check(by="Ann Jones", on=DISPLAYED_ON)
    revision = found.save_revision()
    if is_live:
        revision.publish()
    found.refresh_from_db()
    return type(found).objects.get(pk=found.pk)


def made_private(page: Page) -> PageViewRestriction:
    """Only people who have signed in may see `page` from now on."""
    return PageViewRestriction.objects.create(page=page, restriction_type="login")


# Records


def _saved(record: Any) -> Any:
    record.full_clean()
    record.save()
    return record


def topic(name: str = "Law", **fields: Any) -> Topic:
    return _saved(Topic(**{"name": name, "slug": name.lower().replace(" ", "-")} | fields))


def partner(name: str = "A partner", **fields: Any) -> Organisation:
    return _saved(Organisation(**{"name": name, "slug": name.lower().replace(" ", "-")} | fields))


def commissioner(**fields: Any) -> Commissioner:
    """A commissioner in office since 2019."""
    return _saved(
        Commissioner(**{"name": "Dame Jane Smith", "took_office_on": date(2019, 5, 1)} | fields)
    )


def recommendation(*statuses: tuple[str, date] | dict[str, Any], **fields: Any) -> Recommendation:
    """A recommendation of a report to one organisation, made and no more unless told.

    A status is a pair of status and day, or all that is to be said of it.
    """
    changes = [
        change if isinstance(change, dict) else {"status": change[0], "changed_on": change[1]}
        for change in statuses or [("made", DISPLAYED_ON)]
    ]
    values = {
        "publication": None,
        "number": str(Recommendation.objects.count() + 1),
        "text": "Do what helps.",
        "source": "paragraph 4.12",
        "bodies": None,
    } | fields
    values["publication"] = (
        values["publication"] or PublicationPage.objects.first() or publication()
    )
    values["bodies"] = values["bodies"] or [Organisation.objects.first() or partner()]
    found = Recommendation(
        statuses=[
            StatusChange(sort_order=place, **{"evidence": "They wrote so."} | change)
            for place, change in enumerate(changes)
        ],
        **values,
    )
    found.full_clean()
    found.save()
    return found


def figure(**fields: Any) -> Figure:
    values = {
        "name": "People who asked for help",
        "slug": f"figure-{Figure.objects.count() + 1}",
        "value": "12,727",
        "source": "A yearly paper",
        "as_of": DISPLAYED_ON,
    }
    return _saved(Figure(**values | fields))


def helpline(**fields: Any) -> Service:
    """A helpline with a number of its own from those that Ofcom keeps for drama."""
    digits = f"{Service.objects.count():03}"
    values = {
        "name": "A helpline",
        "when_to_call": "You want to talk",
        "number": f"+442079460{digits}",
        "spoken_form": f"020 7946 0{digits}",
        "is_always_open": True,
        "cost": "Free",
        "verified_on": DISPLAYED_ON,
    }
    return _saved(Service(**values | fields))


def language(*, is_checked: bool = True, **fields: Any) -> Language:
    """Arabic with two phrases, and checked unless told otherwise."""
    values = {
        "tag": "ar",
        "english_name": "Arabic",
        "translations": {"page.title": "احصل على المساعدة", "card.open": "مفتوح"},
    }
    found = Language(**values | fields)
    found.full_clean()
    if is_checked:
        found.record_check(by="Ann Lee", on=DISPLAYED_ON)
    else:
        found.live = False
    found.save()
    found.save_revision()
    return found


def promotion(page: BasePage | None = None, **fields: Any) -> Promotion:
    return _saved(Promotion(**{"words": "housing", "page": page or news_item()} | fields))


def agency(**fields: Any) -> Agency:
    return _saved(Agency(**{"name": "The police", "role": "Look into crimes."} | fields))


def term(name: str = "Victim", **fields: Any) -> GlossaryTerm:
    values = {"term": name, "slug": slugify(name), "meaning": "What it means."}
    return _saved(GlossaryTerm(**values | fields))


def resource(**fields: Any) -> Resource:
    values = {"title": "A leaflet", "description": "Tells the signs.", "publisher": "A charity"}
    return _saved(Resource(**values | fields))


def post_source(**fields: Any) -> PostSource:
    values = {"name": "Mastodon", "service": "mastodon", "address": "@office@social.example"}
    return _saved(PostSource(**values | fields))


def post(source: PostSource | None = None, **fields: Any) -> Post:
    """A post of now; of a new source unless there is one."""
    source = source or PostSource.objects.first() or post_source()
    values = {"text": "We spoke today.", "language": "en", "posted_at": timezone.now()}
    values["url"] = f"https://social.example/@office/{Post.objects.count()}"
    return _saved(Post(source=source, **values | fields))


def alert(**fields: Any) -> Alert:
    """A banner for the whole site, from now on."""
    return _saved(Alert(**{"heading": "The post office is closed"} | fields))


def staff(role: str = "Editor", **fields: Any) -> User:
    """A member of staff in a role of `editorial.roles`, named for it."""
    name = role.lower().replace(" ", "-")
    user = User.objects.create_user(
        **{"username": name, "email": f"{name}@example.org", "password": PASSWORD} | fields
    )
    user.groups.add(Group.objects.get(name=role))
    return user


def pack(*subjects: Any, **fields: Any) -> EmbargoPack:
    """An embargo pack of pages, files and pictures, due in an hour."""
    values = {"title": "A pack", "release_at": timezone.now() + timedelta(hours=1)}
    found = _saved(EmbargoPack(**values | fields))
    for subject in subjects:
        put_in(found, subject, by=None)
    return found


def reader(pack: EmbargoPack, **fields: Any) -> PackReader:
    """Somebody invited to read a pack until its release. `link` is what they were sent."""
    values = {"name": "Ana Lee", "email": "ana@example.org", "expires_at": pack.release_at}
    found = PackReader(**{"pack": pack} | values | fields)
    token = found.make_token()
    found.link = f"{reverse('reader-door')}?link={token}"
    return _saved(found)


# Files


def pdf(
    words: str = "A report",
    *,
    pages: int = 1,
    is_tagged: bool = True,
    title: str = "A report",
    shows_title: bool = True,
    language: str = "en-GB",
    extra: str = "",
) -> bytes:
    """A PDF of pages that all say `words`. `extra` is put into its catalogue as it is."""
    content = f"/P <</MCID 0>> BDC BT /F1 12 Tf 20 20 Td ({words}) Tj ET EMC".encode()
    catalog = "<< /Type /Catalog /Pages 2 0 R"
    if is_tagged:
        catalog += " /MarkInfo << /Marked true >> /StructTreeRoot 5 0 R"
    if language:
        catalog += f" /Lang ({language})"
    catalog += f" /ViewerPreferences << /DisplayDocTitle {str(shows_title).lower()} >> {extra} >>"
    kids = " ".join(f"{number} 0 R" for number in range(7, 7 + pages))
    objects = [
        catalog.encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /StructTreeRoot /K [<< /Type /StructElem /S /P /P 5 0 R /Pg 7 0 R /K 0 >>] >>",
        f"<< /Title ({title}) >>".encode(),
    ]
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 3 0 R"
        b" /Resources << /Font << /F1 4 0 R >> >> >>"
    )
    objects += [page] * pages
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (count, table, count, len(written))
    )


def without_tags(words: str = "A report") -> bytes:
    """A PDF that has all but tags."""
    return pdf(words, is_tagged=False)


def rewritten_pdf(change: Callable[[pikepdf.Pdf], None] = lambda pdf: None, **options) -> bytes:
    """The PDF of one page after `change`, packed as programs pack theirs, so that nothing that is
    in it can be read from its bytes. `options` are for `pikepdf.Pdf.save`.
    """
    written = BytesIO()
    with pikepdf.open(BytesIO(pdf())) as opened:
        change(opened)
        opened.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate, **options)
    return written.getvalue()


@cache
def picture_bytes(size: tuple[int, int] = (400, 500), *, kind: str = "PNG") -> bytes:
    """A picture of one colour."""
    written = BytesIO()
    PillowImage.new("RGB", size, (13, 74, 87)).save(written, format=kind)
    return written.getvalue()


def document(
    name: str = "report.pdf", content: bytes | None = None, *, is_read: bool = True, **fields: Any
) -> CustomDocument:
    """A file in the library. Public only once a live page refers to it, and once it is read."""
    file = ContentFile(pdf() if content is None else content, name=name)
    found = CustomDocument(**{"title": "A file", "file": file} | fields)
    found.full_clean()
    found.save()
    if is_read:
        read(found)
    return found


def new_version(
    file: CustomDocument, content: bytes, *, name: str = "", is_read: bool = True, **about: Any
) -> DocumentVersion:
    """Another content of a file. `about` is for `CustomDocument.replace`."""
    upload = ContentFile(content, name=name or file.filename)
    file.replace(upload, **{"note": "Corrected"} | about)
    if is_read:
        read(file)
    return file.newest


def read(file: CustomDocument) -> None:
    """Have the newest version of a PDF looked through, as the worker does after the commit.

    What the real reader found in a content is kept for the next file with the same.
    """
    version = file.newest
    for facts in PdfFacts.objects.filter(version=version):
        with version.file.open() as opened:
            _record(facts, opened.read())
    file.refresh_from_db()


def _record(facts: PdfFacts, content: bytes) -> None:
    try:
        found = _reading_of(content)
    except Unreadable as problem:
        facts.fail(str(problem))
    else:
        facts.record(found)


@cache
def _reading_of(content: bytes) -> Reading:
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        return reading.read(Path(file.name))


def attachment(report: PublicationPage, **fields: Any) -> Attachment:
    """A link to another site below `report`, or a file or document if one is named."""
    values = {"title": "The whole report", "publication": report} | fields
    if not values.get("document") and not values.get("html_document"):
        values.setdefault("link_url", "https://example.com/report")
    return _saved(Attachment(**values))


def picture(**fields: Any) -> CustomImage:
    file = ContentFile(picture_bytes(), name="picture.png")
    return _saved(CustomImage(**{"title": "A picture", "file": file} | fields))


# Many at once


def many(
    model: type[BasePage],
    count: int,
    *,
    parent: Page | None = None,
    newest_on: date = DISPLAYED_ON,
    topics: Sequence[Topic] = (),
    **fields: Any,
) -> list[int]:
    """Ids of `count` live pages, one a day before each other, the newest first.

    Treebeard adds 20 a second; this writes each table at once, without signals and indexes.
    Each row has all of `topics`.
    """
    parent = Page.objects.get(pk=(parent or _parent_of(model)).pk)
    kind = model._meta.verbose_name
    first = parent.get_last_child()
    start = int(first.path[-4:], 36) if first else 0
    pages = []
    for number in range(count):
        title = f"{kind.capitalize()} {number}"
        slug = f"{kind.replace(' ', '-')}-many-{start + number}"
        pages.append(
            model(
                title=title,
                draft_title=title,
                slug=slug,
                path=Page._get_path(parent.path, parent.depth + 1, start + number + 1),
                depth=parent.depth + 1,
                url_path=f"{parent.url_path}{slug}/",
                content_type=ContentType.objects.get_for_model(model),
                locale=Locale.get_default(),
                **_published() | {"display_date": newest_on - timedelta(days=number)} | fields,
            )
        )
    _write_tables(model, pages)
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + count)
    ids = [page.pk for page in pages]
    through = BasePage.topics.through
    through.objects.bulk_create(
        through(basepage_id=page_id, topic=found) for page_id in ids for found in topics
    )
    return ids


def _parent_of(model: type[BasePage]) -> Page:
    if model in (NewsPage, PressPiecePage):
        return news_index()
    if model is GuidePage:
        return guidance_index()
    if model is StandardPage:
        return front_page()
    return publications_index()


def _write_tables(model: type[BasePage], pages: list[BasePage]) -> None:
    """Insert the rows of each table that `model` inherits from; Django has no call for this."""
    fields = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    rows = [Page(**{name: getattr(page, name) for name in fields}) for page in pages]
    tables = [table for table in reversed(model.__mro__) if issubclass(table, BasePage)]
    tables = [table for table in tables if not table._meta.abstract]
    for page, row in zip(pages, Page.objects.bulk_create(rows, batch_size=100), strict=True):
        page.id = row.pk
        for table in tables:
            setattr(page, table._meta.pk.attname, row.pk)
    for table in tables:
        for begin in range(0, len(pages), 100):
            table._base_manager._insert(
                pages[begin : begin + 100],
                fields=table._meta.local_concrete_fields,
                using=Page.objects.db,
            )


def many_recommendations(count: int, **fields: Any) -> list[Recommendation]:
    """Recommendations of one publication to one organisation, all made on one day."""
    report = fields.pop("publication", None) or PublicationPage.objects.first() or publication()
    body = fields.pop("body", None) or Organisation.objects.first() or partner()
    start = Recommendation.objects.count()
    made = Recommendation.objects.bulk_create(
        Recommendation(
            **{
                "publication": report,
                "number": str(start + number + 1),
                "number_order": f"{start + number + 1:06}",
                "text": "Do what helps.",
                "source": "page 34",
            }
            | fields
        )
        for number in range(count)
    )
    StatusChange.objects.bulk_create(
        StatusChange(recommendation=one, status="made", changed_on=DISPLAYED_ON) for one in made
    )
    through = Recommendation.bodies.through
    through.objects.bulk_create(through(recommendation=one, organisation=body) for one in made)
    return made


def many_figures(count: int) -> list[Figure]:
    start = Figure.objects.count()
    return Figure.objects.bulk_create(
        Figure(
            name=f"Figure {start + number}",
            slug=f"many-{start + number}",
            value=str(number),
            source="A yearly paper",
            as_of=DISPLAYED_ON,
        )
        for number in range(count)
    )


def many_helplines(count: int) -> list[Service]:
    """Helplines that only lists of helplines show."""
    start = Service.objects.count()
    return Service.objects.bulk_create(
        Service(
            name=f"Helpline {number}",
            when_to_call="You want to talk",
            number=f"+442079460{start + number:03}",
            spoken_form=f"020 7946 0{start + number:03}",
            is_always_open=True,
            cost="Free",
            verified_on=DISPLAYED_ON,
            first_published_at=timezone.now(),
        )
        for number in range(count)
    )


def many_agencies(count: int) -> list[Agency]:
    start = Agency.objects.count()
    return Agency.objects.bulk_create(
        Agency(name=f"Agency {start + number}", role="Helps.") for number in range(count)
    )


def many_resources(count: int) -> list[Resource]:
    return Resource.objects.bulk_create(
        Resource(title=f"Leaflet {number}", description="Helps.", publisher="A charity")
        for number in range(count)
    )


def many_terms(count: int) -> list[GlossaryTerm]:
    start = GlossaryTerm.objects.count()
    return GlossaryTerm.objects.bulk_create(
        GlossaryTerm(term=f"Term {n}", slug=f"term-{n}", meaning="What it means.")
        for n in range(start, start + count)
    )
