"""P1 to P3 and P9: a publication with its files, reference data, series and tenure banner."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from core.gates import PublishRefused
from publications.models import Attachment
from tests import builders
from tests.reading import links, main, main_words, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def test_the_page_shows_type_date_title_summary_and_text(client):
    report = builders.publication(
        title="The report",
        summary="What we found.",
        display_date=date(2021, 4, 1),
        body=builders.text("In short."),
    )

    seen = main_words(client.get(report.url))

    for part in ("Report", "1 April 2021", "The report", "What we found.", "In short."):
        assert part in seen


def test_a_file_is_a_row_with_format_size_pages_and_language(client):
    report = builders.publication()
    file = builders.document(content=builders.pdf("Long" * 1000, pages=34))
    builders.attachment(report, title="The whole report", document=file, language="cy")

    answer = client.get(report.url)
    seen = main_words(answer)

    assert links(main(answer))["The whole report"] == file.url
    assert "PDF" in seen
    assert "34 pages" in seen
    assert "Welsh" in seen
    assert f"{file.file_size / 1024:.1f}\u00a0KB" in main(answer).get_text() or "KB" in seen


def test_one_page_is_not_called_pages(client):
    report = builders.publication()
    builders.attachment(report, document=builders.document())

    seen = main_words(client.get(report.url))

    assert "1 page" in seen
    assert "1 pages" not in seen


def test_a_file_of_a_live_publication_can_be_fetched_and_that_of_a_draft_cannot(client):
    public, draft = builders.document(), builders.document()
    builders.attachment(builders.publication(), document=public)
    builders.attachment(builders.publication(live=False), document=draft)

    assert b"".join(client.get(public.url).streaming_content).startswith(b"%PDF-")
    assert client.get(draft.url).status_code == 404


def test_an_outside_address_is_a_row_that_says_it_leads_elsewhere(client):
    report = builders.publication()
    builders.attachment(report, title="On the OSCE website", link_url="https://example.com/r")

    link = main(client.get(report.url)).find("a", href="https://example.com/r")

    assert "On the OSCE website" in words(link)
    assert "noreferrer" in link["rel"]


def test_files_and_links_stand_in_the_editors_order(client):
    report = builders.publication()
    builders.attachment(report, title="Second", sort_order=2)
    builders.attachment(report, title="First", sort_order=1)

    seen = main_words(client.get(report.url))

    assert seen.index("First") < seen.index("Second")


def test_without_a_file_the_page_says_so_and_whom_to_ask(client):
    builders.office(name="The office", email="office@example.org")
    report = builders.publication()

    answer = client.get(report.url)

    assert "mailto:office@example.org" in str(main(answer))
    assert "not on" in main_words(answer)


def test_other_formats_can_be_asked_for(client):
    report = builders.publication_with_file(alternative_format_email="formats@example.org")

    assert "mailto:formats@example.org" in str(main(client.get(report.url)))


def test_reference_data_stands_in_a_list_of_facts(client):
    report = builders.publication(
        isbn="978-1-5286-2117-5",
        paper_number="HC 123",
        laid_on=date(2021, 10, 20),
        partners=[builders.partner("OSCE")],
        topics=[builders.topic("Law")],
    )

    facts = main(client.get(report.url)).dl

    for part in ("978-1-5286-2117-5", "HC 123", "20 October 2021", "OSCE"):
        assert part in words(facts)


def test_topics_lead_to_the_lists_of_their_works(client):
    report = builders.publication(topics=[builders.topic("Law")])

    assert links(main(client.get(report.url)))["Law"] == "/publications/topic/law/"


def test_facts_that_nobody_wrote_leave_no_empty_line(client):
    facts = main(client.get(builders.publication().url)).dl

    assert facts is None or all(words(fact) for fact in facts.find_all("dd"))


@pytest.mark.parametrize(
    ("today", "is_shown"), [("2022-04-30 12:00", False), ("2022-05-01 12:00", True)]
)
def test_a_notice_stands_on_work_of_a_commissioner_who_has_left(client, today, is_shown):
    then = builders.commissioner(name="Dame Jane Smith", left_office_on=date(2022, 4, 30))
    report = builders.publication(commissioner=then)

    with time_machine.travel(today):
        notices = main(client.get(report.url)).select(".notice")

    assert any("Dame Jane Smith" in words(notice) for notice in notices) is is_shown


def test_work_of_the_commissioner_in_office_has_no_notice(client):
    report = builders.publication(commissioner=builders.commissioner())

    assert main(client.get(report.url)).select(".notice") == []


def test_a_withdrawn_publication_keeps_its_address_and_says_when(client):
    report = builders.publication(withdrawn_on=date(2022, 2, 3))

    seen = main_words(client.get(report.url))

    assert "withdrawn" in seen.lower()
    assert "3 February 2022" in seen


def test_a_series_lists_its_live_works_with_the_newest_first(client):
    series = builders.series(title="Annual reports")
    for year in (2020, 2021):
        builders.publication(title=f"Report {year}", series=series, display_date=date(year, 10, 1))
    builders.publication(title="Draft", series=series, live=False)

    seen = main_words(client.get(series.url))

    assert seen.index("Report 2021") < seen.index("Report 2020")
    assert "Draft" not in seen


def test_a_publication_leads_to_its_series(client):
    series = builders.series(title="Annual reports")
    report = builders.publication(series=series)

    assert series.url in links(main(client.get(report.url))).values()


def test_a_draft_series_is_not_mentioned(client):
    series = builders.series(title="Secret series", live=False)
    report = builders.publication(series=series)

    assert "Secret series" not in client.get(report.url).content.decode()


def test_a_collection_lists_works_of_any_type_in_the_editors_order(client):
    report = builders.publication(title="A report")
    item = builders.news_item(title="Its launch")
    draft = builders.publication(title="A draft", live=False)
    collection = builders.collection(item, draft, report)

    seen = main_words(client.get(collection.url))

    assert seen.index("Its launch") < seen.index("A report")
    assert "A draft" not in seen


@pytest.mark.parametrize(
    "page", [builders.series, builders.collection], ids=["series", "collection"]
)
def test_an_empty_series_or_collection_says_so(client, page):
    made = page(title="Empty")

    answer = client.get(made.url)

    assert answer.status_code == 200
    assert len(main_words(answer)) > len("Home Publications Empty")


@pytest.mark.parametrize(
    "isbn",
    ["978-1-5286-2117-4", "978-1-5286-2117", "1528621175", "978-1-5286-2117-X", "٩٧٨١٥٢٨٦٢١١٧٥"],
)
def test_an_isbn_with_a_wrong_digit_is_refused(isbn):
    with pytest.raises(ValidationError) as refusal:
        builders.publication(isbn=isbn)

    assert "isbn" in refusal.value.message_dict


@pytest.mark.parametrize("isbn", ["978-1-5286-2117-5", "9781528621175", "978 1 5286 2117 5"])
def test_an_isbn_may_be_written_with_hyphens_or_spaces(isbn):
    assert builders.publication(isbn=isbn).isbn == isbn


def test_a_publication_without_a_type_is_refused():
    with pytest.raises(PublishRefused, match="Choose the type"):
        builders.publication(publication_type="")


def test_an_attachment_with_neither_file_nor_address_is_refused():
    with pytest.raises(ValidationError, match="Choose a file"):
        builders.attachment(builders.publication(), link_url="")


def test_an_attachment_with_both_is_refused():
    report, file = builders.publication(), builders.document()

    with pytest.raises(ValidationError, match="not both"):
        builders.attachment(report, document=file, link_url="https://example.com/")


def test_the_database_itself_refuses_an_attachment_with_neither():
    with pytest.raises(IntegrityError):
        Attachment.objects.create(publication=builders.publication(), title="Nothing")
