"""The list of publications: by type, topic, partner and year."""

from datetime import date

import pytest

from tests import builders
from tests.reading import links, main, main_words, titles, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def works():
    """Four publications of different type, topic, partner and year."""
    law, osce = builders.topic("Law"), builders.partner("OSCE")
    themis = builders.partner("Themis")
    builders.publication(
        title="Annual report", publication_type="annual_report", display_date=date(2021, 10, 1)
    )
    builders.publication(
        title="Brief",
        publication_type="brief",
        display_date=date(2021, 12, 1),
        topics=[law],
        partners=[osce],
    )
    builders.publication(
        title="Joint report", display_date=date(2021, 1, 1), partners=[osce, themis]
    )
    builders.publication(
        title="Letter", publication_type="letter", display_date=date(2022, 1, 1), topics=[law]
    )


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("", ["Letter", "Brief", "Annual report", "Joint report"]),
        ("type/annual-report/", ["Annual report"]),
        ("topic/law/", ["Letter", "Brief"]),
        ("partner/osce/", ["Brief", "Joint report"]),
        ("partner/themis/", ["Joint report"]),
        ("2021/", ["Brief", "Annual report", "Joint report"]),
        ("type/brief/topic/law/partner/osce/2021/", ["Brief"]),
        ("topic/law/partner/osce/", ["Brief"]),
    ],
)
def test_an_address_that_names_type_topic_partner_and_year_shows_their_works(
    client, works, address, shown
):
    assert titles(client.get(f"/publications/{address}")) == shown


def test_filters_offer_the_partners_in_use(client, works):
    builders.partner("Nobody yet")

    offered = links(main(client.get("/publications/2021/"))).values()

    assert "/publications/partner/osce/2021/" in offered
    assert "/publications/partner/nobody-yet/2021/" not in offered


def test_a_partner_without_public_publications_is_as_unknown_as_nonsense(client, works):
    builders.publication(partners=[builders.partner("Not yet")], live=False)

    answer = client.get("/publications/partner/not-yet/")

    assert answer.status_code == 404
    assert "Not yet" not in main_words(answer)


@pytest.mark.parametrize(
    "address",
    [
        "partner/nonsense/",
        "partner/osce/topic/law/",
        "type/annual_report/",
        "type/news/",
        "topic/nonsense/",
        "0000/",
        "99999/",
        "partner/osce/0000/",
        "?page=x",
        "?page=999999",
        "partner/osce/?page=1",
    ],
)
def test_an_address_that_means_nothing_is_not_found_and_still_shows_help(client, works, address):
    builders.helpline(placement="foot", spoken_form="020 7946 0000")

    answer = client.get(f"/publications/{address}")

    assert answer.status_code == 404
    assert "020 7946 0000" in answer.content.decode()


def test_drafts_withdrawn_private_and_expired_works_are_not_listed(client):
    builders.publication(title="Draft", live=False)
    builders.publication(title="Expired", live=False, expired=True)
    builders.publication(title="Withdrawn", withdrawn_on=date(2022, 2, 1))
    builders.made_private(builders.publication(title="Private"))
    builders.publication(title="Public")

    assert titles(client.get("/publications/")) == ["Public"]


def test_what_only_drafts_have_is_not_offered_as_a_filter(client):
    osce = builders.partner("OSCE")
    secret = builders.topic("Secret")
    builders.publication(
        title="Draft",
        live=False,
        publication_type="letter",
        display_date=date(2015, 1, 1),
        partners=[osce],
        topics=[secret],
    )
    builders.publication(title="Public")

    seen = main(client.get("/publications/"))

    for part in ("osce", "secret", "letter", "2015"):
        assert part not in str(seen).lower()


def test_an_entry_shows_type_date_title_summary_and_partners(client):
    builders.publication(
        title="A joint report",
        summary="What we found.",
        display_date=date(2021, 4, 1),
        partners=[builders.partner("OSCE"), builders.partner("Themis")],
    )

    seen = main_words(client.get("/publications/"))

    for part in ("Report", "1 April 2021", "A joint report", "What we found.", "OSCE", "Themis"):
        assert part in seen


def test_series_and_collections_are_linked_but_are_no_entries(client):
    series = builders.series(title="Annual reports")
    work = builders.publication(title="Report of 2021", series=series)
    collection = builders.collection(work, title="On finance")

    shown = main(client.get("/publications/"))
    entries = [words(title) for title in shown.select(".stream__year .card__title")]

    assert entries == ["Report of 2021"]
    assert {series.url, collection.url} <= set(links(shown).values())
    assert "Series" in words(shown)
    assert "Page" not in words(shown)
