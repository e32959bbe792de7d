"""What documents quote is so: words of the admin in the guide, columns and fields of exports."""

import json
import re
from html import unescape
from pathlib import Path

import pytest

from editorial.bin import keeping
from editorial.checks.table import TABLE, Check
from helpline import exports as helpline_exports
from operations.timetable import TIMETABLE, Job
from publications import exports, pdf_problems
from publications.pdf_problems import Problem
from tests import builders
from tests.house.source import ROOT

pytestmark = pytest.mark.sqlite_only

DOCS = ROOT / "docs"
GUIDE = [path for path in sorted((DOCS / "editors").glob("*.md")) if "**" in path.read_text()]
PICTURES = DOCS / "editors" / "pictures"
PICTURE = re.compile(r"!\[(.*?)\]\(pictures/(.*?)\)")
BOLD = re.compile(r"\*\*(.+?)\*\*")


def words_of(path: Path) -> str:
    """Its text with each run of spaces as one, since lines break anywhere."""
    return " ".join(path.read_text().split())


def addresses() -> list[str]:
    """Of forms and lists in the admin, with every page type and record that the guide is about."""
    report = builders.publication()
    file = builders.document("numbers.csv", b"Year;Number\n2021;1\n")
    builders.attachment(report, title="The numbers", document=file)
    builders.attachment(report, title="The report", document=builders.document())
    report.save_revision().publish()
    builders.new_version(file, b"Year;Number\n2021;2\n")
    builders.new_version(file, b"Year;Number\n2021;3\n", is_held=True)
    pack = builders.pack(builders.news_item(title="In a pack", live=False))
    builders.reader(pack)
    helpline = builders.helpline()
    deletion = keeping.delete(builders.news_item(title="Deleted"))
    edited = builders.news_item(title="Edited")
    earlier, _ = (edited.save_revision(log_action=True) for _ in range(2))
    builders.language()
    builders.alert(heading="One that is up")
    builders.alert(heading="One that is ready", is_prepared=True)
    pages = [
        builders.front_page(),
        report,
        builders.document_page(below=report),
        builders.letter(),
        builders.call(),
        builders.news_item(),
        builders.press_piece(),
        builders.guide(),
        builders.glossary_page(),
    ]
    waiting = builders.news_item(title="Waits for approval", live=False)
    waiting.save_revision()
    waiting.get_workflow().start(waiting, None)
    return [
        "/admin/",
        "/admin/account/",
        "/admin/second-factor/",
        "/admin/second-factor/app/activate/",
        "/admin/alert/",
        "/admin/bin/",
        f"/admin/bin/{deletion.pk}/",
        f"/admin/pages/{report.pk}/delete/",
        f"/admin/pages/{edited.pk}/history/",
        f"/admin/pages/{edited.pk}/revisions/{earlier.pk}/revert/",
        "/admin/postsource/",
        "/admin/postsource/new/",
        f"/admin/postsource/edit/{builders.post_source().pk}/",
        "/admin/recommendations/",
        "/admin/recommendations/add/",
        "/admin/figures/",
        "/admin/figures/add/",
        "/admin/embargopack/",
        "/admin/embargopack/new/",
        f"/admin/embargopack/edit/{pack.pk}/",
        f"/admin/packs/{pack.pk}/invite/",
        "/admin/promotions/",
        "/admin/promotions/new/",
        "/admin/languages/",
        "/admin/languages/add/",
        "/admin/users/",
        "/admin/users/add/",
        f"/admin/users/edit/{builders.staff('Author').pk}/",
        "/admin/helplines/",
        "/admin/helplines/add/",
        f"/admin/helplines/edit/{helpline.pk}/",
        "/admin/reports/typed-numbers/",
        "/admin/redirects/",
        "/admin/redirects/add/",
        "/admin/redirects/import/",
        "/admin/reports/redirects/",
        "/admin/reports/missing/",
        "/admin/reports/useful/",
        "/admin/glossary/",
        "/admin/glossary/add/",
        f"/admin/glossary/edit/{builders.term().pk}/",
        "/admin/reports/guides/",
        f"/admin/settings/safety/exitsettings/{pages[0].get_site().pk}/",
        f"/admin/documents/edit/{file.pk}/",
        f"/admin/pages/{report.pk}/",
        f"/admin/pages/{report.pk}/welsh/",
        f"/admin/pages/{builders.in_welsh(builders.guide()).pk}/edit/",
        *[f"/admin/pages/{page.pk}/edit/" for page in pages],
        *[f"/admin/pages/{page.get_parent().pk}/add_subpage/" for page in pages[1:]],
        f"/admin/pages/{pages[0].pk}/add_subpage/",
        f"/admin/pages/{waiting.pk}/edit/",
    ]


@pytest.mark.django_db
def test_what_stands_in_bold_in_the_guide_is_on_the_screen(client):
    found = addresses()
    words = client.get("/admin/login/").content.decode()
    for role in ("Administrator", "Editor"):
        client.force_login(builders.staff(role))
        words += " ".join(client.get(address).content.decode() for address in found)
    # What the server did not send for these: dialogues, how it stands with a PDF, and what there is
    # only once a page waits for somebody.
    for path in [
        *(ROOT / "static/admin/js").glob("*.js"),
        ROOT / "templates/publications/pdf/panel.html",
        *(ROOT / "templates/editorial").rglob("*.html"),
        *(ROOT / "templates/operations").rglob("*.html"),
        ROOT / "templates/components/useful.html",
        ROOT / "editorial/action_menu.py",
    ]:
        words += path.read_text()
    # Twice, since scripts make fields of what stands escaped in attributes.
    screen = " ".join(unescape(unescape(words)).split())

    quoted = {path.name: BOLD.findall(words_of(path)) for path in GUIDE}
    # If only the words of a picture are missing, `make pictures` makes it anew.
    quoted |= json.loads(PICTURES.with_suffix(".json").read_text())
    missing = [
        f"{name}: {label}"
        for name, labels in quoted.items()
        for label in labels
        # A key is on no screen.
        if label != "/" and label not in screen
    ]

    assert missing == []


def test_each_picture_of_the_guide_is_there_is_used_and_is_put_into_words():
    used = dict(
        reversed(found)
        for path in (DOCS / "editors").glob("*.md")
        for found in PICTURE.findall(path.read_text())
    )
    made = [path.name for path in PICTURES.glob("*.png")]

    assert sorted(used) == sorted(made)
    assert sorted(
        f"{name}.png" for name in json.loads(PICTURES.with_suffix(".json").read_text())
    ) == (sorted(made))
    assert all(len(words) > 20 for words in used.values())
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) < 1_500_000


def problems() -> list[Problem]:
    known = [value for value in vars(pdf_problems).values() if isinstance(value, Problem)]
    return [*known, *pdf_problems.DANGERS.values()]


@pytest.mark.parametrize("problem", [one for one in problems() if one.in_word])
def test_the_guide_says_what_the_check_of_a_pdf_says(problem):
    row = f"| {problem.words} | {problem.in_word} | {problem.in_indesign} |"

    assert row in words_of(DOCS / "editors" / "publish-a-report.md")


@pytest.mark.parametrize("check", TABLE, ids=lambda check: check.name)
def test_the_guide_says_what_a_check_says(check: Check):
    effect = "Blocks" if check.blocks else "Advises"
    row = f"| {check.name} | {effect} | {check.words.replace('{}', '…')} |"

    assert row in words_of(DOCS / "editors" / "write-clearly.md")


@pytest.mark.parametrize(
    "documented",
    [
        {column.name: column.meaning for column in exports.COLUMNS},
        exports.FIELDS,
        helpline_exports.FIELDS,
    ],
    ids=["CSV of recommendations", "recommendations", "helplines"],
)
def test_the_columns_and_fields_of_exports_are_described_in_their_order(documented):
    table = "\n".join(f"| `{name}` | {meaning} |" for name, meaning in documented.items())

    assert f"|---|---|\n{table}\n\n" in (DOCS / "exports.md").read_text()


@pytest.mark.parametrize("job", TIMETABLE, ids=lambda job: job.name)
def test_whoever_runs_the_site_can_read_what_happens_when(job: Job):
    page = (DOCS / "operating" / "background.md").read_text()

    assert f"| {job.name} | {job.every} seconds |" in page
