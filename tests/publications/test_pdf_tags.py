"""The PDF of a document as a screen reader meets it, by PDF/UA-1 and by its tags."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from core.pdf_writing.process import Finished, pdf_from
from core.pdf_writing.source import Source
from deploy.machine import advice, verapdf
from publications.pdf.reading import read
from tests.can_run import cannot_run
from tests.pdf_ua import breaches

# The document with everything in it stands in the database while its PDF is made.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite_only,
    pytest.mark.usefixtures("needs_pango"),
]
Tag = pikepdf.Dictionary


def made(body: str, *, head: str = "<title>A report</title>", lang: str = 'lang="en-GB"') -> bytes:
    """The PDF of a document with this body, after its main heading."""
    html = f"<!doctype html><html {lang}><head>{head}</head><body><h1>A report</h1>{body}"
    return pdf_from(Source(html).bundle).pdf


@pytest.fixture(scope="module")
def tags(full_pdf: Finished) -> Iterator[Tag]:
    """The root of the tree of tags of a document with everything in it."""
    with pikepdf.open(BytesIO(full_pdf.pdf)) as pdf:
        yield pdf.Root.StructTreeRoot.K[0]


def kids(tag: Tag) -> list[Tag]:
    """The tags below this one, in order."""
    below = tag.get("/K", [])
    below = below if isinstance(below, pikepdf.Array) else [below]
    return [kid for kid in below if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def all_of(tag: Tag, *types: str) -> list[Tag]:
    """All tags of these types at and below `tag`, in reading order; of any type without types."""
    own = [tag] if not types or str(tag.S)[1:] in types else []
    return own + [found for kid in kids(tag) for found in all_of(kid, *types)]


def shape(tag: Tag) -> str:
    """Such as `L(LI(Lbl LBody) LI(Lbl LBody))`."""
    below = " ".join(shape(kid) for kid in kids(tag))
    return str(tag.S)[1:] + (f"({below})" if below else "")


@pytest.fixture
def tags_of(tmp_path) -> Iterator[Callable[[str], Tag]]:
    """Makes a PDF with this body, and gives the root of its tree of tags."""
    with ExitStack() as open_files:

        def root(body: str) -> Tag:
            pdf = open_files.enter_context(pikepdf.open(BytesIO(made(body))))
            return pdf.Root.StructTreeRoot.K[0]

        yield root


# PDF/UA-1, by veraPDF


@pytest.fixture
def checked(tmp_path):
    if verapdf() is None:
        cannot_run(advice("verapdf"))
    return lambda pdf: breaches(pdf, tmp_path)


def test_a_document_with_everything_in_it_keeps_pdf_ua(full_pdf, checked):
    assert checked(full_pdf.pdf) == []


def without(pdf: bytes, change) -> bytes:
    """`pdf` after `change` has spoilt it."""
    written = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        change(opened)
        opened.save(written)
    return written.getvalue()


def drop_title(pdf):
    with pdf.open_metadata() as facts:
        del facts["dc:title"]


def drop_language(pdf):
    del pdf.Root.Lang


def drop_description(pdf):
    del all_of(pdf.Root.StructTreeRoot.K[0], "Figure")[0]["/Alt"]


@pytest.mark.parametrize(
    ("change", "clause"), [(drop_title, "7.1"), (drop_language, "7.2"), (drop_description, "7.3")]
)
def test_the_check_notices_what_is_missing(full_pdf, checked, change, clause):
    found = checked(without(full_pdf.pdf, change))

    assert found
    assert {line.partition("-")[0] for line in found} == {clause}


# The tree


def test_headings_step_down_one_level_at_a_time(tags):
    levels = [int(str(tag.S)[2:]) for tag in all_of(tags, "H1", "H2", "H3", "H4", "H5", "H6")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert max(levels) == 4
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_a_table_over_three_pages_is_one_table_with_one_head(tags):
    table = max(all_of(tags, "Table"), key=lambda table: len(all_of(table, "TR")))

    assert [str(kid.S) for kid in kids(table)] == ["/Caption", "/THead", "/TBody"]
    assert len(all_of(table, "TR")) == 46
    pages = {str(cell.Pg.objgen) for cell in all_of(table, "TD")}
    assert len(pages) == 3


def test_each_header_cell_says_what_it_heads(tags):
    table = all_of(tags, "Table")[0]

    scopes = [[str(cell.A.Scope) for cell in all_of(row, "TH")] for row in all_of(table, "TR")]

    assert scopes[:2] == [["/Column"] * 3, ["/Row"]]


def test_a_paragraph_that_runs_over_a_page_is_one_paragraph(tags_of):
    words = " ".join(f"word{n}" for n in range(1500))

    paragraphs = all_of(tags_of(f"<p>{words}</p>"), "P")

    assert len(paragraphs) == 1
    assert len({page for page, _ in marks_in(paragraphs[0], None)}) > 1


def test_a_list_in_a_list_item(tags):
    lists = [shape(found) for found in all_of(tags, "L")]

    assert "L(LI(Lbl LBody) LI(Lbl LBody(L(LI(Lbl LBody)))))" in lists


def test_contents_are_tagged_as_contents_and_lead_to_their_pages(tags):
    contents = all_of(tags, "TOC")[0]

    assert shape(contents).startswith("TOC(TOCI(Reference(Link) TOC(TOCI(Reference(Link))))")


def test_pictures_and_charts_are_figures_with_words_and_decoration_is_none(tags):
    figures = all_of(tags, "Figure")

    words = [str(figure.Alt) for figure in figures]
    assert words == ["Three boxes joined by arrows", "Column chart: People referred each year"]


def test_a_figure_says_where_on_its_page_it_stands(tags):
    left, foot, right, top = (float(edge) for edge in all_of(tags, "Figure")[0].A.BBox)

    assert 0 < left < right < 596
    assert 0 < foot < top < 842


def test_notes_are_notes_and_lead_both_ways(full_pdf):
    with pikepdf.open(BytesIO(full_pdf.pdf)) as pdf:
        top = pdf.Root.StructTreeRoot.K[0]
        notes = [str(note.ID) for note in all_of(top, "Note")]
        targets = [
            str(area.Obj.Dest)
            for link in all_of(top, "Link")
            for area in link.K
            if isinstance(area, pikepdf.Dictionary) and "/Obj" in area and "/Dest" in area.Obj
        ]

    assert notes == ["note-1", "note-2", "note-3"]
    assert set(notes) <= set(targets)
    assert {"mark-1-1", "mark-2-1", "mark-3-1"} <= set(targets)


def test_a_link_has_words_for_those_who_do_not_see_it(full_pdf):
    with pikepdf.open(BytesIO(full_pdf.pdf)) as pdf:
        words = {str(area.Contents) for page in pdf.pages for area in page.get("/Annots", [])}

    assert {"What we found", "Footnote 1", "Back to the mark of footnote 1"} <= {
        word.removeprefix("1 ") for word in words
    }
    assert not any(word.startswith("note-") for word in words)


def test_words_of_another_language_are_marked(tags):
    assert [str(tag.Lang) for tag in all_of(tags) if "/Lang" in tag] == ["cy"]


def test_a_stressed_word_of_another_language_is_marked(tags_of):
    top = tags_of('<p>They said <em lang="cy">Croeso</em>.</p>')

    assert [(str(tag.S), str(tag.Lang)) for tag in all_of(top) if "/Lang" in tag] == [
        ("/Span", "cy")
    ]


def test_a_link_that_runs_over_a_line_is_one_link(tags_of):
    words = "many words " * 20

    links = all_of(tags_of(f'<p>See <a href="https://example.com/">{words}</a></p>'), "Link")

    assert len(links) == 1
    assert len([area for area in links[0].K if not isinstance(area, int)]) > 1


def test_running_heads_and_page_numbers_are_artifacts(full_pdf):
    with pikepdf.open(BytesIO(full_pdf.pdf)) as pdf:
        tagged = marks_in(pdf.Root.StructTreeRoot.K[0], None)
        for page in pdf.pages[1:]:
            marked = [
                int(operands[1].MCID)
                for operands, operator in pikepdf.parse_content_stream(page)
                if str(operator) == "BDC" and "/MCID" in operands[1]
            ]
            assert marked
            assert {(page.objgen, mark) for mark in marked} <= tagged


def marks_in(tag: Tag, page) -> set:
    """Pages and numbers of all content that `tag` and those below it hold."""
    page = tag.Pg.objgen if "/Pg" in tag else page
    found = set()
    for kid in tag.K if isinstance(tag.K, pikepdf.Array) else [tag.K]:
        if isinstance(kid, int):
            found.add((page, kid))
        elif "/MCID" in kid:
            found.add((kid.Pg.objgen, int(kid.MCID)))
        elif "/S" in kid:
            found |= marks_in(kid, page)
    return found


def test_bookmarks_follow_the_headings(full_pdf):
    with pikepdf.open(BytesIO(full_pdf.pdf)) as pdf, pdf.open_outline() as outline:
        top = outline.root[0]
        chapters = [item.title for item in top.children]
        below = [item.title for item in top.children[1].children]

    assert top.title == "The duty to notify in England and Wales"
    assert chapters[:3] == ["Contents", "1 What we found", "2 Figures by region"]
    assert below == ["How the rules are read"]


# The pages


def test_the_words_stand_in_reading_order(full_pdf):
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(full_pdf.pdf)]
    text = " ".join(" ".join(pages).split())

    for words in ORDER:
        before, found, text = text.partition(words)
        assert found, f"“{words}” stands too early, or nowhere"


ORDER = [
    "Independent Anti-Slavery Commissioner",
    "The duty to notify in England and Wales",
    "HC 123, ISBN 9781528621175",
    "Contents",
    "Annex A",
    "1.1",
    "1.2",
    "How the rules are read",
    "I waited for two years.",
    "What must change",
    "People referred, by region and year",
    "Region 45",
    "Children were ever more.",
    "2.1",
    "Some words.",
    "The first note.",
]


def test_a_page_has_the_number_that_a_reader_program_shows(full_pdf):
    document = pypdfium2.PdfDocument(full_pdf.pdf)

    assert [document.get_page_label(page) for page in (0, 4)] == ["1", "5"]
    assert document[4].get_textpage().get_text_bounded(top=70).split()[-1] == "5"


def test_it_looks_the_same_on_every_machine(full_pdf):
    with pikepdf.open(BytesIO(full_pdf.pdf)) as pdf:
        fonts = {
            str(font.BaseFont).rpartition("+")[2]
            for page in pdf.pages
            for font in page.Resources.Font.values()
        }
        embedded = [
            "/FontFile2" in below.FontDescriptor or "/FontFile3" in below.FontDescriptor
            for page in pdf.pages
            for font in page.Resources.Font.values()
            for below in font.DescendantFonts
        ]

    assert {font.partition("-")[0] for font in fonts} == {"Text", "Headings"}
    assert all(embedded)


def test_our_own_gate_for_pdfs_finds_nothing_wrong(full_pdf, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(full_pdf.pdf)

    found = read(path)

    assert found.dangers == []
    assert found.is_tagged and found.shows_title and not found.is_encrypted
    assert found.title == "The duty to notify in England and Wales"
    assert found.language == "en-GB"
    assert found.page_count == full_pdf.page_count
    assert found.picture_page_count == 0
    assert "Croeso i Gymru" in " ".join(" ".join(found.texts).split())
