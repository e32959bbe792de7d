"""Makes the smallest valid things that tests need.

Each function makes one thing and gives it back; any field can be named. What it stands on (the
front page, an index page) is made with it, once. Nothing here is random.
"""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image as PillowImage
from wagtail.models import Locale, Page, PageViewRestriction, Site

from core.models import (
    Alert,
    BasePage,
    Commissioner,
    CustomDocument,
    CustomImage,
    OfficeSettings,
    RelatedPage,
    Topic,
)
from editorial.models import User
from helpline.models import (
    AgenciesPage,
    Agency,
    GuidanceIndexPage,
    GuidePage,
    HelpPage,
    Resource,
    ResourcesPage,
    Service,
)
from home.models import HomePage, NavigationSettings, PinnedItem, StandardPage
from news.models import NewsIndexPage, NewsPage, PressPiecePage
from publications.models import (
    Attachment,
    CollectionEntry,
    CollectionPage,
    Organisation,
    PublicationIndexPage,
    PublicationPage,
    SeriesPage,
)

PUBLISHED_AT = datetime(2022, 3, 1, 9, 0, tzinfo=UTC)
DISPLAYED_ON = date(2022, 1, 25)
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
    return parent.add_child(instance=model(**{"title": title} | _published() | fields))


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
    """A report with one PDF of four pages."""
    report = publication(**fields)
    attachment(report, document=document(), page_count=4)
    return report


def series(**fields: Any) -> SeriesPage:
    return _add(SeriesPage, publications_index(), "Annual reports", fields)


def collection(*works: BasePage, **fields: Any) -> CollectionPage:
    """A collection of `works`, in their order."""
    page = _add(CollectionPage, publications_index(), "A collection", fields)
    for place, work in enumerate(works):
        CollectionEntry.objects.create(collection=page, page_id=work.pk, sort_order=place)
    return page


def guide(*headings: str, **fields: Any) -> GuidePage:
    """A guide with a part for each heading."""
    body = [{"type": "text", "value": "<p>Some words.</p>"}]
    parts = [("part", {"heading": heading, "body": body}) for heading in headings or ["Signs"]]
    return _add(GuidePage, guidance_index(), "A guide", {"parts": stream(*parts)} | fields)


def agencies_page(**fields: Any) -> AgenciesPage:
    return _add(AgenciesPage, guidance_index(), "Statutory agencies", fields)


def resources_page(**fields: Any) -> ResourcesPage:
    return _add(ResourcesPage, guidance_index(), "Resources", fields)


def pinned(page: BasePage) -> PinnedItem:
    """Pins `page` below what is pinned already."""
    home = front_page()
    place = home.pinned_items.count()
    return PinnedItem.objects.create(home_page=home, page_id=page.pk, sort_order=place)


def related(page: BasePage, *others: BasePage) -> None:
    """`page` chooses these others as related, in their order."""
    for place, other in enumerate(others):
        RelatedPage.objects.create(page_id=page.pk, to_page_id=other.pk, sort_order=place)


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


def helpline(**fields: Any) -> Service:
    """A helpline with a number of its own from those that Ofcom keeps for drama."""
    digits = f"{Service.objects.count():03}"
    values = {
        "name": "A helpline",
        "when_to_call": "You want to talk",
        "number": f"+442079460{digits}",
        "spoken_form": f"020 7946 0{digits}",
        "hours": "24 hours a day",
        "cost": "Free",
        "verified_on": DISPLAYED_ON,
    }
    return _saved(Service(**values | fields))


def agency(**fields: Any) -> Agency:
    return _saved(Agency(**{"name": "The police", "role": "Look into crimes."} | fields))


def resource(**fields: Any) -> Resource:
    values = {"title": "A leaflet", "description": "Tells the signs.", "publisher": "A charity"}
    return _saved(Resource(**values | fields))


def alert(**fields: Any) -> Alert:
    """A banner for the whole site, from now on."""
    return _saved(Alert(**{"heading": "The post office is closed"} | fields))


def staff(role: str = "Editor", **fields: Any) -> User:
    """A member of staff: “Author”, “Editor”, “Publisher” or “Administrator”."""
    user = User.objects.create_user(
        **{"username": role.lower(), "email": f"{role.lower()}@example.org", "password": PASSWORD}
        | fields
    )
    user.groups.add(Group.objects.get(name=role))
    return user


# Files


def pdf(words: str = "A report") -> bytes:
    """A PDF of one page."""
    content = f"BT /F1 12 Tf 20 20 Td ({words}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return written + (
        b"xref\n0 6\n0000000000 65535 f \n%btrailer\n<< /Size 6 /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (table, len(written))
    )


@cache
def picture_bytes(size: tuple[int, int] = (400, 500), *, kind: str = "PNG") -> bytes:
    """A picture of one colour."""
    written = BytesIO()
    PillowImage.new("RGB", size, (13, 74, 87)).save(written, format=kind)
    return written.getvalue()


def document(name: str = "report.pdf", content: bytes | None = None, **fields: Any):
    """A file in the library. Public only once a live page refers to it."""
    file = ContentFile(pdf() if content is None else content, name=name)
    found = CustomDocument(**{"title": "A file", "file": file} | fields)
    found.full_clean()
    found.save()
    found.get_file_size()
    return found


def attachment(report: PublicationPage, **fields: Any) -> Attachment:
    """A link to another site below `report`, or a file if `document` names one."""
    values = {"title": "The whole report", "publication": report} | fields
    if not values.get("document"):
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
    for page, row in zip(pages, Page.objects.bulk_create(rows, batch_size=100), strict=True):
        page.pk = page.id = page.page_ptr_id = page.basepage_ptr_id = row.pk
    for table in (BasePage, model):
        for begin in range(0, len(pages), 100):
            table._base_manager._insert(
                pages[begin : begin + 100],
                fields=table._meta.local_concrete_fields,
                using=Page.objects.db,
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
            hours="24 hours a day",
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
