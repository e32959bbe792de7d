"""D2: what pages tell machines of themselves, checked against the vocabulary of schema.org."""

import pytest

from tests import builders
from tests.reading import document, structured_data
from tests.site_map import one_of_each
from tests.vocabulary import problems

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def test_the_check_finds_what_the_vocabulary_does_not_have():
    wrong = {
        "@type": "Report",
        "sender": "Jane",
        "headline": {"@type": "Person", "name": "Jane"},
        "datePublished": "in May",
        "encoding": [{"@type": "MediaObjekt"}],
        "publisher": {"@id": "http://testserver/#office"},
    }

    assert list(problems(wrong)) == [
        "Report has no sender.",
        "Report.headline can't be a Person.",
        "Report.datePublished can't be 'in May'.",
        "Report.encoding can't be a MediaObjekt.",
        "There is no type MediaObjekt.",
    ]


def test_every_kind_of_page_speaks_the_vocabulary(client):
    builders.office(founding_law_url="https://www.legislation.gov.uk/ukpga/2015/30/part/4")
    addresses = one_of_each()

    found = {
        kind: [
            problem for thing in structured_data(client.get(address)) for problem in problems(thing)
        ]
        for kind, address in addresses.items()
    }

    assert {kind: found[kind] for kind in found if found[kind]} == {}


def facts(client, page) -> dict:
    return structured_data(client.get(page.url))[1]


def test_the_office_names_the_law_that_made_it(client):
    law = "https://www.legislation.gov.uk/ukpga/2015/30/part/4"
    builders.office(founding_law_url=law)

    office = structured_data(client.get("/"))[0]

    assert office["subjectOf"] == {"@type": "Legislation", "@id": law, "url": law}


def test_a_report_names_who_made_it_and_its_files(client):
    osce = builders.partner("OSCE")
    report = builders.publication_with_file(partners=[osce])
    attachment = report.attachments.get()

    told = facts(client, report)

    assert told["author"] == {"@id": "http://testserver/#office"}
    assert told["contributor"] == [{"@type": "Organization", "name": osce.name}]
    (file,) = told["encoding"]
    assert file["contentUrl"] == f"http://testserver{attachment.url}"
    assert file["encodingFormat"] == "application/pdf"
    assert client.get(attachment.url).status_code == 200


def test_a_withdrawn_report_names_no_file_and_has_no_picture(client):
    report = builders.publication_with_file()
    report.withdraw(reason="Table 4 was wrong")

    told = facts(client, report)

    assert told["creativeWorkStatus"] == "Withdrawn"
    assert not {"encoding", "image", "headline"} & set(told)
    assert document(client.get(report.url)).find("meta", property="og:title") is None
