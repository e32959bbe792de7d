"""A file of redirects shows what each line would do before anything is saved."""

import csv
import re
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import ModelLogEntry

from operations.redirects.importing import lines_of, look_at
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

IMPORT = "/admin/redirects/import/"


@pytest.fixture
def item():
    return builders.news_item(title="Item", slug="item")


def preview(client, text: str | bytes):
    content = text.encode() if isinstance(text, str) else text
    file = BytesIO(content)
    file.name = "redirects.csv"
    return client.post(IMPORT, {"file": file})


def fates(answer) -> list[tuple[int, str]]:
    return sorted((line.number, line.fate) for line in answer.context["lines"])


def save(client, answer):
    return client.post(IMPORT, {"content": answer.context["content"], "save": "yes"})


def why(answer, number: int) -> str:
    return next(line.why for line in answer.context["lines"] if line.number == number)


def test_the_fate_of_each_line_is_shown_and_nothing_is_saved(publisher, item):
    Redirect.objects.create(old_path="/kept", redirect_page=item)
    Redirect.objects.create(old_path="/other", redirect_page=item.get_parent())

    answer = preview(
        publisher,
        "Old,New\n/a,/news/item/\n/KEPT/,http://testserver/news/item\n/other,/news/item/\n/b,/nowhere/\n",
    )

    assert fates(answer) == [(2, "made"), (3, "the same"), (4, "changed"), (5, "refused")]
    assert why(answer, 5) == "Nothing is at /nowhere/. Choose a page that is there."
    assert Redirect.objects.count() == 2


def test_what_is_not_refused_is_saved_and_is_in_the_log(publisher, client, item):
    answer = preview(publisher, "/A/,/news/item/,no\n/news-insights/*,/news/*,yes\n/b,/nowhere/\n")
    save(publisher, answer)

    assert client.get("/a/").status_code == 302
    assert client.get("/News-Insights/item/")["Location"] == "/news/item/"
    assert Redirect.objects.count() == 2
    assert ModelLogEntry.objects.filter(action="wagtail.create").count() == 2


def test_a_second_import_changes_nothing(publisher, item):
    save(publisher, preview(publisher, "/a,/news/item/\n"))

    answer = preview(publisher, "/a,/news/item/\n")

    assert fates(answer) == [(1, "the same")]
    assert "Save what is not refused" not in answer.content.decode()


def test_circles_and_chains_are_seen_over_the_file_and_the_table(publisher, item):
    Redirect.objects.create(old_path="/t", redirect_link="/a")

    answer = preview(publisher, "/a,/b\n/b,/t\n/c,/d\n/d,/e/\n/e,/news/item/\n/f,/F/\n")

    assert fates(answer) == [
        (1, "refused"),
        (2, "refused"),
        (3, "made"),
        (4, "made"),
        (5, "made"),
        (6, "refused"),
    ]
    assert "/a to /b to /t to /a" in why(answer, 1)
    save(publisher, answer)
    ends = Redirect.objects.filter(old_path__in=["/c", "/d", "/e"])
    assert {line.redirect_page_id for line in ends} == {item.pk}


def test_an_address_that_stands_twice_is_refused_the_second_time(publisher, item):
    answer = preview(publisher, "/a,/news/\n/A/,/news/item/\n")

    assert fates(answer) == [(1, "made"), (2, "refused")]
    assert "Line 1" in why(answer, 2)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"/a,/news/\n/\xe9,/news/\n", "Line 2"),
        ("/a,/news/\n".encode("utf-16"), "Line 1"),
        (b"\0\0", "not a CSV"),
        (b"", "empty"),
        (b'/a,"' + b"x" * 200_000 + b'"', "not a CSV"),
        (b"/a,/news/\n" * 10_001, "more than 10,000 lines"),
        (b"a" * (4 * 1024 * 1024 + 1), "larger than 4 MB"),
    ],
)
def test_a_file_that_can_not_be_read_is_refused_in_words(publisher, item, text, says):
    answer = preview(publisher, text)

    assert says in answer.context["form"].errors.as_text()


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff/a,/news/\r\n/b,/news/item/\r\n",
        "/a;/news/\n/b;/news/item/\n",
        "/a\t/news/\n\n/b\t/news/item/",
        '"/a","/news/"\n"/b","/news/item/"',
    ],
)
def test_files_of_other_programs_are_read(publisher, item, text):
    assert [fate for _, fate in fates(preview(publisher, text))] == ["made", "made"]


@pytest.mark.parametrize(
    "text",
    [
        "/a\n",
        ",/news/\n",
        "/a,\n",
        "/,/news/\n",
        "/news,/news/\n",
        "/*,/news/\n",
        "x" * 300 + ",/news/\n",
    ],
)
def test_a_line_that_could_not_work_is_refused(publisher, item, text):
    assert fates(preview(publisher, text)) == [(1, "refused")]


def test_a_publisher_imports_nothing_that_leads_off_the_site(publisher, item):
    answer = preview(publisher, "/a,https://example.org/\n/b,/a\n/c,//example.org\n")

    assert [fate for _, fate in fates(answer)] == ["refused"] * 3


def test_an_administrator_may(client):
    client.force_login(builders.staff("Administrator"))

    assert fates(preview(client, "/a,https://example.org/\n")) == [(1, "made")]


def test_five_thousand_lines_are_looked_at_by_few_queries(item, django_assert_max_num_queries):
    text = "".join(f"/news/gone-{number},/news/item/\n" for number in range(5_000))
    lines = lines_of(text.encode())

    with django_assert_max_num_queries(40):
        look_at(lines, may_leave=False)

    assert {line.fate for line in lines} == {"made"}


def test_the_download_can_be_read_again_and_holds_no_formula(publisher, item):
    Redirect.objects.create(
        old_path="/a/*", redirect_page=item.get_parent(), redirect_page_route_path="/*"
    )
    Redirect.objects.create(old_path="/b", redirect_link="=HYPERLINK()", is_permanent=False)
    Redirect.objects.create(old_path="/c", redirect_page=item, automatically_created=True)

    text = publisher.get("/admin/redirects/file/").content.decode()

    assert list(csv.reader(StringIO(text)))[1:] == [
        ["/a/*", "/news/*", "yes"],
        ["/b", "'=HYPERLINK()", "no"],
    ]
    assert fates(preview(publisher, text))[0] == (2, "the same")


def test_the_command_says_what_it_would_do_and_then_does_it(item, tmp_path):
    file = tmp_path / "redirects.csv"
    file.write_text("/a,/news/item/\n/b,/nowhere/\n")
    said = StringIO()

    call_command("import_redirects", file, "--dry-run", stdout=said)
    assert not Redirect.objects.exists()
    call_command("import_redirects", file, stdout=said)

    assert Redirect.objects.get().old_path == "/a"
    assert re.findall(r"Would be made: 1|Made: 1", said.getvalue()) == [
        "Would be made: 1",
        "Made: 1",
    ]
    assert "Line 2: /b is refused. Nothing is at /nowhere/" in said.getvalue()
    with pytest.raises(CommandError):
        call_command("import_redirects", tmp_path / "none.csv")


def test_redirects_that_lead_nobody_anywhere_are_listed_with_the_reason(publisher, item):
    builders.news_item(title="Draft", slug="draft", live=False)
    for old, link in {"/x": "/y", "/y": "/x", "/to-line": "/good", "/news/item": "/news/"}.items():
        Redirect.objects.create(old_path=old, redirect_link=link)
    Redirect.objects.create(old_path="/good", redirect_page=item)
    Redirect.objects.create(
        old_path="/hidden", redirect_page=builders.news_item(title="Hidden", live=False)
    )

    found = publisher.get("/admin/reports/redirects/").context["found"]

    assert {line.old_path: reason.partition(".")[0] for line, reason in found} == {
        "/x": "This would go in a circle: /x to /y to /x",
        "/y": "This would go in a circle: /y to /x to /y",
        "/to-line": "It leads on to another one",
        "/news/item": "A page is at this address, and a page always wins",
        "/hidden": "The page that it leads to is not public",
    }
