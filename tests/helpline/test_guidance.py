"""G1 and G3 to G7: guides in parts, the directory of agencies, resources."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from helpline.models import GuidePage
from tests import builders
from tests.reading import document, links, main, main_words, structured_data, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def test_a_guide_lists_its_parts_and_leads_to_each(client):
    # The page around it has ids of its own, and one is called so.
    guide = builders.guide("Forms of slavery", "Helplines", "Content")

    answer = client.get(guide.url)

    ids = [part["id"] for part in document(answer).select("[id]")]
    contents = [link["href"] for link in main(answer).select(".contents a")]
    assert len(contents) == 3
    assert {address.removeprefix("#") for address in contents} <= set(ids)
    assert len(ids) == len(set(ids))
    assert "Forms of slavery" in links(main(answer))


def test_two_parts_with_one_heading_are_refused():
    parts = GuidePage._meta.get_field("parts").stream_block
    body = [{"type": "text", "value": "<p>Words.</p>"}]
    value = parts.to_python(
        [
            {"type": "part", "value": {"heading": heading, "body": body}}
            for heading in ("Signs", "Help", "signs")
        ]
    )

    with pytest.raises(ValidationError) as refusal:
        parts.clean(value)

    assert list(refusal.value.block_errors) == [2]
    assert "Another part has this heading" in str(refusal.value.as_json_data())


def test_a_guide_says_when_it_was_reviewed_and_not_who_keeps_it(client):
    guide = builders.guide(
        display_date=date(2022, 3, 4), guide_owner=builders.staff(username="jane.editor")
    )

    answer = client.get(guide.url)

    assert "4 March 2022" in main_words(answer)
    assert "jane.editor" not in answer.content.decode()


def test_a_guide_for_professionals_says_so(client):
    guide = builders.guide(audience="professionals")

    assert "professionals" in main_words(client.get(guide.url)).lower()


def test_the_guidance_list_stands_in_the_editors_order_without_drafts(client):
    builders.guide(title="Zebra")
    builders.guide(title="Draft", live=False)
    builders.agencies_page(title="Agencies")
    builders.guide(title="Apple")

    seen = main_words(client.get("/guidance/"))

    assert seen.index("Zebra") < seen.index("Agencies") < seen.index("Apple")
    assert "Draft" not in seen


def test_an_empty_guidance_list_says_so(client):
    answer = client.get(builders.guidance_index().url)

    assert answer.status_code == 200
    assert len(main_words(answer)) > len("Guidance")


def test_the_directory_shows_each_agency(client):
    builders.agency(
        name="Border Force",
        role="Checks people at the border.",
        website="https://example.com/border",
        is_first_responder=True,
    )

    answer = client.get(builders.agencies_page().url)

    assert "Checks people at the border." in main_words(answer)
    assert "first responder" in main_words(answer).lower()
    assert "https://example.com/border" in links(main(answer)).values()


def test_agencies_stand_by_nation_with_those_for_all_first_and_no_empty_heading(client):
    builders.agency(name="Crown Office", nation="scotland", sort_order=1)
    builders.agency(name="Border Force", nation="uk", sort_order=2)
    builders.agency(name="Councils", nation="uk", sort_order=1)

    answer = client.get(builders.agencies_page().url)

    headings = [words(heading) for heading in main(answer).select("h2, h3")]
    expected = ["The whole of the UK", "Councils", "Border Force", "Scotland", "Crown Office"]
    assert headings == expected


def test_an_agency_says_how_to_reach_it_with_the_number_of_the_registry(client):
    line = builders.helpline()
    builders.agency(
        name="The police",
        phone=line,
        email="desk@example.org",
        contact_url="https://example.com/contact",
    )
    page = builders.agencies_page()
    before = main(client.get(page.url))

    line.number, line.spoken_form = "+442079460999", "020 7946 0999"
    line.save_revision().publish()

    after = main(client.get(page.url))
    assert links(before)["desk@example.org"] == "mailto:desk@example.org"
    assert "https://example.com/contact" in links(before).values()
    assert before.find("a", href="tel:+442079460000")
    assert words(after.find("a", href="tel:+442079460999")) == "020 7946 0999"


def test_an_agency_shows_no_number_that_is_not_live_or_was_deleted(client):
    line = builders.helpline()
    builders.agency(phone=line)
    page = builders.agencies_page()

    line.unpublish()
    hidden = client.get(page.url)
    line.delete()
    gone = client.get(page.url)

    for answer in (hidden, gone):
        assert "The police" in main_words(answer)
        assert not main(answer).select("a[href^=tel]")
        assert "telephone" not in str(structured_data(answer))


def test_machines_read_the_agencies_of_the_directory(client):
    builders.agency(name="Crown Office", nation="scotland", website="https://example.com/copfs")

    facts = structured_data(client.get(builders.agencies_page().url))[1]

    (entry,) = facts["mainEntity"]["itemListElement"]
    assert entry["item"] == {
        "@type": "GovernmentOrganization",
        "name": "Crown Office",
        "description": "Look into crimes.",
        "url": "https://example.com/copfs",
        "areaServed": "Scotland",
    }


def test_resources_stand_by_audience_with_their_maker(client):
    builders.resource(title="For all", publisher="A charity", url="https://example.com/all")
    builders.resource(title="For firms", audience="employers")

    answer = client.get(builders.resources_page().url)
    seen = main_words(answer)

    assert seen.index("For all") < seen.index("For employers and businesses")
    assert seen.index("For employers and businesses") < seen.index("For firms")
    assert "A charity" in seen
    assert "https://example.com/all" in links(main(answer)).values()


def test_an_audience_without_resources_has_no_heading(client):
    builders.resource(title="For all")

    seen = main_words(client.get(builders.resources_page().url))

    assert "For employers and businesses" not in seen


def test_a_resource_without_an_address_is_listed_without_a_link(client):
    builders.resource(title="A leaflet")

    answer = client.get(builders.resources_page().url)

    assert "A leaflet" in main_words(answer)
    assert "" not in links(main(answer)).values()


def test_a_resource_with_an_address_and_a_file_is_refused():
    file = builders.document()

    with pytest.raises(ValidationError, match="not both"):
        builders.resource(url="https://example.com/", document=file)


def test_lists_without_records_say_so(client):
    for page in (builders.agencies_page(), builders.resources_page()):
        answer = client.get(page.url)

        assert answer.status_code == 200
        assert len(main_words(answer)) > len(page.title) + len("Home Guidance")
