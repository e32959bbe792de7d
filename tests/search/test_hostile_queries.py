"""Whatever is typed is words. Nothing fails, and nothing is a command to the database."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.asking import MOST_LETTERS, MOST_WORDS, question_of
from search.names import everyday_names
from tests import builders

pytestmark = pytest.mark.django_db
NASTY = [
    "\0",
    "a\0b",
    "\ud800",
    "\u202e\u200f\u2066 abc",
    "%",
    "% % _ ' \\",
    "*",
    "sea*",
    '"' * 199,
    '"a" "b" "c',
    "“”“”",
    "NEAR(a b, 5)",
    "title_stems : a",
    "-a",
    "^a",
    "a AND OR NOT b",
    "NOT",
    "{a b}: c",
    "a + b",
    "a & b | !c <-> (d",
    ":*",
    "'; DROP TABLE search_passage; --",
    "' OR 1=1 --",
    "{{ 7 * 7 }}{% debug %}",
    "<script>alert(1)</script>",
    "the and of to",
    "a " * 5000,
    "x" * 100_000,
    "ﷺ" * 50,
    "١٢٣ مساعدة",
    "İ ß ﬁ",
    "9" * 150,
    "HC " + "1" * 100,
    "ُ" * 100,
    "🏳️‍🌈 👩‍👩‍👧",
]


@pytest.fixture
def _some_content():
    builders.news_item(title="A sea of words", body=builders.text("Abc and 'quotes' and 100%."))


@pytest.mark.usefixtures("_some_content")
@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_nothing_that_is_typed_breaks_search(client, typed):
    answer = client.get("/search/", {"q": typed.encode("utf-8", "surrogatepass")})

    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


@pytest.mark.usefixtures("_some_content")
@pytest.mark.parametrize("raw", ["q=%00", "q=%ED%A0%80", "q=%FF%FE", "q=a&q=b", "q[]=a"])
def test_an_address_that_is_no_text_does_no_harm(client, raw):
    assert client.get(f"/search/?{raw}").status_code == 200


# Pieces of the languages of both databases, of our own, and any letters at all.
PIECES = st.one_of(
    st.sampled_from([*NASTY[:26], "sea", "words", "hc 12", "978-", '"sea of"', "NRM", "99%"]),
    st.text(max_size=12),
)


@settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(typed=st.lists(PIECES, max_size=8).map(" ".join))
@pytest.mark.usefixtures("_some_content")
def test_hundreds_of_odd_searches_are_all_answered(client, typed):
    answer = client.get("/search/", {"q": typed.encode("utf-8", "surrogatepass")})

    assert answer.status_code == 200


@pytest.mark.parametrize("typed", ["word " * 300, "x" * 5000, " ".join("abcdefghijklmnopqrstuv")])
def test_what_is_too_long_is_cut_and_the_page_says_what_was_searched(client, site, typed):
    question = question_of(typed, everyday_names())

    page = client.get("/search/", {"q": typed}).content.decode()

    assert question.was_cut
    assert len(question.text) <= MOST_LETTERS
    assert len(question.parts) <= MOST_WORDS
    assert f"“{question.text}”" in page
