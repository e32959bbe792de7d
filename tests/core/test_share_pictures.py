"""D3: the picture that stands for a page where somebody shares it."""

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from PIL import Image

from core import share_pictures
from core.share_pictures import Words
from home.models import StandardPage
from tests import builders
from tests.reading import document
from tests.site_map import one_of_each

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def shared(client, address: str) -> dict[str, str]:
    """What the page at this address says to those who show a link to it."""
    found = document(client.get(address)).find_all("meta", property=True)
    return {tag["property"]: tag["content"] for tag in found}


def picture(client, address: str):
    return client.get(shared(client, address)["og:image"].removeprefix("http://testserver"))


def test_a_shared_page_shows_its_title_its_summary_and_a_picture(client):
    builders.office(name="The office")
    item = builders.news_item(title="What we said & why", summary="We wrote to ministers.")

    told = shared(client, item.url)

    assert told["og:title"] == "What we said & why"
    assert told["og:description"] == "We wrote to ministers."
    assert told["og:site_name"] == "The office"
    assert told["og:url"] == item.full_url
    assert told["og:image"].startswith("http://testserver/files/share/")


def test_the_picture_has_the_size_that_the_page_says(client):
    item = builders.news_item()
    told = shared(client, item.url)

    answer = picture(client, item.url)

    assert answer["Content-Type"] == "image/png"
    size = Image.open(BytesIO(answer.content)).size
    assert size == (int(told["og:image:width"]), int(told["og:image:height"]))
    assert len(answer.content) < 60_000


def test_a_picture_is_drawn_once(client, monkeypatch):
    item = builders.news_item()
    first = picture(client, item.url)
    monkeypatch.setattr(share_pictures, "draw", lambda words: pytest.fail("It was drawn again."))

    assert picture(client, item.url).content == first.content


def test_another_title_makes_another_picture_and_the_old_address_leads_to_it(client):
    item = builders.news_item(title="Before")
    old = shared(client, item.url)["og:image"]
    picture(client, item.url)
    item.title = "After"
    item.save_revision().publish()

    new = shared(client, item.url)["og:image"]
    led = client.get(old.removeprefix("http://testserver"))

    assert new != old
    assert led["Location"] == new
    picture(client, item.url)
    assert len(default_storage.listdir(f"share-pictures/{item.pk}")[1]) == 1


@pytest.mark.parametrize("state", ["draft", "withdrawn", "private", "unknown"])
def test_what_is_not_public_has_no_picture(client, state):
    item = builders.news_item()
    address = shared(client, item.url)["og:image"].removeprefix("http://testserver")
    picture(client, item.url)
    if state == "draft":
        item.unpublish()
    elif state == "withdrawn":
        item.withdraw(reason="It was wrong")
    elif state == "private":
        builders.made_private(item)
    else:
        address = address.replace(f"/{item.pk}/", "/987654/")

    answer = client.get(address)

    assert answer.status_code == 404
    assert address not in answer.content.decode()


def test_help_in_another_language_and_a_discreet_card_offer_nothing_to_share(client):
    addresses = one_of_each()

    for kind in ("help in another language", "questions in another language", "pocket card"):
        assert shared(client, addresses[kind]) == {}, kind


def test_a_section_is_shared_under_its_own_heading_and_address(client):
    text = builders.document_page(
        builders.section("Foreword"),
        builders.section("What we found"),
        below=builders.publication(),
    )

    told = shared(client, f"{text.url}what-we-found/")

    assert told["og:title"] == "What we found"
    assert told["og:url"] == f"{text.full_url}what-we-found/"


def test_a_full_disk_costs_the_kept_picture_and_not_the_answer(client, monkeypatch):
    item = builders.news_item()

    def full(*args, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage._wrapped, "save", full)

    assert picture(client, item.url).status_code == 200


def test_a_title_as_long_as_may_be_and_a_word_wider_than_the_picture_stay_inside():
    for title in ("long " * 51, "Llanfair" * 31, "Î" * 255, "i " * 127):
        drawn = Image.open(BytesIO(share_pictures.draw(Words("News", title, "", "Us", "report"))))
        edge = drawn.convert("RGB").crop((share_pictures.WIDTH - 20, 0, share_pictures.WIDTH, 630))
        assert len(edge.getcolors()) == 1, title


def test_a_title_in_letters_that_our_face_lacks_leaves_its_place_to_the_office():
    with_it = share_pictures.draw(Words("News", "مرحبا", "", "The office", "report"))

    assert with_it == share_pictures.draw(Words("News", "The office", "", "The office", "report"))


@pytest.mark.sqlite_only
def test_each_type_has_the_colour_of_its_cover_on_the_page():
    sheet = Path(finders.find("css/components/cover.css")).read_text()
    rules = re.findall(
        r"((?:\.cover--[a-z-]+,?\s*)+)\{[^}]*?background: var\(--cover-(\w+)\)", sheet
    )
    on_pages = {
        kind: colour for names, colour in rules for kind in re.findall(r"--([a-z-]+)", names)
    }

    assert on_pages == share_pictures.COLOUR_OF_TYPE


def test_only_works_of_one_day_say_which(client):
    guide = builders.standard_page(title="About us")
    report = builders.publication(display_date=date(2021, 4, 1))
    office = builders.office(name="The office")

    assert share_pictures.words_for(StandardPage.objects.get(pk=guide.pk), office).date == ""
    assert share_pictures.words_for(report, office).date == "1 April 2021"
