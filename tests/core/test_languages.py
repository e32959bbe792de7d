"""L1 and L3: what a page says about the language of its words, and who checked them."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from core.languages import (
    Words,
    direction_of,
    own_name,
    validate_tag,
)
from tests.reading import words


@pytest.mark.parametrize("tag", ["ar", "fa", "ur", "ckb", "ps", "prs", "ku-Arab", "ar-SD"])
def test_languages_that_run_from_right_to_left_are_known(tag):
    assert direction_of(tag) == "rtl"


@pytest.mark.parametrize("tag", ["en", "cy", "am", "ti", "zh-Hans", "ku", "az-Latn", "vi"])
def test_all_others_run_from_left_to_right(tag):
    assert direction_of(tag) == "ltr"


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("am", "አማርኛ"),
        ("ckb", "کوردی"),
        ("cy", "Cymraeg"),
        ("ps", "پښتو"),
        ("ti", "ትግርኛ"),
        ("ur", "اردو"),
        ("zh-Hans", "简体中文"),
        ("pt-BR", "Português Brasileiro"),
        ("ar-SD", own_name("ar")),
        ("xx", ""),
    ],
)
def test_a_language_is_named_as_its_speakers_call_it(tag, name):
    assert own_name(tag) == name


@pytest.mark.parametrize("tag", ["", "Arabic", "AR", "ar_SD", "ar-", "zh-hans", "x", "ar/../en"])
def test_what_is_no_language_tag_is_refused(tag):
    with pytest.raises(ValidationError, match="tag of the language"):
        validate_tag(tag)


@pytest.mark.parametrize("tag", ["ar", "ckb", "zh-Hans", "pt-BR", "es-419", "ku-Arab-IQ"])
def test_a_language_tag_is_accepted(tag):
    validate_tag(tag)


def shown(phrase: Words, surrounding: str = "ar") -> BeautifulSoup:
    context = {"words": phrase, "surrounding": surrounding}
    return BeautifulSoup(render_to_string("components/words.html", context), "html.parser")


def test_words_in_the_language_of_the_page_stand_bare():
    assert shown(Words("مساعدة", "ar", "rtl")).find() is None


def test_words_in_another_language_say_which_and_keep_to_themselves():
    phrase = shown(Words("مساعدة", "ar", "rtl"), "en-GB").bdi

    assert (phrase["lang"], phrase["dir"]) == ("ar", "rtl")
    assert words(phrase) == "مساعدة"


def test_english_in_place_of_a_missing_translation_says_that_it_is_english():
    phrase = shown(Words("Get help", is_fallback=True)).bdi

    assert (phrase["lang"], phrase["dir"]) == ("en-GB", "ltr")
    assert words(phrase) == "Get help English"
