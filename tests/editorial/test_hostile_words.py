"""Words that want to be script stay words, wherever visitors and staff see them."""

import json
import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import escape
from lxml import etree
from wagtail.models import Comment
from wagtail.test.utils.form_data import streamfield

from editorial.models import User
from news.models import NewsPage
from tests import builders
from tests.forms import news_form
from tests.hostile import ADDRESSES, MARKUP, WORD, runs_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def content_state(*texts: str, links: list[str] = (), kind: str = "unstyled") -> str:
    """What the text editor sends: one paragraph for each text, and one for each link."""
    blocks = [
        {"key": f"k{n}", "type": kind, "text": text, "depth": 0, "inlineStyleRanges": [],
         "entityRanges": []}
        for n, text in enumerate(texts)
    ]  # fmt: skip
    entities = {}
    for n, address in enumerate(links):
        entities[str(n)] = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": address}}
        blocks.append(
            {"key": f"l{n}", "type": "unstyled", "text": "link", "depth": 0,
             "inlineStyleRanges": [], "entityRanges": [{"offset": 0, "length": 4, "key": n}]}
        )  # fmt: skip
    return json.dumps({"blocks": blocks, "entityMap": entities})


@pytest.fixture
def editor(client):
    user = builders.staff("Administrator")
    client.force_login(user)
    return client


def items() -> list[NewsPage]:
    """A news item for each piece of markup, which stands in every field of it."""
    table = builders.data_table(
        caption=MARKUP[0],
        source=MARKUP[18],
        table={
            "columns": [{"type": "text", "heading": MARKUP[16]}],
            "rows": [{"values": [words]} for words in MARKUP],
            "caption": "",
        },
    )
    made = []
    for place, words in enumerate(MARKUP):
        blocks = [
            ("quote", {"text": words, "speaker": words}),
            ("heading", words),
            ("text", f"<p>{escape(words)}</p>"),
        ]
        if not place:
            blocks.append(("table", table))
        made.append(
            builders.news_item(
                title=words,
                slug=f"item-{place}",
                summary=words,
                seo_title=words,
                search_description=words,
                topics=[builders.topic(words[:80], slug=f"topic-{place}")],
                body=builders.stream(*blocks),
            )
        )
    return made


def assert_runs_nothing(client, address: str) -> None:
    answer = client.get(address, follow=True)

    assert answer.status_code == 200, address
    text = answer.text
    if answer.headers["Content-Type"].startswith("application/json"):
        text = json.loads(text).get("html", "")
    assert runs_in(text) == [], address


def test_the_corpus_is_found_where_it_is_not_escaped():
    quiet = re.compile(r"^(?:['\"`\\]|&|%|\\u|＜|\$)")

    missed = [words for words in MARKUP if not runs_in(words) and not quiet.match(words)]

    assert len(missed) < 20, missed


def test_hostile_words_stay_words_in_public(client):
    made = items()
    for page in made:
        assert_runs_nothing(client, page.url)
    for address in ("/", "/news/"):
        assert_runs_nothing(client, address)


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_hostile_words_stay_words_in_feeds(client, kind):
    """Readers of feeds show some of their texts as HTML, so what they would show runs nothing."""
    made = {page.title for page in items()}

    feed = etree.fromstring(client.get(f"/news/{kind}/").content)

    texts = [element.text for element in feed.iter(etree.Element) if element.text]
    assert made & set(texts)
    shown = [element for element in feed.iter(etree.Element) if element.get("type") == "html"]
    assert [found for element in shown for found in runs_in(element.text or "<p></p>")] == []
    assert not list(feed.iter("{*}script"))
    assert not [url for url in feed.xpath("//@href") if url.startswith("javascript")]


def test_hostile_words_stay_words_in_the_admin(editor):
    made = items()
    first, last = made[0], made[-1]
    last.title = MARKUP[16]
    last.save_revision()
    User.objects.update(first_name=MARKUP[0], last_name=MARKUP[18])
    Comment.objects.create(
        page=first, user=User.objects.get(), contentpath="title", text=MARKUP[0], position=""
    )
    section = first.get_parent().pk

    for address in [
        "/admin/",
        f"/admin/pages/{section}/",
        f"/admin/pages/{section}/?p=2",
        "/admin/pages/search/?q=script",
        f"/admin/choose-page/{section}/",
        "/admin/choose-page/search/?q=script",
        "/admin/topic/",
        "/admin/users/",
        "/admin/reports/site-history/",
        "/admin/reports/aging-pages/",
        "/admin/account/",
        f"/admin/pages/{last.pk}/history/",
        f"/admin/pages/{last.pk}/revisions/compare/live...latest/",
        f"/admin/pages/{first.pk}/delete/",
        f"/admin/pages/{first.pk}/usage/",
        f"/admin/pages/{first.pk}/copy/",
        f"/admin/pages/{first.pk}/move/",
        *[f"/admin/pages/{page.pk}/edit/" for page in made[::6]],
    ]:
        assert_runs_nothing(editor, address)


@pytest.mark.parametrize("words", MARKUP[::4])
def test_names_of_files_and_tags_stay_words(editor, words):
    document = builders.document(title=words)
    picture = builders.picture(title=words)
    picture.tags.add(words[:90])
    document.tags.add(words[:90])

    for address in [
        reverse("wagtaildocs:index"),
        reverse("wagtaildocs:edit", args=[document.pk]),
        reverse("wagtailimages:index"),
        reverse("wagtailimages:edit", args=[picture.pk]),
        reverse("wagtaildocs_chooser:choose"),
        reverse("wagtailimages_chooser:choose"),
    ]:
        assert_runs_nothing(editor, address)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_script_is_refused_or_harmless(client, address):
    try:
        builders.resource(url=address)
        piece = builders.press_piece(article_url=address)
    except ValidationError:
        return
    builders.resources_page()

    assert_runs_nothing(client, "/guidance/resources/")
    assert piece.article_url.startswith("https://")


@pytest.mark.parametrize("kind", ["<script>", "raw", "header-two onload=hack()"])
def test_a_kind_of_paragraph_that_the_editor_does_not_offer_is_left_out(editor, kind):
    section = builders.news_index()
    form = news_form(body=streamfield([("text", content_state("hack() words", kind=kind))]))

    editor.post(f"/admin/pages/add/news/newspage/{section.pk}/", form, follow=True)

    saved = NewsPage.objects.get().latest_revision.as_object().body[0].value.source
    assert saved == ""


def test_what_came_into_the_database_another_way_is_cleaned_when_it_is_shown(client):
    words = "".join(f"<p>{one}</p>" for one in [*MARKUP, WORD])
    links = "".join(f"<a href='{address}'>link</a>" for address in ADDRESSES)
    page = builders.news_item(display_date=date(2022, 1, 25))
    # The checks at the door would refuse some of it.
    NewsPage.objects.filter(pk=page.pk).update(body=builders.stream(("text", words + links)))

    assert_runs_nothing(client, page.url)
