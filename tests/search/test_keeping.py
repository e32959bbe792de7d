"""Search follows what visitors can read, in the moment in which it changes."""

from datetime import date

import pytest
from wagtail.models import PageViewRestriction

from core.models import BasePage
from editorial.bin import keeping as bin_keeping
from search import keeping, spelling
from search.models import Passage
from tests import builders
from tests.search.test_finding import hits, with_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return builders.news_item(title="Scrap yards", body=builders.text("Copper and lead."))


def again(page):
    return type(page).objects.get(pk=page.pk)


def published(page, **values):
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_a_new_text_is_found_once_it_is_published_and_the_old_one_no_longer(client, item):
    item.body = builders.text("Zinc.")
    draft = item.save_revision()
    assert (hits(client, "copper"), hits(client, "zinc")) == (["Scrap yards"], [])

    draft.publish()

    assert (hits(client, "copper"), hits(client, "zinc")) == ([], ["Scrap yards"])


@pytest.mark.parametrize(
    "hide",
    [
        lambda page: page.unpublish(),
        lambda page: page.withdraw(reason="Wrong.", on=date(2022, 3, 1)),
        bin_keeping.delete,
        lambda page: page.delete(),
        builders.made_private,
        lambda page: again(page.get_parent().specific).unpublish(),
        lambda page: builders.made_private(page.get_parent()),
        lambda page: BasePage.objects.filter(pk=page.pk).update(live=False),
    ],
    ids=[
        "unpublished",
        "withdrawn",
        "binned",
        "deleted",
        "private",
        "parent",
        "parent-private",
        "raw",
    ],
)
def test_what_goes_out_of_sight_is_not_found_and_leaves_nothing(client, item, hide, request):
    assert hits(client, "copper") == ["Scrap yards"]

    hide(item)

    assert hits(client, "copper") == []
    if "raw" not in request.node.callspec.id:  # which no signal tells
        assert not Passage.objects.filter(text__contains="Copper").exists()


def test_what_comes_back_into_sight_is_found_again_with_what_is_below(client, item):
    parent = again(item.get_parent().specific)
    parent.unpublish()
    restriction = builders.made_private(item)

    published(again(parent))
    assert hits(client, "copper") == []
    PageViewRestriction.objects.filter(page=item).delete()

    assert restriction is None or hits(client, "copper") == ["Scrap yards"]
    assert hits(client, "copper") == ["Scrap yards"]


def test_a_page_that_moves_is_found_at_its_new_address(client):
    first = builders.standard_page(title="First", slug="first")
    page = builders.standard_page(title="Copper rules", slug="rules")

    page.move(first, pos="last-child")

    answer = client.get("/search/?q=copper").content.decode()
    assert 'href="/first/rules/"' in answer


def test_only_the_version_of_a_file_that_visitors_get_is_searched(client):
    report, file = with_pdf("Nail bars", title="A yearly report")
    assert hits(client, "nail") == ["A yearly report"]

    builders.new_version(file, builders.pdf("Car washes"))
    published(again(report))

    assert hits(client, "nail") == []
    assert hits(client, "washes") == ["A yearly report"]


def test_a_file_in_the_bin_is_not_found(client):
    report, file = with_pdf("Nail bars", title="A yearly report")

    bin_keeping.delete(file)

    assert hits(client, "nail") == []
    assert hits(client, "yearly") == ["A yearly report"]
    assert not Passage.objects.filter(version__isnull=False).exists()


def test_a_file_that_is_read_later_is_found_then(client):
    report = builders.publication(title="A yearly report")
    file = builders.document("report.pdf", builders.pdf("Nail bars"), is_read=False)
    builders.attachment(report, document=file)
    assert hits(client, "nail") == []

    builders.read(file)

    assert hits(client, "nail") == ["A yearly report"]


def test_a_recommendation_goes_and_comes_with_its_report(client):
    builders.recommendations_page()
    report = builders.publication(title="A report")
    builders.recommendation(publication=report, text="Train inspectors.")

    report.unpublish()
    assert hits(client, "inspectors") == []
    published(again(report))

    assert len(hits(client, "inspectors")) == 1


def test_a_record_is_found_as_it_was_saved_last(client):
    builders.glossary_page()
    term = builders.term("Bondage", meaning="Owing work.")

    term.meaning = "Owing money."
    term.save()

    assert (hits(client, "owing work"), hits(client, "owing money")) == (["Bondage"], ["Bondage"])
    term.delete()
    assert hits(client, "bondage") == []


def test_saving_the_same_again_writes_nothing(item):
    before = set(Passage.objects.values_list("pk", flat=True))

    keeping.refresh_all()

    assert set(Passage.objects.values_list("pk", flat=True)) == before


def test_the_sweep_finds_what_was_missed_and_forgets_what_is_gone(client, item):
    other = builders.news_item(title="Tin mines")
    Passage.objects.filter(page=item).delete()
    BasePage.objects.filter(pk=other.pk).update(live=False)

    keeping.refresh_all()

    assert hits(client, "copper") == ["Scrap yards"]
    assert not Passage.objects.filter(page=other).exists()


def test_words_of_texts_that_are_gone_are_offered_to_nobody(client, item):
    spelling.count_words()
    item.unpublish()

    page = client.get("/search/?q=coppper").content.decode()

    assert "Did you mean" not in page
    assert spelling.like("coppper", spelling.known()) == ["copper"]  # known until the next count
    spelling.count_words()
    assert spelling.like("coppper", spelling.known()) == []
