"""P4: a text of a publication in sections, with addresses for sections and paragraphs."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import BasePage
from publications.models import DocumentPage
from tests import builders
from tests.reading import document, links, main, main_words, sitemap, structured_data, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

TEXT = ("text", "<p>Some words.</p>")


@pytest.fixture
def report():
    return builders.publication(title="The report")


@pytest.fixture
def text(report) -> DocumentPage:
    """A document of three sections."""
    return builders.document_page(
        builders.section("Foreword"),
        builders.full_section("What we found"),
        builders.section("Methods", number="Annex A"),
        below=report,
        title="The report itself",
        summary="All that it says.",
    )


def anchors(page: BeautifulSoup) -> list[str]:
    return [element["id"] for element in page.select("[id]")]


def paragraph_anchors(answer) -> list[str]:
    return [paragraph["id"] for paragraph in main(answer).select(".paragraph")]


# The first page


def test_the_first_page_says_what_it_is_and_what_stands_in_it(client, text, report):
    answer = client.get(text.url)
    seen = main_words(answer)

    for part in ("The report itself", "All that it says.", "3 sections", "English"):
        assert part in seen
    found = links(main(answer))
    assert found["The report"] == report.url
    assert found["Foreword"] == f"{text.url}foreword/"
    assert found["Methods"] == f"{text.url}methods/"
    assert "Annex A" in seen
    assert found["Read all of it on one page"] == f"{text.url}all/"


def test_the_contents_lead_to_subheadings(client, text):
    link = links(main(client.get(text.url)))["What we asked"]
    address, _, anchor = link.partition("#")

    assert anchor in anchors(document(client.get(address)))


def test_a_document_of_one_section_is_shown_whole_on_its_first_page(client, report):
    short = builders.document_page(builders.section("To the minister"), below=report)

    answer = client.get(short.url)

    assert "Some words." in main_words(answer)
    canonical = document(client.get(f"{short.url}to-the-minister/")).find(rel="canonical")
    assert canonical["href"] == short.full_url


def test_the_heading_of_the_only_section_is_shown_below_the_title(client, report):
    section = builders.section("To the minister", ("subheading", "Dear minister"), TEXT, number="1")
    short = builders.document_page(section, below=report, title="Our letter")

    page = main(client.get(short.url))

    headings = [(one.name, words(one)) for one in page.select("h1, .prose h2, .prose h3")]
    assert headings == [
        ("h1", "Our letter"),
        ("h2", "1 To the minister"),
        ("h3", "Dear minister"),
    ]


def test_an_only_section_that_is_called_as_the_document_does_not_say_it_twice(client, report):
    section = builders.section("Our Letter", ("subheading", "Dear minister"), TEXT)
    short = builders.document_page(section, below=report, title="Our letter")

    page = main(client.get(short.url))

    headings = [(one.name, words(one)) for one in page.select("h1, .prose h2, .prose h3")]
    assert headings == [("h1", "Our letter"), ("h2", "Dear minister")]


# A section


def test_a_section_has_a_page_of_its_own_with_the_contents_beside_it(client, text):
    answer = client.get(f"{text.url}what-we-found/")

    assert words(main(answer).h1) == "2 What we found"
    current = main(answer).select_one("nav.outline [aria-current=page]")
    assert words(current) == "What we found"
    assert "First words." in main_words(answer)
    assert document(answer).find(rel="canonical")["href"] == f"{text.full_url}what-we-found/"


def test_a_section_leads_to_the_one_before_and_the_one_after(client, text):
    page = main(client.get(f"{text.url}what-we-found/"))

    assert page.find(rel="prev")["href"] == f"{text.url}foreword/"
    assert page.find(rel="next")["href"] == f"{text.url}methods/"


@pytest.mark.parametrize("place", ["", "what-we-found/"])
def test_who_reads_a_part_is_led_to_how_to_cite_the_whole(client, text, report, place):
    way = links(main(client.get(f"{text.url}{place}")))["How to cite it"]

    address, _, anchor = way.partition("#")
    assert address == report.url
    assert anchor in anchors(document(client.get(address)))


def test_the_first_section_leads_to_none_before_and_the_last_to_none_after(client, text):
    assert main(client.get(f"{text.url}foreword/")).find(rel="prev") is None
    assert main(client.get(f"{text.url}methods/")).find(rel="next") is None


def test_a_section_that_is_not_there_is_not_found_and_leads_to_those_that_are(client, text):
    answer = client.get(f"{text.url}nothing-here/")

    assert answer.status_code == 404
    assert links(main(answer))["Foreword"] == f"{text.url}foreword/"


@pytest.mark.parametrize("wrong", ["foreword/more/", "all/more/", "fore word/"])
def test_other_addresses_below_a_document_are_not_found(client, text, wrong):
    assert client.get(f"{text.url}{wrong}").status_code == 404


# One page


def test_one_page_holds_all_sections_in_order(client, text):
    seen = main_words(client.get(f"{text.url}all/"))

    places = [seen.rindex(part) for part in ("Foreword", "First words.", "Annex A Methods")]
    assert places == sorted(places)


def test_the_contents_of_the_one_page_stay_on_it(client, text):
    page = main(client.get(f"{text.url}all/"))

    targets = [link["href"] for link in page.select("nav.outline a[href]")]

    assert len(targets) == 3
    assert {target.removeprefix("#") for target in targets} <= set(anchors(page))


def test_search_engines_are_led_to_the_sections_and_not_to_the_one_page(client, text):
    whole = document(client.get(f"{text.url}all/"))

    assert whole.find("meta", attrs={"name": "robots"})["content"] == "noindex"


def test_headings_skip_no_level_on_any_page(client, text):
    for address in ("", "what-we-found/", "all/"):
        page = main(client.get(text.url + address))
        levels = [int(one.name[1]) for one in page.find_all(["h1", "h2", "h3", "h4", "h5"])]
        steps = zip(levels, levels[1:], strict=False)

        assert levels[0] == 1
        assert levels.count(1) == 1
        assert [pair for pair in steps if pair[1] > pair[0] + 1] == [], address


def test_no_address_on_a_page_is_there_twice(client, text):
    for address in ("", "what-we-found/", "all/"):
        found = anchors(document(client.get(text.url + address)))

        assert len(found) == len(set(found))


# What stands in a section


def test_a_section_shows_each_kind_of_block(client, text):
    page = main(client.get(f"{text.url}what-we-found/"))

    assert words(page.find("caption")) == "Referrals by agency"
    assert "Source: A source" in words(page)
    assert "Nobody asked me." in words(page.blockquote)
    assert "Recommendation 1" in words(page.select_one(".note"))
    assert page.find("img")["alt"] == "A map"
    assert "Source: The office" in words(page.select_one("figure.picture figcaption"))
    assert page.select_one("svg[role=img]") is not None
    assert words(page.find("h2", string="What we asked")) == "What we asked"
    assert words(page.find("h3", string="How we asked")) == "How we asked"


def test_a_table_has_a_header_row_and_headings_of_its_rows(client, text):
    table = main(client.get(f"{text.url}what-we-found/")).find("table")

    assert [words(cell) for cell in table.select("thead th[scope=col]")] == ["Agency", "2021"]
    assert [words(cell) for cell in table.select("tbody th[scope=row]")] == ["Police", "Councils"]


def test_the_first_column_can_be_like_the_others(client, report):
    table = builders.data_table(has_plain_first_column=True)
    short = builders.document_page(builders.section("One", ("table", table)), below=report)

    page = main(client.get(short.url))

    assert page.select("tbody th") == []
    assert len(page.select("tbody td")) == 4


def test_a_table_scrolls_in_a_box_that_the_keyboard_reaches(client, text):
    box = main(client.get(f"{text.url}what-we-found/")).find("table").parent

    assert box["tabindex"] == "0"
    assert box["aria-label"] == "Referrals by agency"


def test_a_decorative_picture_has_an_empty_alternative(client, report):
    image = {"image": builders.picture().pk, "alt_text": "", "decorative": True}
    block = ("picture", {"image": image, "caption": "A line", "source": "Us"})
    short = builders.document_page(builders.section("One", block), below=report)

    assert main(client.get(short.url)).find("img")["alt"] == ""


def test_a_helpline_in_the_text_is_shown_with_todays_number(client, report):
    line = builders.helpline()
    embed = f'<p>Call <embed embedtype="helpline" id="{line.pk}"/> now.</p>'
    short = builders.document_page(builders.section("One", ("text", embed)), below=report)

    assert f"Call {line.spoken_form} now." in main_words(client.get(short.url))


def test_what_many_paragraphs_name_is_asked_for_at_once(client, report, django_assert_num_queries):
    line = builders.helpline()
    block = ("text", f'<p>Call <embed embedtype="helpline" id="{line.pk}"/>.</p>')
    one = builders.document_page(builders.section("One", block), below=report)
    sections = [builders.section(name, *[block] * 9) for name in ("One", "Two")]
    many = builders.document_page(*sections, below=report, title="Many")
    client.get(f"{one.url}all/")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{one.url}all/")

    with django_assert_num_queries(len(queries)):
        client.get(f"{many.url}all/")


def test_a_welsh_document_says_so_to_screen_readers(client, report):
    welsh = builders.document_page(
        builders.section("Rhagair"), builders.section("Dulliau"), below=report, language="cy"
    )

    for address in ("", "rhagair/", "all/"):
        page = main(client.get(welsh.url + address))
        assert page.h1.find_parent(lang="cy") is not None
        assert page.select_one("nav.outline ol")["lang"] == "cy"
    text = main(client.get(f"{welsh.url}rhagair/")).select_one(".paragraph")
    assert text.find_parent(lang="cy") is not None


# Addresses that stay


def test_a_paragraph_without_a_number_keeps_its_address_when_others_come_before_it(client, text):
    before = paragraph_anchors(client.get(f"{text.url}foreword/"))
    text = DocumentPage.objects.get(pk=text.pk)

    text.sections[0].value["body"].insert(0, ("text", text.sections[2].value["body"][0].value))
    text.save_revision().publish()

    after = paragraph_anchors(client.get(f"{text.url}foreword/"))
    assert after[-1] == before[0]
    assert len(after) == 2


def test_a_paragraph_keeps_its_address_within_its_block(client, report):
    source = '<p data-block-key="aaaaa">One.</p><p data-block-key="bbbbb">Two.</p>'
    short = builders.document_page(builders.section("One", ("text", source)), below=report)
    (_, second) = paragraph_anchors(client.get(short.url))
    short = DocumentPage.objects.get(pk=short.pk)

    short.sections[0].value["body"][0].value.source = source.replace(
        '<p data-block-key="bbbbb">', '<p data-block-key="ccccc">New.</p><p data-block-key="bbbbb">'
    )
    short.save_revision().publish()

    anchor = main(client.get(short.url)).find(string="Two.").find_parent(class_="paragraph")["id"]
    assert anchor == second


def test_the_same_addresses_of_paragraphs_work_on_one_page(client, text):
    in_section = paragraph_anchors(client.get(f"{text.url}what-we-found/"))

    on_one_page = paragraph_anchors(client.get(f"{text.url}all/"))

    assert len(in_section) == 6
    assert set(in_section) <= set(on_one_page)


def test_each_paragraph_links_to_itself(client, text):
    for paragraph in main(client.get(f"{text.url}what-we-found/")).select(".paragraph"):
        assert paragraph.a["href"] == f"#{paragraph['id']}"


def test_the_address_of_a_section_stays_when_its_heading_changes(client, text):
    text = DocumentPage.objects.get(pk=text.pk)

    text.sections[1].value["heading"] = "What we learnt"
    text.save_revision().publish()

    answer = client.get(f"{text.url}what-we-found/")
    assert words(main(answer).h1) == "2 What we learnt"


def test_an_address_is_made_from_the_heading_and_cut_between_words(client, report):
    heading = "How forces record what victims say, and what becomes of it when a case is closed"

    text = builders.document_page(builders.section(heading), below=report)

    address = text.sections[0].value["address"]
    assert address == "how-forces-record-what-victims-say-and-what-becomes-of-it"
    assert client.get(f"{text.url}{address}/").status_code == 200


@pytest.mark.parametrize(
    ("heading", "address"), [("All", "all-2"), ("PDF", "pdf-2"), ("؟؟", "section")]
)
def test_an_address_that_is_made_is_never_one_that_means_something_else(report, heading, address):
    text = builders.document_page(builders.section(heading), below=report)

    assert text.sections[0].value["address"] == address


def test_two_sections_with_one_heading_have_two_addresses(report):
    text = builders.document_page(
        builders.section("Methods"), builders.section("Methods"), below=report
    )

    assert [one.value["address"] for one in text.sections] == ["methods", "methods-2"]


# Facts for machines


def test_a_document_tells_machines_what_it_is_part_of(client, text, report):
    (facts,) = [
        thing
        for thing in structured_data(client.get(text.url))
        if thing["@type"] == "DigitalDocument"
    ]

    assert facts["headline"] == "The report itself"
    assert facts["inLanguage"] == "en"
    assert facts["isPartOf"]["@id"] == f"{report.full_url}#page"
    assert facts["publisher"]["@id"] == "http://testserver/#office"


def test_the_sitemap_leads_to_the_document(client, text):
    assert text.full_url in sitemap(client)


def test_search_finds_a_document_by_the_words_of_its_sections(report):
    block = ("text", "<p>Unmistakable.</p>")
    text = builders.document_page(
        builders.section("One", block, footnotes=[]), below=report, title="T"
    )

    assert [page.pk for page in DocumentPage.objects.search("unmistakable")] == [text.pk]


# On the page of the publication


def test_documents_stand_first_where_the_publication_can_be_read(client, text, report):
    builders.attachment(report, title="On paper", document=builders.document())

    rows = main(client.get(report.url)).select(".attachment")

    assert "The report itself" in words(rows[0])
    assert "Web page, 3 sections, English" in words(rows[0])
    assert rows[0].a["href"] == text.url
    assert "On paper" in words(rows[1])


def test_an_attachment_gives_a_document_another_place_and_title(client, text, report):
    builders.attachment(report, title="On paper", document=builders.document(), sort_order=1)
    builders.attachment(report, title="To be read here", html_document=text, sort_order=2)

    rows = main(client.get(report.url)).select(".attachment")

    assert [words(row.a) for row in rows] == ["On paper", "To be read here"]
    assert rows[1].a["href"] == text.url


def test_a_draft_document_is_not_mentioned_even_by_an_attachment(client, report):
    draft = builders.document_page(below=report, live=False, title="Secret text")
    builders.attachment(report, title="Secret title", html_document=draft)

    answer = client.get(report.url)

    assert "Secret" not in answer.content.decode()
    assert "not on this website yet" in main_words(answer)


def test_a_document_of_another_publication_is_not_listed(client, text):
    other = builders.publication(title="Another")

    assert main(client.get(other.url)).select(".attachment") == []


def test_a_document_can_stand_below_a_letter_and_a_call(client):
    for parent in (builders.letter(), builders.call()):
        text = builders.document_page(below=parent)

        assert client.get(text.url).status_code == 200
        assert text.url in links(main(client.get(parent.url))).values()


# Who may see it

ROUTES = ["", "foreword/", "all/", "nothing-here/"]


def assert_hidden(client, url: str) -> None:
    for route in ROUTES:
        answer = client.get(url + route)
        assert answer.status_code == 404, route
        assert "Some words." not in answer.content.decode()
        assert "Foreword" not in answer.content.decode()


def test_a_draft_is_on_none_of_its_addresses(client, report):
    draft = builders.document_page(builders.section("Foreword"), below=report, live=False)

    assert_hidden(client, draft.url)


@pytest.mark.parametrize("state", ["draft", "withdrawn", "for some people only"])
def test_a_live_document_is_not_public_if_its_publication_is_not(client, text, report, state):
    if state == "draft":
        report.unpublish()
    elif state == "withdrawn":
        report.withdraw(reason="It was wrong.", on=date(2022, 3, 1))
    else:
        builders.made_private(report)

    assert_hidden(client, text.url)
    assert text.pk not in BasePage.objects.visible_to_public().values_list("pk", flat=True)
    assert text.full_url not in sitemap(client)


def test_people_who_may_see_a_publication_may_read_its_documents(client, text, report):
    builders.made_private(report)

    client.force_login(builders.staff("Editor"))

    assert client.get(f"{text.url}all/").status_code == 200


def test_a_withdrawn_document_shows_a_notice_in_place_of_its_text(client, text, report):
    text.withdraw(reason="Table 4 was wrong.", on=date(2022, 3, 1))

    answer = client.get(text.url)

    assert "Table 4 was wrong." in main_words(answer)
    assert "Foreword" not in main_words(answer)
    for route in ("foreword/", "all/"):
        assert client.get(text.url + route).status_code == 404
    assert "The report itself" not in main_words(client.get(report.url))


def test_a_document_of_a_draft_shows_up_when_the_publication_goes_live(client):
    report = builders.publication(live=False)
    text = builders.document_page(below=report)
    hidden = client.get(text.url)

    report.save_revision().publish()

    assert hidden.status_code == 404
    assert client.get(text.url).status_code == 200


# Preview


def test_a_preview_shows_the_whole_document_even_while_it_is_unfinished(client, report):
    draft = builders.document_page(
        builders.section("One", ("text", f"<p>Begun.{builders.mark('gone')}</p>")),
        builders.section("Two"),
        below=report,
        live=False,
    )

    answer = draft.make_preview_request()

    assert answer.status_code == 200
    assert "Begun." in main_words(answer)
    assert "Two" in main_words(answer)


def test_a_preview_can_show_the_first_page(client, text):
    answer = text.make_preview_request(preview_mode="start")

    assert "3 sections" in main_words(answer)
