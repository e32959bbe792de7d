"""P11: the record of recommendations, its rules, its lists and a page for each of them."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from core.gates import PublishRefused
from publications.models import Recommendation, RecommendationsPage, StatusChange
from publications.recommendations import order_of, problems_of
from tests import builders
from tests.reading import document, links, main, main_words, messages_of, structured_data, words

pytestmark = pytest.mark.django_db

TODAY = date(2023, 1, 1)


@pytest.fixture
def record():
    """Five recommendations of two reports to two bodies, one of each status but two."""
    page = builders.recommendations_page()
    home, police = builders.partner("Home Office"), builders.partner("Police")
    old = builders.publication(title="Old report", slug="old", display_date=date(2020, 5, 1))
    new = builders.publication(title="New report", slug="new", display_date=date(2021, 5, 1))
    made = ("made", date(2020, 5, 1))
    builders.recommendation(
        made,
        ("accepted", date(2020, 9, 1)),
        ("implemented", date(2022, 2, 3)),
        publication=old,
        number="1",
        bodies=[home],
        text="Count them.",
    )
    builders.recommendation(
        made,
        ("rejected", date(2020, 9, 1)),
        publication=old,
        number="2",
        bodies=[home, police],
        text="Pay them.",
    )
    made = ("made", date(2021, 5, 1))
    builders.recommendation(made, publication=new, number="10", bodies=[police], text="Train them.")
    builders.recommendation(
        made,
        ("accepted", date(2021, 9, 1)),
        publication=new,
        number="2",
        bodies=[police],
        text="House them.",
    )
    builders.recommendation(
        made,
        ("partly_accepted", date(2021, 9, 1)),
        publication=new,
        number="3.1",
        bodies=[home],
        text="Ask them.",
    )
    return page


def shown(answer) -> list[str]:
    """The texts of the recommendations that a page lists."""
    return [words(cell) for cell in main(answer).select(".record__text")]


# Rules


@pytest.mark.parametrize(
    ("history", "place", "complaint"),
    [
        ([("accepted", date(2020, 1, 1))], 0, "must be “Made”"),
        (
            [("made", date(2020, 1, 2)), ("accepted", date(2020, 1, 1))],
            1,
            "The status before it is of 2 January 2020, which is later",
        ),
        ([("made", date(2023, 1, 2))], 0, "still to come"),
        ([("made", date(2020, 1, 1)), ("made", date(2020, 1, 1))], 1, "made once"),
    ],
)
def test_a_history_that_can_not_be_is_refused_at_its_line(history, place, complaint):
    (problem,) = problems_of(history, today=TODAY)

    assert problem.place == place
    assert complaint in problem.message


@pytest.mark.parametrize(
    "history",
    [
        [("made", TODAY)],
        [("made", date(2020, 1, 1)), ("accepted", date(2020, 1, 1))],
        [("made", date(2020, 1, 1)), ("accepted", date(2020, 2, 1)), ("accepted", TODAY)],
    ],
)
def test_statuses_of_one_day_and_repeated_ones_are_welcome(history):
    assert list(problems_of(history, today=TODAY)) == []


def test_a_recommendation_with_a_number_that_its_publication_has_is_refused():
    first = builders.recommendation(number="4a")

    with pytest.raises(ValidationError, match="has a recommendation with this number already"):
        builders.recommendation(number="4A", publication=first.publication)


def test_the_database_keeps_a_number_once_in_a_publication():
    first = builders.recommendation(number="4a")

    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.create(publication=first.publication, number="4A", live=False)


def test_another_publication_may_have_the_same_number():
    builders.recommendation(number="4")

    other = builders.publication(title="Another", slug="another")

    assert builders.recommendation(number="4", publication=other).pk


@pytest.mark.parametrize("number", ["", "four", "4 ", "4-1", "4.", ".4", "4/1", "no. 4", "４"])
def test_a_number_that_is_no_number_is_refused(number):
    with pytest.raises(ValidationError, match="number"):
        builders.recommendation(number=number)


@pytest.mark.parametrize(
    ("numbers", "in_order"),
    [
        (["10", "2", "1"], ["1", "2", "10"]),
        (["3.10", "3.2", "3"], ["3", "3.2", "3.10"]),
        (["2b", "2", "2a", "A1"], ["2", "2a", "2b", "A1"]),
    ],
)
def test_numbers_are_in_the_order_of_counting(numbers, in_order):
    assert sorted(numbers, key=order_of) == in_order


def test_only_made_needs_no_evidence():
    with pytest.raises(ValidationError, match="how we know"):
        StatusChange(status="accepted", changed_on=TODAY).full_clean(exclude=["recommendation"])

    StatusChange(status="made", changed_on=TODAY).full_clean(exclude=["recommendation"])


def test_evidence_is_an_address_or_a_page():
    change = StatusChange(
        changed_on=TODAY,
        evidence_url="https://example.com/",
        evidence_page_id=builders.news_item().pk,
    )

    with pytest.raises(ValidationError, match="not both"):
        change.full_clean(exclude=["recommendation"])


@pytest.mark.parametrize(
    "place",
    [
        "http://testserver/publications/a-report/document/part-2/#paragraph-4-12",
        "/publications/a-report/document/part-2/#paragraph-4-12",
        "document/part-2/#paragraph-4-12",
    ],
)
def test_the_address_of_a_paragraph_stays_right_when_the_publication_moves(client, place):
    record = builders.recommendations_page()
    report = builders.publication()
    one = builders.recommendation(publication=report, place=place)
    report.slug = "the-report"
    report.save()

    answer = client.get(f"{record.url}the-report/{one.number}/")

    assert links(main(answer))["paragraph 4.12"] == (
        "/publications/the-report/document/part-2/#paragraph-4-12"
    )


@pytest.mark.parametrize(
    "place",
    [
        "https://example.com/publications/a-report/",
        "//example.com/",
        "javascript:alert(1)",
        "/publications/another/",
        "../../admin/",
        "?page=2",
        "part/#a b",
    ],
)
def test_an_address_of_another_place_is_refused(place):
    builders.publication()

    with pytest.raises(ValidationError, match="no address below /publications/a-report/"):
        builders.recommendation(place=place)


def test_the_page_of_a_pdf_is_opened_there(client):
    record = builders.recommendations_page()
    report = builders.publication()
    builders.attachment(report, sort_order=1)
    file = builders.document()
    builders.attachment(report, document=file, sort_order=2)
    builders.recommendation(publication=report, source="page 34", pdf_page=36)

    answer = client.get(f"{record.url}a-report/1/")

    assert links(main(answer))["page 34"] == f"{file.url}#page=36"


def test_a_source_without_a_place_is_no_link(client):
    record = builders.recommendations_page()
    builders.recommendation()

    page = main(client.get(f"{record.url}a-report/1/"))

    # A link of these words would promise the paragraph, and give the first page of the report.
    assert "paragraph 4.12" in words(page)
    assert "paragraph 4.12" not in links(page)


# The door


def draft_of(one: Recommendation, **changes) -> Recommendation:
    for name, value in changes.items():
        setattr(one, name, value)
    one.save_revision()
    return one


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"bodies": []}, "at least one organisation"),
        ({"statuses": []}, "first status"),
        (
            {"statuses": [StatusChange(status="rejected", changed_on=date(2022, 1, 1))]},
            "Status 1: The first status must be “Made”",
        ),
    ],
)
def test_what_is_not_complete_never_goes_live(changes, complaint):
    one = draft_of(builders.recommendation(live=False), **changes)

    with pytest.raises(PublishRefused, match=complaint):
        one.get_latest_revision().publish(user=builders.staff("Publisher"))

    one.refresh_from_db()
    assert not one.live


def test_a_publication_with_recommendations_can_not_be_deleted_by_mistake():
    one = builders.recommendation()

    with pytest.raises(ProtectedError):
        one.publication.delete()


# Who sees it


@pytest.mark.parametrize(
    "hide",
    [
        lambda one: one.unpublish(),
        lambda one: one.publication.unpublish(),
        lambda one: builders.made_private(one.publication),
        lambda one: builders.made_private(builders.publications_index()),
        lambda one: type(one.publication).objects.update(
            withdrawn_on=date(2022, 1, 1), withdrawal_reason="A number was wrong."
        ),
    ],
    ids=["draft", "draft publication", "private publication", "private section", "withdrawn"],
)
def test_what_the_public_may_not_see_is_nowhere(client, hide):
    record = builders.recommendations_page()
    one = builders.recommendation(text="Marker text.", bodies=[builders.partner("Marker body")])
    hide(one)
    missing = client.get(f"{record.url}nothing/1/")

    for address in ("", "csv/", "json/", "2022/"):
        assert b"Marker" not in client.get(record.url + address).content
    for address in ("a-report/1/", "body/marker-body/", "publication/a-report/"):
        assert client.get(record.url + address).status_code == 404
    assert client.get(f"{record.url}a-report/1/").content == missing.content
    assert b"marker-body" not in client.get(f"{record.url}body/x/csv/").content
    assert b"Marker" not in client.get(one.publication.url).content


def test_a_draft_of_a_live_recommendation_shows_nowhere(client):
    record = builders.recommendations_page()
    one = builders.recommendation(text="As published.")
    draft_of(one, text="Marker text.")

    for address in ("", "csv/", "json/", "a-report/1/"):
        content = client.get(record.url + address).content
        assert b"As published." in content
        assert b"Marker" not in content


def test_evidence_on_a_page_that_is_not_public_is_not_named(client):
    record = builders.recommendations_page()
    page = builders.news_item(title="Marker page", slug="marker-page", live=False)
    answered = {"status": "accepted", "changed_on": date(2022, 2, 1), "evidence_page_id": page.pk}
    builders.recommendation(("made", date(2022, 1, 25)), answered)

    for address in ("csv/", "json/", "a-report/1/"):
        assert b"arker" not in client.get(record.url + address).content


# The list


def test_the_newest_publication_comes_first_and_numbers_count_up(client, record):
    answer = client.get(record.url)

    assert shown(answer) == ["House them.", "Ask them.", "Train them.", "Count them.", "Pay them."]
    assert [words(head) for head in main(answer).select(".record__work")] == [
        "New report",
        "Old report",
    ]


def test_each_line_names_number_bodies_and_status_today_with_its_day(client, record):
    (line,) = [
        words(row)
        for row in main(client.get(record.url)).select(".record tbody tr")
        if "Pay them." in words(row)
    ]

    assert line == (
        "Recommendation 2 Pay them. Home Office , Police Rejected since 1 September 2020"
    )


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("body/home-office/", ["Ask them.", "Count them.", "Pay them."]),
        ("status/accepted/", ["House them."]),
        ("status/partly-accepted/", ["Ask them."]),
        ("status/made/", ["Train them."]),
        ("publication/old/", ["Count them.", "Pay them."]),
        ("2020/", ["Count them.", "Pay them."]),
        ("body/police/status/rejected/", ["Pay them."]),
        ("body/police/publication/new/2021/", ["House them.", "Train them."]),
        ("body/home-office/status/implemented/publication/old/2020/", ["Count them."]),
    ],
)
def test_an_address_names_body_status_publication_and_year(client, record, address, found):
    assert shown(client.get(record.url + address)) == found


def test_only_the_newest_status_counts(client, record):
    assert "Count them." not in shown(client.get(f"{record.url}status/accepted/"))


@pytest.mark.parametrize(
    "address",
    [
        "status/superseded/",
        "2019/",
        "body/police/status/implemented/",
        "publication/old/2021/",
    ],
)
def test_a_filter_without_recommendations_says_so_and_shows_a_way_on(client, record, address):
    answer = client.get(record.url + address)

    assert answer.status_code == 200
    assert shown(answer) == []
    assert "No recommendations match" in main_words(answer)
    assert links(main(answer))["show all recommendations"] == record.url


def test_a_record_without_any_recommendation_says_so(client):
    record = builders.recommendations_page()

    assert "No recommendations yet" in main_words(client.get(record.url))


MEANING_NOTHING = [
    "body/nonsense/",
    "status/nonsense/",
    "status/partly_accepted/",
    "publication/nonsense/",
    "publication/a-news-item/",
    "1899/",
    "3000/",
    "0000/",
    "٢٠٢١/",
    "status/accepted/body/home-office/",
    "2021/body/home-office/",
    "new/1/",
    "new/3/",
    "nonsense/2/",
    "new/nonsense/",
    "new/2/more/",
    "body//",
    "?page=1",
    "?page=x",
    "?page=0",
]


def test_an_address_that_means_nothing_is_not_found_and_still_shows_help(client, record):
    builders.helpline(placement="foot", spoken_form="020 7946 0000")

    for address in MEANING_NOTHING:
        answer = client.get(record.url + address)

        assert answer.status_code == 404, address
        assert "020 7946 0000" in answer.content.decode(), address


def test_filters_lead_only_to_what_exists_and_keep_the_other_choices(client, record):
    page = main(client.get(f"{record.url}body/police/"))
    offered = [link["href"] for link in page.select("a[href]")]

    assert f"{record.url}body/police/status/rejected/" in offered
    assert f"{record.url}body/police/2021/" in offered
    assert f"{record.url}body/police/publication/old/" in offered
    assert f"{record.url}body/home-office/" in offered
    assert f"{record.url}body/police/status/implemented/" not in offered


def test_each_filter_in_use_can_be_taken_away(client, record):
    answer = client.get(f"{record.url}body/police/status/rejected/2020/")
    chips = {words(chip): chip["href"] for chip in main(answer).select(".facets__chip")}

    assert chips == {
        "Take away the filter Police": f"{record.url}status/rejected/2020/",
        "Take away the filter Rejected": f"{record.url}body/police/2020/",
        "Take away the filter 2020": f"{record.url}body/police/status/rejected/",
    }


def test_the_chart_counts_what_is_chosen_by_status(client, record):
    answer = client.get(f"{record.url}body/home-office/status/implemented/")

    figure = main(answer).figure
    assert "Of 3 recommendations, 1 is partly accepted, 1 is rejected and 1 is implemented." in (
        words(figure)
    )
    assert "Implemented 1" in [words(row) for row in figure.table.select("tr")]


def test_a_body_has_a_page_of_its_own(client, record):
    answer = client.get(f"{record.url}body/home-office/")

    assert words(main(answer).h1) == "Home Office"
    assert "Recommendations addressed to" in main_words(answer)
    assert "3 recommendations" in main_words(answer)
    assert "Home Office" in document(answer).title.string
    assert document(answer).select_one("link[rel=canonical]")["href"] == (
        f"http://testserver{record.url}body/home-office/"
    )


def test_a_body_is_called_by_its_short_name_in_lines_and_by_its_full_name_on_its_page(client):
    record = builders.recommendations_page()
    dwp = builders.partner("Department for Work and Pensions", slug="dwp", short_name="DWP")
    builders.recommendation(bodies=[dwp])

    assert links(main(client.get(record.url)))["DWP"] == f"{record.url}body/dwp/"
    page = client.get(f"{record.url}body/dwp/")
    assert words(main(page).h1) == "Department for Work and Pensions"


def test_a_long_record_has_pages_that_stay_as_they_are(client):
    record = builders.recommendations_page()
    report = builders.publication(slug="old", display_date=date(2020, 1, 1))
    builders.many_recommendations(65, publication=report)
    before = shown_numbers(client.get(f"{record.url}?page=1"))

    newer = builders.publication(slug="new", display_date=date(2021, 1, 1))
    builders.many_recommendations(30, publication=newer)

    assert shown_numbers(client.get(f"{record.url}?page=1")) == before
    assert before == [str(number) for number in range(46, 66)]


def shown_numbers(answer) -> list[str]:
    return [words(cell).split()[-1] for cell in main(answer).select("tbody .record__number")]


def test_older_links_lead_through_all_recommendations_once(client):
    record = builders.recommendations_page()
    builders.many_recommendations(70)
    seen, address = [], record.url
    while address:
        answer = client.get(address)
        seen += shown_numbers(answer)
        following = main(answer).select_one("a[rel=next]")
        address = following["href"] if following else None

    assert sorted(seen, key=int) == [str(number) for number in range(1, 71)]


def test_the_record_describes_itself_as_data_with_its_files_and_licence(client, record):
    (data,) = [
        thing for thing in structured_data(client.get(record.url)) if thing["@type"] == "Dataset"
    ]

    assert data["license"].endswith("/open-government-licence/version/3/")
    assert {one["encodingFormat"]: one["contentUrl"] for one in data["distribution"]} == {
        "text/csv": f"http://testserver{record.url}csv/",
        "application/json": f"http://testserver{record.url}json/",
    }


def test_a_new_record_can_be_looked_at_before_it_is_saved(record):
    new = RecommendationsPage(title="New")

    assert new.make_preview_request().status_code == 200


# One recommendation


def test_a_recommendation_shows_its_text_bodies_source_and_whole_history(client):
    record = builders.recommendations_page()
    letter = builders.news_item(title="The answer")
    builders.recommendation(
        ("made", date(2021, 5, 28)),
        {
            "status": "accepted",
            "changed_on": date(2021, 10, 1),
            "evidence": "The government said so.",
            "evidence_page_id": letter.pk,
        },
        {
            "status": "implemented",
            "changed_on": date(2022, 3, 1),
            "evidence": "The law is in force.",
            "evidence_url": "https://example.com/law",
        },
        text="Change the law.\n\nSoon.",
        source="page 34",
        bodies=[builders.partner("Home Office")],
    )

    answer = client.get(f"{record.url}a-report/1/")

    seen = main_words(answer)
    for part in (
        "Recommendation 1 of A report",
        "Change the law. Soon.",
        "Status today: Implemented",
        "28 May 2021 | Made",
        "1 October 2021 | Accepted",
        "The government said so.",
        "1 March 2022 | Implemented",
        "The law is in force.",
        "page 34",
    ):
        assert part in seen
    found = links(main(answer))
    assert found["Read the evidence , 1 October 2021"] == letter.url
    assert found["Read the evidence (other website) , 1 March 2022"] == "https://example.com/law"
    assert found["Home Office"] == f"{record.url}body/home-office/"
    assert found["A report"] == "/publications/a-report/"


def test_what_was_only_made_has_no_answer_yet(client):
    record = builders.recommendations_page()
    builders.recommendation()

    assert "Status today: No answer recorded yet" in main_words(
        client.get(f"{record.url}a-report/1/")
    )


@pytest.mark.parametrize(("number", "word"), [("3.2", "3-2"), ("A1", "a1"), ("4a", "4a")])
def test_a_number_with_points_or_letters_has_an_address(client, number, word):
    record = builders.recommendations_page()
    builders.recommendation(number=number)

    address = f"{record.url}a-report/{word}/"

    assert client.get(address).status_code == 200
    assert address in links(main(client.get(record.url))).values()


def test_the_address_keeps_working_when_the_publication_gets_another_name(
    client, django_capture_on_commit_callbacks
):
    record = builders.recommendations_page()
    report = builders.publication()
    builders.recommendation(publication=report)
    report.slug = "the-report"
    with django_capture_on_commit_callbacks(execute=True):
        report.save_revision().publish()

    answer = client.get(f"{record.url}a-report/1/")

    assert answer.status_code == 301
    assert answer["Location"] == f"{record.url}the-report/1/"
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "'><svg onload=alert(1)>",
        "</title><script>alert(1)</script>",
        "{{ 7*7 }}{% debug %}",
        "</script><script>alert(1)</script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
    ],
)
def test_words_of_staff_never_become_markup(client, evil):
    record = builders.recommendations_page()
    body = builders.partner(evil, slug="body", short_name=evil[:40])
    answered = {"status": "accepted", "changed_on": date(2022, 2, 1), "evidence": evil}
    one = builders.recommendation(
        ("made", date(2022, 1, 1)),
        answered,
        publication=builders.publication(title=evil, slug="evil"),
        bodies=[body],
        text=evil,
        source=evil,
    )
    for address in ("", "body/body/", "evil/1/", "publication/evil/"):
        page = document(client.get(record.url + address))
        assert page.select("[onerror], [onload]") == []
        assert page.select("main script:not([type='application/ld+json']), main img") == []
        assert "alert" not in str(page.select("script"))
    assert words(main(client.get(f"{record.url}evil/{one.number}/")).blockquote) == (
        " ".join(evil.split())
    )


# On the publication's page


def test_a_publication_lists_its_recommendations_with_their_status_today(client, record):
    answer = client.get("/publications/old/")

    assert shown(answer) == ["Count them.", "Pay them."]
    assert "Implemented since 3 February 2022" in main_words(answer)
    assert f"{record.url}old/1/" in links(main(answer)).values()


def test_a_publication_without_recommendations_does_not_speak_of_them(client):
    report = builders.publication()

    assert "Recommendations" not in main_words(client.get(report.url))


def test_a_publication_lists_them_also_where_the_site_has_no_record(client):
    one = builders.recommendation(text="Do it.")

    answer = client.get(one.publication.url)

    assert shown(answer) == ["Do it."]
    assert client.get(one.publication.url).status_code == 200


# In the admin

FORM = {
    "publication": "",
    "number": "4",
    "source": "paragraph 4.12",
    "place": "",
    "pdf_page": "",
    "text": "Words that took thought",
    "bodies": [],
}


def form(*statuses: tuple[str, str, str], **fields) -> dict:
    """What the browser sends: statuses are status, day and evidence."""
    lines = {
        f"statuses-{place}-{name}": value
        for place, (status, day, evidence) in enumerate(statuses)
        for name, value in {
            "status": status,
            "changed_on": day,
            "evidence": evidence,
            "evidence_url": "",
            "evidence_page": "",
            "ORDER": str(place + 1),
            "id": "",
            "DELETE": "",
        }.items()
    }
    counts = {
        "statuses-TOTAL_FORMS": len(statuses),
        "statuses-INITIAL_FORMS": 0,
        "statuses-MIN_NUM_FORMS": 1,
        "statuses-MAX_NUM_FORMS": 1000,
    }
    return FORM | lines | counts | fields


ADD = "wagtailsnippets_publications_recommendation:add"


def test_a_publisher_makes_and_publishes_a_recommendation(publisher):
    report, body = builders.publication(), builders.partner("Home Office")
    record = builders.recommendations_page()

    publisher.post(
        reverse(ADD),
        form(
            ("made", "2021-05-28", ""),
            ("accepted", "2021-10-01", "They wrote so."),
            publication=report.pk,
            bodies=[body.pk],
            **{"action-publish": "on"},
        ),
    )

    one = Recommendation.objects.get()
    assert one.live
    assert [step.status for step in one.history()] == ["made", "accepted"]
    assert "Status today: Accepted" in main_words(publisher.get(f"{record.url}a-report/4/"))


@pytest.mark.parametrize(
    ("statuses", "place", "field", "complaint"),
    [
        ([("accepted", "2021-05-28", "So.")], 0, "status", "must be “Made”"),
        (
            [("made", "2021-05-28", ""), ("accepted", "2021-05-27", "So.")],
            1,
            "changed_on",
            "The status before it is of 28 May 2021, which is later",
        ),
        ([("made", "2022-06-02", "")], 0, "changed_on", "still to come"),
        (
            [("made", "2021-05-28", ""), ("accepted", "2021-06-01", "")],
            1,
            "evidence",
            "how we know",
        ),
    ],
)
@pytest.mark.parametrize("action", [{}, {"action-publish": "on"}], ids=["draft", "publish"])
@time_machine.travel("2022-06-01 12:00")
def test_the_form_complains_at_the_line_and_keeps_what_was_typed(
    publisher, statuses, place, field, complaint, action
):
    report, body = builders.publication(), builders.partner()

    answer = publisher.post(
        reverse(ADD), form(*statuses, publication=report.pk, bodies=[body.pk], **action)
    )

    lines = answer.context["form"].formsets["statuses"].forms
    assert complaint in str(lines[place].errors[field])
    assert "Words that took thought" in answer.content.decode()
    assert complaint in words(document(answer))
    assert not Recommendation.objects.exists()


@pytest.mark.parametrize("action", [{}, {"action-publish": "on"}], ids=["draft", "publish"])
def test_the_form_refuses_a_recommendation_to_nobody(publisher, action):
    report = builders.publication()

    answer = publisher.post(
        reverse(ADD), form(("made", "2021-05-28", ""), publication=report.pk, **action)
    )

    assert answer.context["form"].errors["bodies"]
    assert not Recommendation.objects.exists()


def test_the_form_refuses_a_number_that_is_taken_beside_the_number(publisher):
    one = builders.recommendation(number="4")

    answer = publisher.post(
        reverse(ADD),
        form(
            ("made", "2021-05-28", ""),
            publication=one.publication_id,
            bodies=[one.bodies.get().pk],
        ),
    )

    assert "with this number already" in str(answer.context["form"].errors["number"])


def test_a_draft_without_a_status_can_not_be_published(publisher):
    report, body = builders.publication(), builders.partner()

    answer = publisher.post(
        reverse(ADD), form(publication=report.pk, bodies=[body.pk], **{"action-publish": "on"})
    )

    assert not Recommendation.objects.filter(live=True).exists()
    assert answer.status_code == 200


def test_the_list_of_staff_shows_numbers_bodies_and_status_and_finds_by_status(publisher):
    body = builders.partner("Home Office")
    builders.recommendation(number="41", bodies=[body])
    answered = ("accepted", date(2022, 2, 1))
    builders.recommendation(("made", date(2022, 1, 1)), answered, number="42", bodies=[body])
    address = reverse("wagtailsnippets_publications_recommendation:list")

    everything = words(document(publisher.get(address)).main)
    accepted = words(document(publisher.get(address, {"status": "accepted"})).main)

    for part in ("41", "42", "Home Office", "Accepted", "No answer recorded yet", "A report"):
        assert part in everything
    assert "42" in accepted
    assert "41" not in accepted


def test_the_list_of_staff_leads_to_the_form(publisher):
    one = builders.recommendation()

    page = document(publisher.get(reverse("wagtailsnippets_publications_recommendation:list")))

    form_of_one = reverse("wagtailsnippets_publications_recommendation:edit", args=[one.pk])
    assert "Recommendation 1 of “A report”" in words(page.select_one(f"a[href='{form_of_one}']"))


def test_staff_see_a_preview(publisher):
    one = builders.recommendation(text="Old words.")
    address = reverse("wagtailsnippets_publications_recommendation:preview_on_edit", args=[one.pk])
    publisher.post(
        address,
        form(
            ("made", "2021-05-28", ""),
            publication=one.publication_id,
            bodies=[one.bodies.get().pk],
            text="New words.",
        ),
    )

    seen = main_words(publisher.get(address))

    assert "New words." in seen
    assert "Status today: No answer recorded yet" in seen


def test_a_body_that_must_answer_can_not_be_deleted(publisher):
    one = builders.recommendation(bodies=[builders.partner("Home Office")])
    body = one.bodies.get()

    answer = publisher.post(reverse("organisations:delete", args=[body.pk]), follow=True)

    told = messages_of(answer)
    assert "Recommendations are addressed to “Home Office”" in told
    assert list(one.bodies.all()) == [body]


def test_a_body_that_nothing_is_addressed_to_can_be_deleted(publisher):
    body = builders.partner("Home Office")

    publisher.post(reverse("organisations:delete", args=[body.pk]))

    assert not type(body).objects.exists()


def test_deleting_the_publication_in_the_admin_is_refused(client):
    one = builders.recommendation()
    client.force_login(builders.staff("Administrator"))

    answer = client.post(reverse("wagtailadmin_pages:delete", args=[one.publication_id]))

    assert answer.status_code < 500
    assert Recommendation.objects.filter(publication__live=True).exists()


def test_an_editor_edits_and_can_not_publish(client):
    report, body = builders.publication(), builders.partner()
    client.force_login(builders.staff("Editor"))

    client.post(
        reverse(ADD),
        form(
            ("made", "2021-05-28", ""),
            publication=report.pk,
            bodies=[body.pk],
            **{"action-publish": "on"},
        ),
    )

    assert not Recommendation.objects.get().live


def test_an_author_has_nothing_to_do_with_it(client):
    client.force_login(builders.staff("Author"))

    assert client.get(reverse(ADD)).status_code == 302


def test_the_menu_leads_there(publisher):
    menu = publisher.get(reverse("wagtailadmin_home")).content.decode()

    assert reverse("wagtailsnippets_publications_recommendation:list") in menu
    assert reverse("wagtailsnippets_publications_figure:list") in menu
