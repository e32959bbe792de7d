"""What a new site starts with, and that it never gets in the way of staff afterwards."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains
from pytest_django.plugin import DjangoDbBlocker
from wagtail.fields import StreamField
from wagtail.models import Page, Revision, Site

from core.models import BasePage, Commissioner, DatePrecision, OfficeSettings, Topic
from editorial.checks.rules import findings
from helpline.models import (
    Agency,
    GlossaryPage,
    GlossaryTerm,
    GuidePage,
    HelpPage,
    Resource,
    Service,
)
from home import latest
from home.models import HomePage, NavigationSettings, StandardPage
from news.models import NewsPage, PressPiecePage
from operations.models import StarterRecord
from operations.starter_content import loading
from operations.starter_content.loading import load
from operations.starter_content.pieces import pieces
from publications.models import (
    CollectionPage,
    DocumentPage,
    Figure,
    LetterPage,
    PublicationPage,
    Recommendation,
    RecommendationsPage,
    SeriesPage,
)
from safety.models import ExitSettings
from tests.operations.link_walk import Walk
from tests.reading import links, main, main_words

PHONE_NUMBER = re.compile(r"\b(?:999|101|112)\b|(?:\+44|\b0)\d[\d ]{7,}")
TAG = re.compile(r"<[^>]*>")
# Straight quotation marks, dashes that stand for a break, and spaces that cannot be seen.
UNTIDY = re.compile("[\"'\u2014\u00a0\u200b\t]")

# The address of the one work that was written for this website.
SUMMARY = "what-the-law-says-about-the-commissioner"

EIGHT_STORIES = [
    "The critical role of the financial sector in eradicating modern slavery",
    (
        "Joint statement following the Roundtable on Trafficking in Human Beings "
        "and the Financial Sector"
    ),
    "IASC response to the Nationality and Borders Bill",
    (
        "The role of independent National Rapporteurs or equivalent mechanisms "
        "in enhancing States’ anti-trafficking responses"
    ),
    "Independent Anti-Slavery Commissioner’s Annual Report 2020–2021",
    "Independent Anti-Slavery Commissioner’s Strategic Plan 2019–2021",
    "Need for coordinated action by G7 leaders on forced labour",
    "Home Office mailing list and resources on the EU Settlement Scheme",
]


@pytest.fixture(scope="module")
def loaded_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Loaded once for this file, in a transaction that is undone at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(loaded_once: None, db: None) -> None:
    """A site with the starter content; what a test changes is undone after it."""


def part_of_front_page(name: str) -> Any:
    parts = HomePage.objects.get().parts
    return next(part.value for part in parts if part.block_type == name)


def stored(page: Page) -> str:
    """All running text of `page`, as the database keeps it."""
    streams = [field for field in page._meta.get_fields() if isinstance(field, StreamField)]
    return " ".join(
        str(field.stream_block.get_prep_value(getattr(page, field.name))) for field in streams
    )


def texts(value: Any) -> Iterator[str]:
    """All strings within `value`, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for content in value.values():
            yield from texts(content)
    elif isinstance(value, list):
        for content in value:
            yield from texts(content)


# What it shows


def test_the_front_page_has_all_parts_of_the_reference_page_in_order(loaded):
    assert [part.block_type for part in HomePage.objects.get().parts] == [
        "commissioner",
        "stories",
        "latest_news",
        "publications",
        "victim_help",
        "what_is",
        "agencies",
        "latest_posts",
    ]


def test_the_eight_stories_stand_in_the_order_of_the_reference_page(loaded):
    stories = part_of_front_page("stories")["stories"]

    assert [story["heading"] for story in stories] == EIGHT_STORIES
    assert all(story["page"].live for story in stories)


def test_recent_news_shows_the_six_items_with_their_dates(loaded):
    assert [(page.display_date, page.card.label) for page in latest.news()] == [
        (date(2022, 1, 25), "News"),
        (date(2021, 12, 30), "Op-ed"),
        (date(2021, 12, 29), "News"),
        (date(2021, 12, 23), "News"),
        (date(2021, 12, 20), "News"),
        (date(2021, 12, 16), "News"),
    ]


def test_the_press_pieces_name_their_outlets(loaded):
    pieces_by_outlet = {page.outlet: page for page in PressPiecePage.objects.live()}

    assert set(pieces_by_outlet) == {"The Times Red Box", "The Daily Telegraph", "The Independent"}
    assert pieces_by_outlet["The Times Red Box"].display_date == date(2021, 11, 4)
    assert "29 December 2021" in pieces_by_outlet["The Daily Telegraph"].summary


def test_the_commissioner_of_the_reference_page_is_in_office(loaded):
    commissioner = Commissioner.objects.in_office(on=date(2022, 1, 25)).get()

    assert commissioner.full_name == "Dame Sara Thornton DBE QPM"
    assert commissioner.took_office_on == date(2019, 5, 1)


def test_publications_have_type_partners_and_reference_data(loaded):
    by_slug = {page.slug: page for page in PublicationPage.objects.live()}

    assert len(by_slug) == 13
    assert by_slug["annual-report-2019-2020"].isbn == "978-1-5286-2117-5"
    assert by_slug["annual-report-2020-2021"].isbn == "978-1-5286-2622-4"
    assert by_slug["annual-report-2021-2022"].isbn == "978-1-5286-3268-3"
    assert by_slug["strategic-plan-2019-2021"].isbn == "978-1-5286-1600-3"
    assert by_slug["strategic-plan-2024-2026"].isbn == "978-1-5286-5416-6"
    assert by_slug["annual-report-2020-2021"].series.title == "Annual reports"
    assert by_slug["joint-statement-roundtable-financial-sector"].card_source == "FAST, OSCE"
    assert by_slug["child-trafficking-in-the-uk-2021"].display_date == date(2021, 12, 23)
    assert [slug for slug, page in by_slug.items() if page.attachments.exists()] == [SUMMARY]


def test_letters_say_from_whom_and_to_whom_and_the_day_if_it_is_known(loaded):
    letters = {page.slug: page for page in LetterPage.objects.live()}
    bill = letters.pop("letter-to-the-home-secretary-nationality-and-borders-bill")
    g7 = letters.pop("g7-open-letter-on-forced-labour")

    assert not letters
    assert (bill.from_words, bill.to_words) == ("the Commissioner", "the Home Secretary")
    assert bill.sent_on == date(2021, 9, 7)
    assert g7.from_words == "the Commissioner and others"
    assert (g7.to_words, g7.sent_on) == ("G7 Heads of State and Government", None)
    assert not any(page.reply_due_on or page.first_letter for page in (bill, g7))


def test_no_publication_shows_a_first_of_the_month_that_nobody_knows(loaded):
    for page in PublicationPage.objects.filter(display_date__day=1):
        assert page.date_precision != DatePrecision.DAY, page.title


def test_the_summary_of_the_law_can_be_read_here(loaded, client: Client):
    page = PublicationPage.objects.get(slug=SUMMARY)
    document = DocumentPage.objects.get()

    answer = client.get(page.url)

    assertContains(answer, f'href="{document.url}"', count=1)
    assertContains(answer, "Web page, 6 sections, English")
    assertContains(answer, "This website’s own summary")
    assertNotContains(answer, "not on this website yet")


def test_the_summary_has_the_numbers_of_the_act(loaded, client: Client):
    answer = client.get(f"{DocumentPage.objects.get().url}all/")

    for number in ("40.1", "41.4", "42.5", "43.3", "44.2"):
        assertContains(answer, f'id="p{number}"')
    assertContains(answer, "The five sections of Part 4")
    assertContains(answer, '<th scope="row">The Scottish Ministers</th>', html=True)
    assertContains(answer, 'role="doc-backlink"', count=5)


@pytest.mark.parametrize("number", range(40, 45))
def test_each_section_of_the_act_has_an_address(loaded, client: Client, number):
    answer = client.get(f"{DocumentPage.objects.get().url}section-{number}/")

    assertContains(answer, f'id="p{number}.1"')


def test_the_joint_statement_quotes_the_count_of_countries_with_its_source(loaded, client: Client):
    figure = Figure.objects.get()
    page = PublicationPage.objects.get(slug="joint-statement-roundtable-financial-sector")

    answer = client.get(page.url)

    assertContains(answer, f'<a class="sourced" href="/figures/{figure.slug}/">12</a> countries')
    assertContains(client.get(f"/figures/{figure.slug}/"), "30 November 2021")


def test_no_recommendation_is_there_and_the_record_says_so(loaded, client: Client):
    answer = client.get(RecommendationsPage.objects.get().url)

    assert not Recommendation.objects.exists()
    assertContains(answer, "No recommendations yet")


def test_a_report_leads_to_the_news_of_its_launch(loaded, client: Client):
    report = PublicationPage.objects.get(slug="child-trafficking-in-the-uk-2021")
    item = NewsPage.objects.get(slug="child-trafficking-report-with-ecpat-uk")

    assertContains(client.get(report.url), item.title)
    assertContains(client.get(item.url), f'<a href="{report.url}">', count=2)


def test_the_letter_on_the_bill_leads_to_the_op_eds_on_it(loaded, client: Client):
    answer = client.get(
        LetterPage.objects.get(slug="letter-to-the-home-secretary-nationality-and-borders-bill").url
    )

    assertContains(answer, "Rushed borders bill will fail victims of modern slavery")
    assertContains(answer, "Joint op-ed with the Victims’ Commissioner")


def test_series_and_the_collection_hold_their_works(loaded):
    sizes = {page.slug: page.publications.count() for page in SeriesPage.objects.live()}
    assert sizes == {"annual-reports": 3, "strategic-plans": 2}
    assert len(CollectionPage.objects.get().works()) == 3


def test_the_four_helplines_are_in_the_registry(loaded):
    assert [(service.number, service.placement) for service in Service.objects.live()] == [
        ("999", "top"),
        ("+448000121700", "top"),
        ("101", "foot"),
        ("+44800555111", "foot"),
    ]


def test_what_to_do_names_all_four_helplines_and_the_warning(loaded):
    victim_help = part_of_front_page("victim_help")

    assert {step["service"].number for step in victim_help["steps"]} == {
        "999",
        "101",
        "+448000121700",
        "+44800555111",
    }
    assert "Do not tell the person" in victim_help["warning"]
    assert {step.value["service"] for step in HelpPage.objects.get().steps} == set(
        Service.objects.all()
    )


def test_agencies_resources_topics_guides_and_standard_pages_are_there(loaded):
    assert Agency.objects.filter(is_first_responder=True).count() == 7
    assert Resource.objects.filter(title__startswith="EU Settlement Scheme").count() == 5
    assert {topic.slug for topic in Topic.objects.all()} >= {"financial-sector", "child-victims"}
    assert set(GuidePage.objects.live().values_list("slug", flat=True)) == {
        "what-is-modern-slavery",
        "forms-of-modern-slavery",
        "spot-the-signs",
        "national-referral-mechanism",
        "referring-someone",
        "staying-safe-online",
    }
    assert set(StandardPage.objects.live().values_list("slug", flat=True)) == {
        "about",
        "contact",
        "accessibility",
        "privacy",
        "terms",
    }


TRUTHS = {
    "it hides the screen": "hides the screen and this tab’s way back",
    "other tabs": "closes our pages in your other tabs",
    "history": "the browser’s history",
    "address bar": "what the address bar suggests",
    "the search": "the search that led you here",
    "synced devices": "copied to your other devices",
    "downloads": "files that you downloaded",
    "prints": "pages that you printed",
    "autofill": "words that the browser fills in",
    "logs": "the router at home, or the network at work",
    "spyware": "what spyware has seen",
    "screenshots": "and screenshots",
    "the app switcher": "small picture of the page in the list of open apps",
    "without JavaScript": "the Back button then returns to our page",
    "a blank history": "wiped blank can itself make somebody suspicious",
    "single entries": "safer to delete single entries",
    "another device": "a device that the other person has never touched",
    "private browsing": "Private or “incognito” windows help",
    "and its limits": "do not make you invisible",
    "how to come back": "type our address, or follow a link to us",
    "other sites between": "Back may stop on empty pages",
    "tabs that moved on": "already moved on to another website can still come back",
    "the time stamp": "the time of your exit",
}


@pytest.mark.parametrize("truth", TRUTHS)
def test_staying_safe_online_says_plainly_what_the_exit_can_and_cannot_do(
    loaded, client: Client, truth
):
    page = GuidePage.objects.get(slug="staying-safe-online")

    assert TRUTHS[truth] in main_words(client.get(page.url))


def test_every_word_of_the_glossary_has_its_place_and_leads_to_a_page(loaded, client: Client):
    page = GlossaryPage.objects.get()

    answer = client.get(page.url)

    for term in GlossaryTerm.objects.all():
        assertContains(answer, f'id="{term.slug}"')
    assert GlossaryTerm.objects.count() > 30
    assert set(links(main(answer)).values()) >= {GuidePage.objects.get(slug="spot-the-signs").url}


def test_guides_lead_to_the_glossary(loaded, client: Client):
    page = GuidePage.objects.get(slug="referring-someone")

    assertContains(client.get(page.url), 'href="/guidance/glossary/#consent"')


def test_settings_lead_to_help_and_to_staying_safe(loaded):
    site = Site.objects.get()
    navigation = NavigationSettings.for_site(site)

    assert navigation.help_page == HelpPage.objects.get()
    assert navigation.safety_page.slug == "staying-safe-online"
    assert [entry.value["text"] for entry in navigation.menu] == [
        "News",
        "Publications",
        "Guidance",
        "About",
    ]
    assert OfficeSettings.for_site(site).email
    assert OfficeSettings.for_site(site).licence.startswith("Open Government Licence v3.0")
    assert ExitSettings.for_site(site).destination == "https://www.bbc.co.uk/weather"


def test_every_page_is_live_has_a_summary_and_a_history(loaded):
    for page in BasePage.objects.specific():
        assert page.live and page.summary, page.title
        assert page.latest_revision is not None, page.title
        assert not page.has_unpublished_changes, page.title


# That it is right


def test_staff_can_save_every_text_as_it_is(loaded):
    for page in BasePage.objects.specific():
        page.full_clean()
        for field in page._meta.get_fields():
            if isinstance(field, StreamField):
                field.stream_block.clean(getattr(page, field.name))


def test_no_text_holds_a_phone_number(db):
    for piece in pieces():
        values = {
            name: value
            for name, value in piece.values.items()
            if piece.model is not Service or name not in {"number", "spoken_form"}
        }
        for text in texts(values):
            assert not PHONE_NUMBER.search(text), f"{piece.key}: {text}"


def test_texts_use_the_characters_of_good_typesetting(db):
    for piece in pieces():
        for text in texts(piece.values):
            assert not UNTIDY.search(TAG.sub("", text)), f"{piece.key}: {text}"


def test_links_within_the_text_lead_to_pages_that_exist(loaded):
    ids = set(Page.objects.values_list("pk", flat=True))

    for page in BasePage.objects.specific():
        html = stored(page)
        assert "page:" not in html, page.title
        for found in re.findall(r'linktype="page" id="(\d+)"', html):
            assert int(found) in ids, page.title


def test_the_page_tree_is_sound(loaded):
    assert all(not problems for problems in Page.find_problems())


# That it never gets in the way


def test_a_second_load_changes_nothing(loaded, django_assert_num_queries):
    revisions = Revision.objects.count()

    with django_assert_num_queries(1):
        assert load() == 0
    assert Revision.objects.count() == revisions


def test_it_replaces_wagtails_welcome_page(loaded):
    assert Site.objects.get().root_page.specific == HomePage.objects.get()
    assert not Page.objects.filter(title__startswith="Welcome").exists()


def forget(*keys: str) -> None:
    """As if these pieces had come with a newer version of the starter content."""
    StarterRecord.objects.filter(key__in=keys).delete()


def test_what_staff_changed_stays_when_new_pieces_come(loaded):
    item = NewsPage.objects.get(slug="labour-exploitation-risks-seasonal-worker-visa")
    item.title = "Changed by staff"
    item.save_revision().publish()
    Service.objects.filter(number="101").update(cost="Changed by staff")
    Topic.objects.filter(slug="international").delete()
    forget("topic.international")

    assert load() == 1

    item.refresh_from_db()
    assert item.title == "Changed by staff"
    assert Service.objects.get(number="101").cost == "Changed by staff"
    assert Topic.objects.filter(slug="international").exists()


def test_what_staff_deleted_stays_away_when_new_pieces_come(loaded):
    NewsPage.objects.get(slug="response-to-the-low-pay-commission").delete()
    Topic.objects.filter(slug="international").delete()
    forget("topic.international")

    load()

    assert not NewsPage.objects.filter(slug="response-to-the-low-pay-commission").exists()


def test_what_staff_moved_stays_where_it_is(loaded):
    terms = StandardPage.objects.get(slug="terms")
    terms.move(StandardPage.objects.get(slug="about"), pos="last-child")

    load()

    assert StandardPage.objects.get(slug="terms").get_parent().slug == "about"


def test_a_new_page_below_a_deleted_one_stays_away(loaded):
    BasePage.objects.get(slug="news").delete()
    forget("news.seasonal-workers")

    assert load() == 1
    assert not NewsPage.objects.exists()
    assert load() == 0


def test_a_new_page_that_links_to_a_deleted_one_keeps_its_words(loaded):
    PublicationPage.objects.get(slug="child-trafficking-in-the-uk-2021").delete()
    NewsPage.objects.get(slug="child-trafficking-report-with-ecpat-uk").delete()
    forget("news.child-trafficking-snapshot")

    load()

    page = NewsPage.objects.get(slug="child-trafficking-report-with-ecpat-uk")
    assert "together: Child trafficking in the UK 2021: a snapshot." in stored(page)


def test_a_new_publication_leaves_out_the_document_that_staff_deleted(loaded):
    PublicationPage.objects.get(slug=SUMMARY).delete()
    forget("publication.part-4-summary")

    load()

    assert not PublicationPage.objects.get(slug=SUMMARY).attachments.exists()


def test_a_new_page_says_that_a_figure_is_gone_which_staff_deleted(loaded, client: Client):
    Figure.objects.get().delete()
    PublicationPage.objects.get(slug="joint-statement-roundtable-financial-sector").delete()
    forget("publication.financial-sector-joint-statement")

    load()

    page = PublicationPage.objects.get(slug="joint-statement-roundtable-financial-sector")
    assertContains(client.get(page.url), "(figure not available) countries")


def test_a_new_page_keeps_its_words_for_a_term_that_staff_deleted(loaded):
    GlossaryTerm.objects.get(slug="consent").delete()
    GuidePage.objects.get(slug="referring-someone").delete()
    forget("guide.referring-someone")

    load()

    assert "Ask for their consent." in stored(GuidePage.objects.get(slug="referring-someone"))


def test_a_page_and_a_record_that_staff_made_first_stay_theirs(loaded):
    Topic.objects.filter(slug="international").update(description="By staff")
    StandardPage.objects.filter(slug="terms").update(summary="By staff")
    forget("topic.international", "terms")

    load()

    assert Topic.objects.get(slug="international").description == "By staff"
    assert StandardPage.objects.get(slug="terms").summary == "By staff"


def test_a_gate_that_objects_is_named(loaded):
    page = PublicationPage.objects.first()
    page.publication_type = ""

    with pytest.raises(loading.Refused, match="Choose the type"):
        loading.publish(page)


def test_each_record_knows_what_it_became(loaded):
    record = StarterRecord.objects.get(key="home")

    assert record.content_type == ContentType.objects.get_for_model(HomePage)
    assert record.target == HomePage.objects.get()


# That it says what is wrong

COLUMN = '{ type = "text", heading = "Name" }'


@pytest.mark.parametrize(
    ("line", "error", "words"),
    [
        ('topics = ["topic.none"]', loading.Misstated, "No piece “topic.none” comes before"),
        ('body = [{ headline = "A" }]', loading.Misstated, "no “headline” here. There is: heading"),
        ('body = [{ note = { words = "A" } }]', loading.Misstated, "no “words” here"),
        ('body = [{ quote = { text = "A" } }]', loading.Misstated, '"speaker".*is required'),
        (
            f'body = [{{ table = {{ table = {{ columns = [{COLUMN}], rows = [["A", "B"]] }} }} }}]',
            ValueError,
            "longer",
        ),
        ('author = "A"', FieldDoesNotExist, "author"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_piece(
    loaded, monkeypatch, tmp_path, line, error, words
):
    piece = ['["wrong"]', 'model = "home.StandardPage"', 'parent = "home"', 'slug = "wrong"']
    (tmp_path / "new.toml").write_text("\n".join([*piece, 'title = "Wrong"', line]))
    monkeypatch.setattr("operations.starter_content.pieces.FOLDER", tmp_path)
    monkeypatch.setattr("operations.starter_content.pieces.FILES", ["new"])

    with pytest.raises(error, match=words) as caught:
        load()

    assert caught.value.__notes__ == ["In new.toml, piece “wrong”."]


@pytest.mark.parametrize(
    ("lines", "error", "place"),
    [
        ('["wrong"]\nmodel = "home.Nothing"', LookupError, "In new.toml, piece “wrong”."),
        ('["wrong"]\nmodel = Nothing', tomllib.TOMLDecodeError, "In new.toml."),
    ],
)
def test_what_cannot_even_be_read_is_said_with_its_file(monkeypatch, tmp_path, lines, error, place):
    (tmp_path / "new.toml").write_text(lines)
    monkeypatch.setattr("operations.starter_content.pieces.FOLDER", tmp_path)
    monkeypatch.setattr("operations.starter_content.pieces.FILES", ["new"])

    with pytest.raises(error) as caught:
        list(pieces())

    assert caught.value.__notes__ == [place]


def test_no_page_holds_what_staff_are_asked_to_put_right(loaded):
    found = [
        f"{page}: {finding.message}"
        for page in BasePage.objects.specific()
        for finding in findings(page)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/about", "/about/"),
        ("/ABOUT/", "/about/"),
        ("/About-the-Commissioners-Office", "/about/"),
        ("/about-the-commissioners-office/our-team/", "/about/"),
        ("/frequently-asked-questions/", "/about/"),
        ("/news-insights/an-item/", "/news/"),
        ("/News-Insights/", "/news/"),
        ("/media/1461/a-report.pdf", "/publications/"),
        ("/independent-anti-slavery-commissioner-archive", "/publications/"),
    ],
)
@pytest.mark.usefixtures("loaded")
def test_an_address_of_the_old_site_leads_on(client, old, new):
    answer = client.get(old, follow=True)

    assert (answer.status_code, answer.request["PATH_INFO"]) == (200, new)


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("loaded")
def test_every_link_of_the_site_answers_and_every_place_within_a_page_is_there(client):
    walk = Walk(client)

    assert walk.broken == []
    assert len(walk.links) > 300
