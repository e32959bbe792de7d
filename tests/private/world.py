"""Pages, files and records whose every word is a marker, and public ones that refer to them all.

A marker is a word that stands nowhere else: one for each field that visitors could come to read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from core.models import CustomDocument, CustomImage, Topic
from publications.models import Attachment, DocumentPdf, Figure, Recommendation
from tests import builders

# What the library and the admin keep for staff. No visitor ever reads these.
FOR_STAFF = {"librarytitle", "picturetitle", "picturedescription", "topicdescription"}
HREF = '<a linktype="page" id="{}">{}</a>'


@dataclass
class Marks:
    """Gives out markers that begin with `start`, and remembers them."""

    start: str = "zq"
    words: set[str] = field(default_factory=set)

    def __call__(self, name: str) -> str:
        word = f"{self.start}{name}zz"  # whose end no longer one has
        self.words.add(word)
        return word


@dataclass
class World:
    """What `build` made. `pages` are by kind, those above others first."""

    mark: Marks
    pages: dict[str, Page]
    files: dict[str, CustomDocument]
    picture: CustomImage
    topic: Topic
    recommendation: Recommendation
    figure: Figure

    def refreshed(self) -> Iterator[Page]:
        """Each page as the database has it now, the lowest first."""
        for page in reversed(self.pages.values()):
            yield type(page).objects.get(pk=page.pk)


def running_text(mark: Marks, image: CustomImage, figure: Figure) -> str:
    """A body with each kind of block."""
    shown = {"image": image.pk, "alt_text": mark("alt"), "decorative": False}
    table = builders.data_table(caption=mark("tablecaption"))
    table["table"]["rows"][0]["values"][0] = mark("cell")
    words = f'<p>{mark("bodytext")} <embed embedtype="figure" id="{figure.pk}"/></p>'
    return builders.stream(
        ("heading", mark("bodyheading")),
        ("text", words),
        ("picture", {"image": shown, "caption": mark("caption")}),
        ("quote", {"text": mark("quote"), "speaker": mark("speaker")}),
        ("note", {"heading": mark("noteheading"), "text": f"<p>{mark('note')}</p>"}),
        ("table", {"caption": table["caption"], "table": table["table"]}),
    )


def sections(mark: Marks, image: CustomImage) -> str:
    """The text of a document: two sections, one with each kind of block."""
    shown = {"image": image.pk, "alt_text": mark("sectionalt"), "decorative": False}
    table = builders.data_table(caption=mark("sectiontable"), source=mark("tablesource"))
    chart = builders.chart(title=mark("chart"), says=mark("chartsays"), source=mark("chartsource"))
    body = [
        ("text", f"<p>{mark('sectiontext')}{builders.mark('a')}</p>"),
        ("subheading", mark("subheading")),
        ("minor_heading", mark("minorheading")),
        ("numbered", {"first": "", "text": f"<p>{mark('paragraph')}</p>"}),
        ("quote", {"text": mark("sectionquote"), "speaker": mark("sectionspeaker")}),
        ("callout", {"heading": mark("callout"), "text": f"<p>{mark('callouttext')}</p>"}),
        ("table", table),
        (
            "picture",
            {"image": shown, "caption": mark("figurecaption"), "source": mark("figsource")},
        ),
        ("chart", chart),
    ]
    notes = [builders.footnote("a", mark("footnote"))]
    first = builders.section(mark("sectionheading"), *body, footnotes=notes, number="1")
    return builders.stream(first, builders.section(mark("secondheading")))


@dataclass
class Parts:
    """What pages refer to, made before them; and the fields of each page."""

    mark: Marks
    picture: CustomImage
    topic: Topic
    files: dict[str, CustomDocument]
    figure: Figure
    fields: dict[str, dict[str, Any]]


def parts(mark: Marks, *, figure_is_live: bool) -> Parts:
    picture = builders.picture(
        title=mark("picturetitle"),
        description=mark("picturedescription"),
        file=ContentFile(builders.picture_bytes((40, 50)), name="picture.png"),
    )
    topic = builders.topic(mark("topic"), description=mark("topicdescription"))
    partner = builders.partner(mark("partner"))
    figure = builders.figure(
        name=mark("figurename"),
        slug=mark("figureslug"),
        value=mark("figurevalue"),
        source=mark("figuresource"),
        live=figure_is_live,
    )
    files = {
        "report": builders.document(
            f"{mark('oldfilename')}.pdf",
            builders.pdf(mark("oldfiletext"), title=mark("oldfiletitle")),
            title=mark("librarytitle"),
        ),
        "letter": builders.document(f"{mark('csvname')}.csv", f"a,b\n{mark('csvtext')},1".encode()),
    }
    builders.new_version(
        files["report"],
        builders.pdf(mark("filetext"), title=mark("filetitle")),
        name=f"{mark('filename')}.pdf",
        note=mark("versionnote"),
    )
    body = running_text(mark, picture, figure)
    change = ("correction", date(2022, 2, 3), mark("changenote"))
    person = {"name": mark("signatory"), "role": mark("signatoryrole")}
    part = {"heading": mark("partheading"), "body": [{"type": "text", "value": mark("guidetext")}]}
    fields = {
        "news": {
            "seo_title": mark("newsseo"),
            "search_description": mark("newsdescription"),
            "body": body,
            "updates": builders.updates((date(2022, 2, 2), mark("update"))),
            "topics": [topic],
        },
        "press piece": {"outlet": mark("outlet"), "topics": [topic]},
        "report": {
            "body": body,
            "topics": [topic],
            "partners": [partner],
            "change_notes": builders.changes(change),
            "paper_number": mark("paper"),
            "alternative_format_email": f"{mark('mail')}@example.org",
        },
        "document": {"sections": sections(mark, picture), "numbering": "section"},
        "letter": {
            "sender": mark("sender"),
            "addressee": mark("addressee"),
            "addressee_role": mark("addresseerole"),
            "co_signatories": builders.stream(("person", person)),
        },
        "reply": {"sender": mark("replysender"), "addressee": mark("replyaddressee")},
        "call": {
            "how_to_respond": f"<p>{mark('respond')}</p>",
            "opens_at": datetime(2022, 3, 3, 9, 0, tzinfo=builders.LONDON),
            "closes_at": datetime(2122, 3, 3, 9, 0, tzinfo=builders.LONDON),
        },
        "closed call": {"outcome": f"<p>{mark('outcome')}</p>"},
        "series": {"topics": [topic]},
        "collection": {},
        "guide": {"parts": builders.stream(("part", part))},
        "standard page": {"body": builders.stream(("text", f"<p>{mark('standardtext')}</p>"))},
        "welsh item": {"body": builders.stream(("text", f"<p>{mark('welshtext')}</p>"))},
    }
    for kind, values in fields.items():
        name = kind.replace(" ", "")
        values["title"], values["slug"] = mark(f"{name}title"), mark(f"{name}slug")
        if kind != "press piece":  # which shows none to anybody
            values["summary"] = mark(f"{name}summary")
    return Parts(mark, picture, topic, files, figure, fields)


def in_english() -> Page:
    """A live page whose Welsh version may be hidden: one for all worlds of a test."""
    found = builders.BasePage.objects.filter(title="In English").first()
    return found or builders.news_item(title="In English")


def build(mark: Marks, **state: Any) -> World:
    """A page of each kind with markers in all its words. `state` holds fields of all of them."""
    is_live = state.get("live", True)
    made = parts(mark, figure_is_live=is_live)
    fields = {kind: values | state for kind, values in made.fields.items()}
    series = builders.series(**fields["series"])
    report = builders.publication(series=series, **fields["report"])
    letter = builders.letter(**fields["letter"])
    pages = {
        "series": series,
        "report": report,
        "document": builders.document_page(below=report, **fields["document"]),
        "letter": letter,
        "reply": builders.letter(first_letter=letter, **fields["reply"]),
        "call": builders.call(**fields["call"]),
        "closed call": builders.call(**fields["closed call"]),
        "collection": builders.collection(report, **fields["collection"]),
        "news": builders.news_item(**fields["news"]),
        "press piece": builders.press_piece(**fields["press piece"]),
        "guide": builders.guide(**fields["guide"]),
        "standard page": builders.standard_page(**fields["standard page"]),
        "welsh item": builders.news_item(
            is_welsh=True,
            english_page_id=in_english().pk,
            **fields["welsh item"],
        ),
    }
    attach(report, made.files["report"], mark("attachment"))
    attach(letter, made.files["letter"], mark("letterattachment"))
    builders.attachment(report, title=mark("linktitle"), link_url=f"https://{mark('host')}.org/")
    for page in (report, letter):  # Wagtail notes references as a page is saved.
        type(page).objects.get(pk=page.pk).save()
    recommendation = builders.recommendation(
        ("made", date(2022, 1, 25)),
        {"status": "accepted", "changed_on": date(2022, 2, 1), "evidence": mark("evidence")},
        publication=report,
        text=mark("recommendation"),
        source=mark("recommendationsource"),
        bodies=[builders.partner(mark("body"))],
    )
    made.picture.get_rendition("width-320")
    world = World(mark, pages, made.files, made.picture, made.topic, recommendation, made.figure)
    have_pdf(world)
    return world


def attach(report: Page, file: CustomDocument, title: str) -> Attachment:
    return builders.attachment(report, document=file, title=title)


def have_pdf(world: World) -> DocumentPdf:
    """The PDF of the document, as the worker would make it, in words of its own."""
    document = type(world.pages["document"]).objects.get(pk=world.pages["document"].pk)
    pdf = DocumentPdf.objects.of(document)
    content = builders.pdf(world.mark("pdfofdocument"))
    pdf.file.save("document-pdfs/made.pdf", ContentFile(content), save=False)
    pdf.state, pdf.size, pdf.page_count = DocumentPdf.State.MADE, len(content), 1
    pdf.file_hash = "0" * 64
    pdf.save()
    return pdf


def draft_of(world: World, made: Parts) -> None:
    """Each page gets a draft that says what `made` says; what is live stays."""
    for kind, page in world.pages.items():
        page = type(page).objects.get(pk=page.pk)
        for name, value in made.fields[kind].items():
            setattr(page, name, value)
        if kind in ("report", "letter"):
            title = made.mark("draftattachment")
            page.attachments.set([Attachment(title=title, document=made.files[kind])])
        page.save_revision()
    world.recommendation.text = made.mark("draftrecommendation")
    world.recommendation.save_revision()
    world.figure.value = made.mark("draftfigure")
    world.figure.save_revision()


def public_neighbours(world: World) -> dict[str, Page]:
    """Public pages that refer to each page of `world` in every way there is."""
    hidden = world.pages
    report, news = hidden["report"], hidden["news"]
    links = "".join(f"<p>{HREF.format(page.pk, 'Read')}</p>" for page in hidden.values())
    body = builders.stream(("text", links))
    seen = builders.publication(title="Seen", series=hidden["series"], body=body)
    builders.document_page(
        builders.section("Links", ("text", links)), builders.section("More"), below=seen
    )
    item = builders.news_item(title="Seen item", body=body)
    for page in (seen, item):
        builders.related(page, *[hidden[kind] for kind in ("report", "news", "letter", "call")])
    builders.related(news, seen, item)
    builders.news_item(title="Seen in Welsh", is_welsh=True, english_page_id=news.pk, body=body)
    first = builders.letter(title="First")
    builders.letter(title="Answer", first_letter=hidden["letter"])
    builders.call(title="Closed", outcome="<p>Read.</p>", outcome_page_id=report.pk)
    builders.publication(title="Gone", withdrawn_on=date(2022, 3, 1), replaced_by_id=report.pk)
    builders.collection(*[builders.BasePage.objects.get(pk=one.pk) for one in hidden.values()])
    record, figures = builders.recommendations_page(), builders.figures_page()
    answered = {"status": "accepted", "changed_on": date(2022, 2, 1), "evidence_page_id": news.pk}
    builders.recommendation(
        ("made", date(2022, 1, 25)), answered, publication=seen, bodies=[builders.partner("Us")]
    )
    builders.figure(slug="older", superseded_by=world.figure)
    standard = builders.standard_page(body=body)
    everywhere(hidden, standard)
    builders.pinned(news)
    builders.alert(heading="A banner", link_page_id=report.pk, link_text="Read")
    Redirect.objects.create(old_path="/short", redirect_page_id=report.pk)
    return {"seen": seen, "item": item, "record": record, "figures": figures, "first": first}


def everywhere(hidden: dict[str, Page], standard: Page) -> None:
    """Front page, menu and footer name each hidden page."""
    links = [{"text": "Link", "page": page.pk, "url": ""} for page in hidden.values()]
    story = {"heading": "A story", "text": "<p>Words.</p>", "page": hidden["news"].pk}
    step = {"when": "In danger", "text": "<p>Call.</p>", "service": builders.helpline().pk}
    help_step = {"heading": "Help", "steps": [step], "link": links[0]}
    builders.with_parts(
        ("stories", {"heading": "Stories", "stories": [story | {"links": links}]}),
        ("latest_news", {"heading": "News", "link": hidden["news"].pk}),
        (
            "publications",
            {
                "heading": "Works",
                "publications": [hidden["report"].pk, hidden["letter"].pk],
                "link": hidden["collection"].pk,
            },
        ),
        ("victim_help", help_step),
        ("what_is", {"heading": "What?", "text": "<p>Words.</p>", "link": links[1]}),
        ("agencies", {"heading": "Agencies", "text": "", "link": hidden["standard page"].pk}),
    )
    home = builders.front_page()
    home.parts[0].value["link"] = builders.BasePage.objects.get(pk=hidden["standard page"].pk)
    home.save()
    builders.agency()
    builders.glossary_page()
    builders.term("Word", page_id=hidden["guide"].pk)
    builders.navigation(
        menu=builders.stream(*[("link", link) for link in links]),
        footer=builders.stream(("column", {"heading": "More", "links": links})),
        safety_page=hidden["guide"],
    )
