"""What people find, by words, phrases and numbers, and where a hit leads."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from search import spelling
from tests import builders

pytestmark = pytest.mark.django_db


def read(client, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").main


def hits(client, q: str, **parts: str) -> list[str]:
    """The titles of what is found."""
    answer = client.get("/search/", {"q": q} | parts)
    return [title.text for title in titles(answer)]


def titles(answer) -> list:
    page = BeautifulSoup(answer.content, "html.parser")
    return page.select(".card .search__title a")


@pytest.mark.parametrize(
    "typed", ["victims", "VICTIM", "the victim’s", "víctim", "victim’s rights"]
)
def test_a_word_is_found_in_each_of_its_forms(client, typed):
    builders.news_item(title="Rights", body=builders.text("What victims may ask for."))
    builders.news_item(title="Other", body=builders.text("Nothing of it."))

    assert hits(client, typed) == ["Rights"]


def test_what_has_all_words_comes_before_what_has_some(client):
    builders.news_item(title="Farms", body=builders.text("Workers on farms."))
    builders.news_item(title="Both", body=builders.text("Car washes and workers on farms."))
    builders.news_item(title="Washes", body=builders.text("Car washes in towns."))

    page = client.get("/search/", {"q": "car washes farms"})

    assert [title.text for title in titles(page)][0] == "Both"
    assert "These have some of your words" in page.content.decode()


def test_a_title_counts_more_than_a_text(client):
    builders.news_item(title="A day", body=builders.text("Fishing is named here, fishing."))
    builders.news_item(title="Fishing boats", body=builders.text("At sea."))

    assert hits(client, "fishing") == ["Fishing boats", "A day"]


def test_words_in_quotation_marks_stand_in_this_order(client):
    builders.news_item(title="Apart", body=builders.text("The duty of all is to notify."))
    builders.news_item(title="Exact", body=builders.text("There is a duty to notify."))

    assert hits(client, '"duty to notify"') == ["Exact"]
    assert hits(client, "“duty to notify”") == ["Exact"]


def test_a_phrase_that_nothing_has_is_looked_for_as_words(client):
    builders.news_item(title="Apart", body=builders.text("Notify them: it is a duty."))

    page = client.get("/search/", {"q": '"notify duty"'})

    assert [title.text for title in titles(page)] == ["Apart"]
    assert "in this order" in page.content.decode()


@pytest.mark.parametrize("typed", ["978-1-5286-2117-5", "9781528621175", "978 1 5286 2117 5"])
def test_an_isbn_is_found_with_and_without_hyphens(client, typed):
    builders.publication(title="Numbered", isbn="978-1-5286-2117-5")
    builders.publication(title="Other", isbn="9781528624220")

    assert hits(client, typed) == ["Numbered"]


@pytest.mark.parametrize("typed", ["HC 123", "hc123", "HC123"])
def test_a_command_paper_is_found_by_its_number(client, typed):
    builders.publication(title="Laid", paper_number="HC 123")
    builders.publication(title="Other", paper_number="HC 124")

    assert hits(client, typed) == ["Laid"]


def test_a_short_form_finds_what_is_written_in_full(client):
    builders.glossary_page()
    builders.term("adviser scheme", other_names="QAS")
    builders.news_item(title="News of it", body=builders.text("The adviser scheme grows."))

    assert set(hits(client, "QAS")) == {"adviser scheme", "News of it"}


def with_pdf(*texts: str, **fields):
    """A report whose PDF has these texts on its pages."""
    report = builders.publication(**fields)
    file = builders.document("report.pdf", builders.pdf("Cover", pages=len(texts)))
    facts = file.current.facts
    for page, words in zip(facts.pages.all(), texts, strict=True):
        page.text = words
        page.save()
    builders.attachment(report, document=file, title="The whole report")
    return report, file


def test_a_hit_in_a_pdf_says_the_page_and_opens_there(client):
    report, file = with_pdf("One", "Nail bars and towns", "Three", title="A yearly report")

    page = read(client, "/search/?q=nail+bars")

    place = page.select_one(".search__places a")
    assert place["href"] == f"{file.url}#page=2"
    assert "p. 2" in place.text.replace("\n", " ")
    assert page.select_one(".search__title a")["href"] == report.url
    assert page.select_one(".search__places mark").text == "Nail bars"


def test_pages_of_one_pdf_are_one_hit_of_its_publication(client):
    with_pdf(*["Nail bars"] * 5, title="A yearly report")

    page = read(client, "/search/?q=nail+bars")

    assert [title.text for title in page.select(".search__title")] == ["A yearly report"]
    assert "1 result" in page.select_one(".stream__count").text
    assert len(page.select(".search__places li")) == 3


def test_a_section_of_a_document_is_found_at_its_own_address(client):
    sections = [builders.section("Findings", ("text", "<p>Scrap yards.</p>"))]
    document = builders.document_page(*sections, builders.section("More"), title="The text")

    page = read(client, "/search/?q=scrap+yards")

    assert page.select_one(".search__places a")["href"] == f"{document.url}findings/"


def test_a_part_of_a_guide_is_found_at_its_own_place(client):
    part = {"heading": "At work", "body": [{"type": "text", "value": "<p>Pay slips.</p>"}]}
    builders.guide(title="Signs", parts=builders.stream(("part", part)))

    page = read(client, "/search/?q=pay+slips")

    assert page.select_one(".search__places a")["href"].endswith("/#part-at-work")


def test_a_recommendation_is_a_hit_of_its_own(client):
    builders.recommendations_page()
    report = builders.publication(title="A report", slug="a-report")
    builders.recommendation(publication=report, number="3.2", text="Train every inspector.")

    page = read(client, "/search/?q=inspectors")

    link = page.select_one(".search__title a")
    assert link["href"] == "/recommendations/a-report/3-2/"
    assert "Recommendation 3.2" in link.text


def test_a_press_piece_is_found_and_said_to_be_elsewhere(client):
    builders.press_piece(title="Boats", article_url="https://example.org/a", outlet="The Gazette")

    card = read(client, "/search/?q=gazette").select_one(".card")

    assert "(other website)" in card.text
    assert "The Gazette" in card.text
    assert "example.org" not in str(card)  # the page itself leads on, and tells nobody the words


def test_helplines_agencies_terms_and_figures_are_found(client):
    builders.help_page()
    builders.helpline(name="Seafarers’ line")
    agencies = builders.agencies_page()
    agency = builders.agency(name="Marine inspectors")
    builders.glossary_page()
    builders.term("Debt bondage")
    builders.figures_page()
    builders.figure(name="Boats looked at", slug="boats")

    def leads(q):
        return read(client, f"/search/?q={q}").select_one(".search__title a")["href"]

    assert leads("seafarers") == "/get-help/"
    assert leads("marine") == f"{agencies.url}#agency-{agency.pk}"
    assert leads("bondage") == "/guidance/glossary/#debt-bondage"
    assert leads("boats") == "/figures/boats/"


def test_a_number_of_a_helpline_finds_it_and_stands_in_no_list_of_hits(client):
    builders.help_page()
    line = builders.helpline(name="Night line", placement="directory")

    page = read(client, f"/search/?q={line.spoken_form}")

    assert page.select_one(".search__title").text == "Night line"
    assert line.spoken_form not in page.select_one(".card").text


def test_a_word_that_nothing_has_is_put_right(client):
    builders.news_item(title="A case", body=builders.text("Of trafficking, on trial."))
    spelling.count_words()

    page = client.get("/search/", {"q": "traficking trial"})

    assert [title.text for title in titles(page)] == ["A case"]
    assert "Did you mean <strong>trafficking trial</strong>?" in page.content.decode()


def test_of_two_as_good_the_newer_comes_first_and_all_by_date_on_request(client):
    words = builders.text("Grapes and grapes.")
    builders.news_item(title="Old grapes", display_date=date(2019, 1, 1), body=words)
    builders.news_item(title="New", display_date=date(2022, 1, 1), body=words)
    builders.news_item(title="Newest", display_date=date(2023, 1, 1), body=words)

    assert hits(client, "grapes") == ["Old grapes", "Newest", "New"]
    assert hits(client, "grapes", sort="newest") == ["Newest", "New", "Old grapes"]


def test_the_marked_piece_is_text_and_never_markup(client):
    builders.news_item(title="<b>Bold</b> claims", body=builders.text("An &lt;img&gt; claims it."))

    page = client.get("/search/", {"q": "claims"}).content.decode()

    assert "&lt;b&gt;Bold&lt;/b&gt; <mark>claims</mark>" in page
    assert "&lt;img&gt;" in page and "<img>" not in page
