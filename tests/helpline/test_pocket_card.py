"""G9: the pocket card, as a page and as a PDF: on one sheet, whole, and discreet if asked."""

from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from core import gates
from core.pdf_writing import process
from helpline import card_making
from helpline.card_making import make_cards, sheet_of
from helpline.discretion import is_telling
from helpline.models import IN_ENGLISH, CardSheet, Language, Service
from helpline.models.translations import key_of
from helpline.phrases import PHRASES
from helpline.pocket_card import ROOM, Card, cards_in
from tests import builders
from tests.reading import document, links, main, main_words, words

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite_only,
    pytest.mark.usefixtures("needs_pango", "own_storage"),
]

MM = 72 / 25.4
PANEL = 74.25 * MM, 105 * MM
NEAREST_TO_A_FOLD = 5 * MM
ARABIC = {
    "pocket.title": "المساعدة والمشورة",
    "pocket.plain": "أرقام مفيدة",
    "pocket.keep": "احتفظ بهذه البطاقة في مكان آمن",
}
# What the form of a helpline sends as it stands in the record.
FORM = ["name", "when_to_call", "description", "hours_note", "cost", "languages", "nation"]
FORM += ["bank_holidays", "bank_holiday_nation", "sign_language_url", "text_number", "online_url"]
FORM += ["website", "placement", "sort_order", "on_card", "discreet_name"]
NO_TIMES = nested_form_data(
    {name: streamfield([]) for name in ("opening_times", "bank_holiday_times")}
)
LONG = "pneumonoultramicroscopicsilicovolcanoconiosis and then "


@pytest.fixture
def helplines() -> list[Service]:
    """Four of them, the second with a telling name."""
    builders.office(name="The Commissioner")
    told = {"when_to_call": "You think that someone is a victim", "placement": "foot"}
    return [
        builders.helpline(name="Danger line", number="999", spoken_form="999", placement="top"),
        builders.helpline(name="Slavery Helpline", sort_order=2, **told),
        builders.helpline(name="Night line", sort_order=3, **told),
        builders.helpline(name="Glasgow line", sort_order=1, nation="scotland", **told),
    ]


def pdf_at(client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def words_in(pdf: bytes) -> str:
    [page] = pypdfium2.PdfDocument(BytesIO(pdf))
    return " ".join(page.get_textpage().get_text_bounded().split())


def letters_off_their_panel(pdf: bytes) -> list[str]:
    """Letters that lie over a fold, over the edge of the sheet, or too near to one of them."""
    [page] = pypdfium2.PdfDocument(BytesIO(pdf))
    text = page.get_textpage()
    found = []
    for index in range(text.count_chars()):
        if not (letter := text.get_text_range(index, 1)).strip():
            continue
        left, foot, right, top = text.get_charbox(index)
        for low, high, panel in ((left, right, PANEL[0]), (foot, top, PANEL[1])):
            near, far = low % panel, panel - high % panel
            is_over = low // panel != high // panel
            if is_over or min(near, far) < NEAREST_TO_A_FOLD:
                found.append(letter)
    return found


def panel_of(pdf: bytes, word: str) -> tuple[int, int]:
    """Column and row, counted from the upper left, in which a word begins."""
    [page] = pypdfium2.PdfDocument(BytesIO(pdf))
    text = page.get_textpage()
    index, _ = text.search(word).get_next()
    left, foot, _, _ = text.get_charbox(index)
    return int(left // PANEL[0]), 1 - int(foot // PANEL[1])


# The sheet


@pytest.mark.parametrize("address", ["/card/card.pdf", "/numbers/numbers.pdf"])
def test_the_pdf_is_one_a4_sheet_with_tags_and_its_fonts(client, helplines, address):
    pdf = pdf_at(client, address)

    with pikepdf.open(BytesIO(pdf)) as opened:
        [page] = opened.pages
        width, height = (float(length) / MM for length in page.mediabox[2:])
        fonts = [font.DescendantFonts[0].FontDescriptor for font in page.Resources.Font.values()]
        assert (round(width, 1), round(height, 1)) == (297, 210)
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "en-GB"
        assert fonts
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_all_words_are_on_the_sheet_and_each_letter_is_on_its_panel(client, helplines):
    pdf = pdf_at(client, "/card/card.pdf")

    seen = words_in(pdf)
    for service in helplines:
        for part in (service.name, service.spoken_form, service.when_to_call, service.hours):
            assert part in seen
    for key in ("title", "call", "call_interpreter", "call_pause", "keep", "keep_by_heart"):
        assert PHRASES[f"pocket.{key}"] in seen
    assert "The Commissioner" in seen
    assert letters_off_their_panel(pdf) == []


def test_folded_in_half_three_times_it_opens_like_a_book(client, helplines):
    pdf = pdf_at(client, "/card/card.pdf")

    # The lower row is outside after the first fold; of it, the two on the right meet inside after
    # the third, and the front lies over the back. The upper row is read last, when all is open.
    assert panel_of(pdf, "Help and advice") == (1, 1)
    assert panel_of(pdf, "Keep this card safe") == (0, 1)
    assert panel_of(pdf, "Danger line") == (2, 1)
    assert panel_of(pdf, "Glasgow line") == (3, 1)
    assert panel_of(pdf, "When you call") == (3, 0)


def test_the_upper_row_is_upside_down(client, helplines):
    [page] = pypdfium2.PdfDocument(BytesIO(pdf_at(client, "/card/card.pdf")))
    text = page.get_textpage()

    def runs(word: str) -> float:
        """From its first letter to its last, in points: negative if that is to the left."""
        index, count = text.search(word).get_next()
        return text.get_charbox(index + count - 1)[0] - text.get_charbox(index)[0]

    assert runs("When you call") < 0 < runs("Danger line")


def test_helplines_for_the_whole_uk_come_first_then_as_they_are_placed(helplines):
    builders.helpline(name="Listed", placement="directory")
    builders.helpline(name="Chosen", placement="directory", on_card="always")
    builders.helpline(name="Left out", placement="top", on_card="never")
    draft = builders.helpline(name="Draft", placement="top", sort_order=0)
    draft.unpublish()

    names = [service.name for service in Service.objects.on_the_card()]

    assert names == ["Danger line", "Slavery Helpline", "Night line", "Chosen", "Glasgow line"]


def test_another_number_is_on_the_card_at_once(client, helplines):
    before = pdf_at(client, "/card/card.pdf")
    line = helplines[2]
    line.number, line.spoken_form = "+448000121700", "0800 0121 700"
    line.save_revision().publish()

    after = pdf_at(client, "/card/card.pdf")

    assert "0800 0121 700" not in words_in(before)
    assert "0800 0121 700" in words_in(after)
    assert "0800 0121 700" in main_words(client.get("/card/"))


def test_an_unchanged_card_is_made_once(client, helplines, monkeypatch):
    pdf_at(client, "/card/card.pdf")
    monkeypatch.setattr(process, "PROGRAM", ["-c", "raise SystemExit(1)"])

    again = pdf_at(client, "/card/card.pdf")

    assert again.startswith(b"%PDF-")
    assert main(client.get("/card/")).find("a", href="/card/card.pdf")


def test_cards_of_before_are_forgotten_with_their_files(helplines):
    make_cards()
    before = {sheet.file.name for sheet in CardSheet.objects.all()}
    helplines[0].when_to_call = "Something else"
    helplines[0].save()

    make_cards()

    now = {sheet.file.name for sheet in CardSheet.objects.all()}
    assert len(now) == 2
    assert len(now & before) == 1  # the discreet one doesn't say when to call


def test_a_file_that_the_storage_lost_is_made_again(client, helplines):
    pdf_at(client, "/card/card.pdf")
    default_storage.delete(CardSheet.objects.get().file.name)

    client.get("/card/card.pdf")

    assert pdf_at(client, "/card/card.pdf").startswith(b"%PDF-")


def test_without_the_writer_the_page_can_still_be_printed(client, helplines, monkeypatch):
    monkeypatch.setattr(process, "PROGRAM", ["-c", "raise SystemExit(1)"])

    page = client.get("/card/")

    assert "999" in main_words(page)
    assert not main(page).find("a", href="/card/card.pdf")
    assert client.get("/card/card.pdf").status_code == 404


def test_the_help_page_leads_to_the_card(client, helplines):
    page = main(client.get(builders.help_page().url))

    assert links(page)["Print the numbers on a card"] == "/card/"
    # Before the long list, which fills five screens of a phone.
    assert words(page).index("Print the numbers") < words(page).index("Helplines")


# The discreet one


def test_the_discreet_card_tells_neither_who_made_it_nor_what_it_is_for(client, helplines):
    pdf = pdf_at(client, "/numbers/numbers.pdf")

    seen = words_in(pdf)
    for service in helplines:
        assert service.spoken_form in seen
    assert not is_telling(seen)
    assert "Commissioner" not in seen
    assert "testserver" not in seen
    assert "Advice line" in seen
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert str(opened.docinfo["/Title"]) == "Useful numbers"
        assert set(opened.docinfo.keys()) <= {"/Title", "/Producer"}


def test_search_engines_are_told_what_the_card_is_and_nothing_of_the_discreet_one(client):
    def described(address: str):
        return document(client.get(address)).find("meta", attrs={"name": "description"})

    assert "numbers on one sheet" in described("/card/")["content"]
    assert described("/numbers/") is None


def test_its_file_and_its_page_are_named_like_any_list(client, helplines):
    pdf, page = client.get("/numbers/numbers.pdf"), client.get("/numbers/")

    assert pdf["Content-Disposition"] == 'inline; filename="numbers.pdf"'
    assert document(page).title.string == "Useful numbers"
    assert words(document(page).h1) == "Useful numbers"
    assert document(page).find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert not is_telling(words(document(page).find(class_="sheet")))


def test_staff_can_name_a_helpline_for_it(client, helplines):
    helplines[1].discreet_name = "Ann"
    helplines[1].save()

    sheet = document(client.get("/numbers/")).find(class_="sheet")

    assert "Ann" in words(sheet)
    assert "Advice line" not in words(sheet)


def test_a_discreet_name_that_tells_is_refused():
    with pytest.raises(ValidationError) as refusal:
        builders.helpline(discreet_name="Victim line")

    assert "discreet_name" in refusal.value.message_dict


# In other languages


def test_a_card_in_arabic_opens_from_the_right(client, helplines):
    builders.language(translations=ARABIC)

    pdf = pdf_at(client, "/card/ar/card.pdf")

    with pikepdf.open(BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == "ar"
    assert panel_of(pdf, "Danger line") == (1, 1)
    assert panel_of(pdf, "Glasgow line") == (0, 1)
    assert letters_off_their_panel(pdf) == []


def test_its_page_is_in_that_language_and_shows_english_as_english(client, helplines):
    builders.language(translations=ARABIC)

    page = document(client.get("/card/ar/"))

    sheet = page.find(class_="sheet")
    assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")
    assert ARABIC["pocket.title"] in words(sheet)
    assert "I speak Arabic." in words(sheet)
    fallback = sheet.find("bdi", string="You can ask for an interpreter.")
    assert (fallback["lang"], fallback["dir"]) == ("en-GB", "ltr")
    assert page.find("a", href="/card/")["hreflang"] == "en-GB"


@pytest.mark.parametrize("address", ["/card/fr/", "/card/fr/card.pdf", "/numbers/fr/"])
def test_a_language_that_is_not_live_has_no_card(client, helplines, address):
    builders.language(tag="fr", english_name="French", is_checked=False)

    assert client.get(address).status_code == 404


def test_a_letter_that_no_font_has_leaves_the_page_and_tells_staff(client, helplines):
    builders.language(translations=ARABIC | {"pocket.title": "\ue123"})

    page = client.get("/card/ar/")
    warnings = card_making.known_warnings()

    assert page.status_code == 200
    assert "999" in main_words(page)
    assert client.get("/card/ar/card.pdf").status_code == 404
    assert any("The letter “\ue123” (U+E123) is in none of the fonts" in w for w in warnings)


# When there is no room


def test_words_that_are_too_long_are_left_off_whole_and_numbers_stay(client, helplines):
    for line in helplines:
        line.name, line.is_always_open = (LONG * 4)[:80], False
        line.when_to_call = line.hours_note = line.cost = ("W" * 40 + " ") * 2 + "W" * 38
        line.save()

    pdf = pdf_at(client, "/card/card.pdf")

    seen = words_in(pdf)
    assert CardSheet.objects.get().step == "essential"
    assert "WWWW" not in seen
    for line in helplines:
        assert line.spoken_form in seen
    assert letters_off_their_panel(pdf) == []


def test_many_helplines_stand_closer_and_none_is_lost(client):
    builders.office(name="The Commissioner")
    lines = [
        builders.helpline(name=f"Line {number}", placement="foot", sort_order=number)
        for number in range(16)
    ]

    pdf = pdf_at(client, "/card/card.pdf")

    assert CardSheet.objects.get().step == "close"
    assert [line.name for line in lines if line.spoken_form not in words_in(pdf)] == []
    assert letters_off_their_panel(pdf) == []


def test_what_has_no_place_at_all_is_said_on_the_card_and_to_staff(client):
    builders.office(name="The Commissioner")
    for number in range(ROOM + 1):
        builders.helpline(name=f"Line {number}", placement="foot", sort_order=number)
    card, _ = cards_in(IN_ENGLISH)

    pdf = pdf_at(client, "/card/card.pdf")

    assert PHRASES["pocket.more"] in words_in(pdf)
    assert f"It leaves out Line {ROOM}." in card_making.warnings_about(card, sheet_of(card))[0]
    assert letters_off_their_panel(pdf) == []


def test_a_number_goes_live_though_the_card_is_crowded_and_staff_hear_of_it(client, helplines):
    line = helplines[0]
    client.force_login(builders.staff("Administrator"))
    for crowding in helplines:
        crowding.name = (LONG * 4)[:80]
        crowding.when_to_call = crowding.cost = ("W" * 59 + " ") * 2
        crowding.hours_note, crowding.is_always_open = crowding.when_to_call, False
        crowding.save()
    form = NO_TIMES | {field: getattr(line, field) for field in FORM}
    line.number = line.spoken_form = "101"
    line.save_revision(user=builders.staff("Editor"))

    answer = client.post(
        reverse("wagtailsnippets_helpline_service:edit", args=[line.pk]),
        form
        | {"number": "101", "spoken_form": "101", "verified_on": "2022-01-25"}
        | {"action-publish": "on"},
        follow=True,
    )

    assert Service.objects.get(pk=line.pk).number == "101"
    assert "has room only for names and numbers. Shorten what stands on it:" in words(
        document(answer)
    )


def test_a_language_whose_words_have_no_room_does_not_go_live(helplines):
    long = "كلمة " * 400
    builders.language(is_checked=False, translations=ARABIC | {"pocket.keep_hidden": long})
    candidate = Language.objects.get()
    candidate.record_check(by="Ann Lee", on=builders.DISPLAYED_ON)

    [card, *_] = gates.objections(candidate)

    assert card.field == "translations"
    assert card.message == "The card in Arabic has no room for The back. Shorten these words."


def test_long_words_of_one_helpline_never_keep_a_language_back(helplines):
    translations = ARABIC | {key_of(helplines[0], "when_to_call"): "كلمة " * 400}
    builders.language(is_checked=False, translations=translations)
    candidate = Language.objects.get()
    candidate.record_check(by="Ann Lee", on=builders.DISPLAYED_ON)

    assert gates.objections(candidate) == []
    card, _ = cards_in(candidate)
    assert sheet_of(card).step == "essential"


def test_the_forms_tell_how_it_stands_with_all_cards(client, helplines):
    language = builders.language(translations=ARABIC | {"pocket.title": "\ue123"})
    make_cards()
    client.force_login(builders.staff("Administrator"))

    for name, record in (("service", helplines[0]), ("language", language)):
        form = client.get(reverse(f"wagtailsnippets_helpline_{name}:edit", args=[record.pk]))
        assert "The card in Arabic has no PDF." in words(document(form))


def test_a_change_has_the_cards_laid_out_in_the_background(
    helplines, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        helplines[0].save()

    assert all(sheet.is_made for sheet in CardSheet.objects.all())
    assert CardSheet.objects.count() == 2


def test_a_card_without_any_helpline_is_still_a_sheet(client):
    builders.office(name="The Commissioner")

    assert Card().services == ()
    assert "Help and advice" in words_in(pdf_at(client, "/card/card.pdf"))
