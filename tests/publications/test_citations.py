"""P13: a publication can be cited, in words and by reference managers, with what is known of it."""

from datetime import date

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware

from core.models import DatePrecision
from publications.citations import bibtex, in_words, latex, on_one_line, ris
from publications.models import PublicationPage, PublicationType
from tests import builders
from tests.reading import document, links, main, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

# What breaks the formats, or means something in them.
NASTY_TITLES = [
    "Braces {one} and }two{ and an {open one",
    r"A \backslash, \textbf{bold} \\ and \{escaped\}",
    "100 % of £5 & $6_7 # 8 ^ 9 ~ 10",
    'Quotes “and” "marks" and ‘others’',
    "TY  - JOUR",
    "ER  - ",
    "@article{x, title={Stolen}}",
    "Commas, and semicolons; and = signs",
    "Children and young people and the UK",
    "Ymchwiliad i gaethwasiaeth fodern: Ŵ ŷ â",
    "שלום “abc” \u202e مرحبا",
    "A 😀 title",
    "<b>Bold</b> &amp; <script>alert(1)</script> ]]>",
    "Ends with a backslash \\",
    "Does it end with a question?",
]


def ris_of(client, report) -> dict:
    answer = client.get(f"{report.url}ris/")
    assert answer.status_code == 200
    (entry,) = rispy.loads(answer.content.decode())
    return entry


def bibtex_of(client, report):
    answer = client.get(f"{report.url}bibtex/")
    assert answer.status_code == 200
    library = bibtexparser.parse_string(
        answer.content.decode(), append_middleware=[LatexDecodingMiddleware()]
    )
    assert library.failed_blocks == []
    (entry,) = library.entries
    assert len(library.blocks) == 1
    return entry


def cited(client, report) -> str:
    return main(client.get(report.url)).select_one("[data-text]").get_text()


@pytest.fixture
def report():
    builders.office(name="The office")
    return builders.publication(
        title="Annual Report 2020",
        publication_type="annual_report",
        display_date=date(2021, 10, 20),
        partners=[builders.partner("Other body"), builders.partner("OSCE", short_name="O")],
        isbn="978-1-5286-2622-4",
        paper_number="HC 642",
        summary="What we did.",
        series=builders.series(title="Annual reports"),
    )


def test_the_page_says_in_words_how_to_cite_it(client, report):
    assert cited(client, report) == (
        "The office, OSCE and Other body (2021) Annual Report 2020. "
        "Annual report, 20 October 2021. HC 642. ISBN 978-1-5286-2622-4. "
        "http://testserver/publications/annual-report-2020/"
    )


def test_a_work_of_which_little_is_known_is_cited_without_inventing_anything(client):
    builders.office(name="The office")
    report = builders.publication(title="A plan?", date_precision="unknown")

    assert cited(client, report) == (
        "The office (n.d.) A plan? Report. http://testserver/publications/a-plan/"
    )


@pytest.mark.parametrize(
    ("precision", "in_text", "in_ris", "in_bibtex"),
    [
        ("day", "(2021) A report. Report, 2 October 2021.", "2021/10/02/", ("2021", "oct", "2")),
        ("month", "(2021) A report. Report, October 2021.", "2021/10//", ("2021", "oct", None)),
        ("year", "(2021) A report. Report. http", None, ("2021", None, None)),
        ("unknown", "(n.d.) A report. Report. http", None, (None, None, None)),
    ],
)
def test_no_more_of_the_date_is_said_than_is_known(client, precision, in_text, in_ris, in_bibtex):
    report = builders.publication(display_date=date(2021, 10, 2), date_precision=precision)

    fields = bibtex_of(client, report).fields_dict
    entry = ris_of(client, report)

    assert in_text in cited(client, report)
    assert entry.get("date") == in_ris
    assert entry.get("year") == in_bibtex[0]
    found = [fields[name].value if name in fields else None for name in ("year", "month", "day")]
    assert tuple(found) == in_bibtex


def test_every_precision_of_a_date_is_known_to_citations():
    assert set(DatePrecision.values) == {"day", "month", "year", "unknown"}


def test_a_reference_manager_reads_all_that_is_known(client, report):
    entry = ris_of(client, report)

    assert entry == {
        "type_of_reference": "RPRT",
        "id": f"iasc-{report.translation_key.hex[:8]}",
        "authors": ["The office", "OSCE", "Other body"],
        "title": "Annual Report 2020",
        "secondary_title": "Annual reports",
        "year": "2021",
        "date": "2021/10/20/",
        "publisher": "The office",
        "note": "HC 642",  # where this reader keeps any other number
        "issn": "978-1-5286-2622-4",
        "type_of_work": "Annual report",
        "language": "en-GB",
        "abstract": "What we did.",
        "urls": [report.full_url],
    }


def test_bibtex_holds_all_that_is_known_and_keeps_capitals(client, report):
    entry = bibtex_of(client, report)
    raw = client.get(f"{report.url}bibtex/").content.decode()

    assert entry.entry_type == "techreport"
    assert "title = {{Annual Report 2020}}" in raw
    assert "author = {{The office} and {OSCE} and {Other body}}" in raw
    assert {name: field.value for name, field in entry.fields_dict.items()} | {"title": ""} == {
        "title": "",
        "author": "The office and OSCE and Other body",
        "institution": "The office",
        "type": "Annual report",
        "number": "HC 642",
        "series": "Annual reports",
        "year": "2021",
        "month": "oct",
        "day": "20",
        "isbn": "978-1-5286-2622-4",
        "url": report.full_url,
    }


@pytest.mark.parametrize("title", NASTY_TITLES)
def test_a_nasty_title_comes_back_as_it_was(client, title):
    report = builders.publication(title=title, slug="nasty", partners=[builders.partner("A and B")])
    kept = on_one_line(title)

    entry = bibtex_of(client, report)

    # This reader shows a circumflex of its own, and keeps the braces that protect capitals.
    shown = entry["title"].replace("ˆ", "^")
    assert [mark for mark in shown if mark not in "{}"] == [m for m in kept if m not in "{}"]
    assert ris_of(client, report)["title"] == kept
    assert len(entry.fields) == 8
    assert words(document(client.get(report.url)).select_one("[data-text] cite")) == kept


@pytest.mark.parametrize("field", ["title", "summary", "paper_number"])
def test_no_line_break_starts_a_field_of_its_own(client, field):
    text = "One\r\nER  - \n\nTY  - JOUR\u2028\x00\x85\x1b"
    report = builders.publication(slug="a-report")
    # Forms refuse some of these; an import need not.
    PublicationPage.objects.filter(pk=report.pk).update(**{field: text.replace("\x00", "")[:20]})

    entry = ris_of(client, report)

    assert entry["type_of_reference"] == "RPRT"
    assert bibtex_of(client, report).key == entry["id"]


def test_braces_are_balanced_whatever_the_text():
    for title in NASTY_TITLES:
        assert latex(title).count("{") == latex(title).count("}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50 % & more", r"50 \% \& more"),
        ("a_b^c~d", r"a\_b\textasciicircum{}c\textasciitilde{}d"),
        ("{\\}", r"\textbraceleft{}\textbackslash{}\textbraceright{}"),
    ],
)
def test_what_latex_takes_for_a_command_is_written_as_one(text, expected):
    assert latex(text) == expected


def test_names_are_listed_as_people_say_them():
    assert in_words(["A"]) == "A"
    assert in_words(["A", "B"]) == "A and B"
    assert in_words(["A", "B", "C"]) == "A, B and C"


RIS_TYPES = {"letter": "PCOMM", "open_letter": "PCOMM", "joint_statement": "GEN", "speech": "GEN"}


@pytest.mark.parametrize("kind", PublicationType.values)
def test_each_type_has_its_own_in_both_formats(client, kind):
    report = builders.publication(publication_type=kind)

    expected = RIS_TYPES.get(kind, "RPRT")
    assert ris_of(client, report)["type_of_reference"] == expected
    is_report = expected == "RPRT"
    assert bibtex_of(client, report).entry_type == ("techreport" if is_report else "misc")


def test_the_files_are_downloads_named_after_the_publication(client, report):
    first, second = (client.get(f"{report.url}{name}/") for name in ("ris", "bibtex"))

    assert first["Content-Type"] == "application/x-research-info-systems; charset=utf-8"
    assert second["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert first["Content-Disposition"] == 'attachment; filename="annual-report-2020.ris"'
    assert second["Content-Disposition"] == 'attachment; filename="annual-report-2020.bib"'


def test_the_page_leads_to_the_files(client, report):
    offered = links(main(client.get(report.url)))

    assert offered["RIS file"] == f"{report.url}ris/"
    assert offered["BibTeX file"] == f"{report.url}bibtex/"


def test_the_key_stays_when_title_address_and_date_change(client, report):
    before = ris_of(client, report)["id"]
    report.title, report.slug, report.display_date = "Other", "other", date(2020, 1, 1)
    report.save()

    assert ris_of(client, report)["id"] == before


def test_a_draft_series_is_not_named(client):
    series = builders.series(title="Secret series", live=False)
    report = builders.publication(series=series)

    for kind in ("ris", "bibtex"):
        assert b"Secret" not in client.get(f"{report.url}{kind}/").content


@pytest.mark.parametrize("kind", ["ris", "bibtex"])
@pytest.mark.parametrize(
    "fields",
    [{"live": False}, {"live": False, "expired": True}, {"withdrawn_on": date(2022, 2, 1)}],
    ids=["draft", "expired", "withdrawn"],
)
def test_what_is_not_for_everybody_is_not_cited(client, kind, fields):
    report = builders.publication(title="Hidden", **fields)

    answer = client.get(f"{report.url}{kind}/")

    assert answer.status_code == 404
    assert b"Hidden" not in answer.content


@pytest.mark.parametrize("kind", ["ris", "bibtex"])
@pytest.mark.parametrize("is_above", [True, False], ids=["section", "page"])
def test_a_private_publication_is_not_cited_for_anybody(client, kind, is_above):
    report = builders.publication(title="Hidden")
    builders.made_private(builders.publications_index() if is_above else report)

    assert client.get(f"{report.url}{kind}/").status_code == 404
    client.force_login(builders.staff("Administrator"))
    assert client.get(f"{report.url}{kind}/").status_code == 404


def test_a_withdrawn_publication_has_no_words_to_cite_it(client):
    report = builders.publication(withdrawn_on=date(2022, 2, 1))

    assert "Cite this" not in words(main(client.get(report.url)))


@pytest.mark.parametrize("address", ["nonsense/", "ris/bibtex/", "ris/2021/"])
def test_there_is_nothing_else_below_a_publication(client, report, address):
    assert client.get(f"{report.url}{address}").status_code == 404


def test_a_letter_is_cited_as_by_its_sender_and_to_its_addressee(rf):
    builders.office(name="The office")
    letter = PublicationPage.objects.get(
        pk=builders.publication(title="On visas", publication_type="letter").pk
    )
    letter.sender, letter.addressee = "the Home Secretary", "the Commissioner"

    citation = letter.citation(rf.get("/"))

    assert citation.words.startswith(
        "The Home Secretary (2022) On visas. Letter to the Commissioner, 25 January 2022. http"
    )
    assert "AU  - The Home Secretary\r\nA2  - the Commissioner\r\n" in ris(citation)
    assert "author = {{The Home Secretary}}" in bibtex(citation)
