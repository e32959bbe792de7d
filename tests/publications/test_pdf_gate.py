"""P7: a PDF that people with disabilities can't read goes not live alone, a harmful one never."""

from datetime import timedelta

import pikepdf
import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry
from wagtail.test.utils.form_data import inline_formset

from core.gates import PublishRefused, objections
from publications.models import PublicationPage
from tests import builders
from tests.publications.forms import publication_form
from tests.reading import messages_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

UNTAGGED = builders.pdf(is_tagged=False)
SCAN = builders.pdf("", title="A scan")
TOLERABLE = {
    "untagged": (UNTAGGED, "no tags"),
    "untitled": (builders.pdf(title=""), "no title"),
    "without language": (builders.pdf(language=""), "in which language"),
    "nothing but pictures": (SCAN, "pictures without text"),
}


def with_script(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def protected() -> bytes:
    return builders.rewritten_pdf(encryption=pikepdf.Encryption(owner="secret", user=""))


FORBIDDEN = {
    "dangerous": (builders.rewritten_pdf(with_script), "holds a program"),
    "protected": (protected(), "It is protected"),
    "broken": (b"%PDF-1.4 %%EOF", "damaged"),
}


def draft(content: bytes, *, is_read: bool = True, **fields) -> PublicationPage:
    """A publication that was never live, with one file and a draft."""
    report = builders.publication(live=False, **fields)
    file = builders.document(content=content, is_read=is_read)
    builders.attachment(report, title="The whole report", document=file)
    report.save_revision()
    return PublicationPage.objects.get(pk=report.pk)


def is_live(page: Page) -> bool:
    page.refresh_from_db()
    return page.live


def publish(report: PublicationPage) -> str:
    """Publish the latest draft; the reasons against it, if there are some."""
    try:
        report.get_latest_revision().publish(user=builders.staff("Administrator"))
    except PublishRefused as refusal:
        return str(refusal)
    return ""


# What is refused


def test_a_good_pdf_goes_live():
    report = draft(builders.pdf())

    assert publish(report) == ""
    assert is_live(report)


@pytest.mark.parametrize(("content", "words"), TOLERABLE.values(), ids=TOLERABLE.keys())
def test_a_pdf_with_a_fault_does_not_go_live_alone(content, words):
    report = draft(content)

    refusal = publish(report)

    assert "“report.pdf”" in refusal
    assert words in refusal
    assert "In Word:" in refusal
    assert "In InDesign:" in refusal
    assert not is_live(report)


@pytest.mark.parametrize(("content", "words"), FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_nothing_makes_up_for_a_file_that_visitors_must_not_get(content, words):
    report = draft(
        content,
        alternative_format_email="formats@example.org",
        pdf_overrule_reason="The original is lost",
    )

    assert words in publish(report)
    assert not is_live(report)


def test_a_file_that_was_not_read_yet_has_to_wait():
    report = draft(builders.pdf(), is_read=False, alternative_format_email="a@example.org")

    assert "not been looked through yet" in publish(report)
    assert not is_live(report)


def test_each_file_is_named():
    report = draft(UNTAGGED)
    other = builders.document("annex.pdf", builders.pdf(title=""))
    builders.attachment(report, title="Annex", document=other)
    report.save_revision()

    refusal = publish(report)

    assert "“report.pdf”: It has no tags" in refusal
    assert "“annex.pdf”: It has no title" in refusal


def test_a_publication_with_a_harmful_file_can_be_withdrawn():
    report = builders.publication()
    builders.attachment(report, document=builders.document(content=FORBIDDEN["dangerous"][0]))

    report.withdraw(reason="It was wrong.")

    report.refresh_from_db()
    assert report.withdrawn_on


def test_a_hidden_title_is_advice_only():
    assert publish(draft(builders.pdf(shows_title=False))) == ""


def test_a_table_and_a_link_are_not_asked_about():
    report = builders.publication(live=False)
    builders.attachment(report, document=builders.document("numbers.csv", b"1;2\n"))
    builders.attachment(report)
    report.save_revision()

    assert publish(report) == ""


def test_the_version_that_waits_is_what_counts():
    report = draft(builders.pdf())
    file = report.attachments.get().document
    builders.new_version(file, UNTAGGED, is_held=True)

    assert "no tags" in publish(report)


def test_what_waits_and_is_good_goes_live_with_the_page(client):
    report = draft(UNTAGGED)
    file = report.attachments.get().document
    builders.new_version(file, builders.pdf("Mended"), is_held=True)

    assert publish(report) == ""

    assert b"".join(client.get(file.url).streaming_content) == builders.pdf("Mended")


def test_a_news_item_cannot_link_to_a_harmful_file():
    file = builders.document(content=FORBIDDEN["dangerous"][0])
    item = builders.news_item(live=False)
    item.body = builders.text(f'<a linktype="document" id="{file.pk}">Report</a>')

    with pytest.raises(PublishRefused, match="holds a program"):
        item.save_revision().publish(user=builders.staff("Administrator"))


def test_a_news_item_may_link_to_a_file_with_faults():
    file = builders.document(content=UNTAGGED)
    item = builders.news_item(live=False)
    item.body = builders.text(f'<a linktype="document" id="{file.pk}">Report</a>')

    item.save_revision().publish(user=builders.staff("Administrator"))

    assert is_live(item)


# What makes up for a fault


def test_an_address_for_other_formats_makes_up_for_it():
    assert publish(draft(UNTAGGED, alternative_format_email="formats@example.org")) == ""


def test_the_office_s_own_address_does_not():
    builders.office(name="The office", email="office@example.org")

    assert "no tags" in publish(draft(UNTAGGED))


def test_a_live_html_document_makes_up_for_it():
    report = draft(UNTAGGED)
    builders.document_page(below=report)

    assert publish(report) == ""


@pytest.mark.parametrize("fields", [{"live": False}, {"withdrawn_on": timezone.localdate()}])
def test_an_html_document_that_nobody_can_read_does_not(fields):
    report = draft(UNTAGGED)
    builders.document_page(below=report, **fields)

    assert "no tags" in publish(report)


@pytest.mark.parametrize(("hours", "is_refused"), [(-1, False), (0, False), (1, True)])
def test_an_html_document_that_is_due_by_then_makes_up_for_it(hours, is_refused):
    due = timezone.now() + timedelta(days=1)
    report = draft(UNTAGGED, go_live_at=due)
    page = builders.document_page(below=report, live=False, go_live_at=due + timedelta(hours=hours))
    page.save_revision().publish()

    assert bool(objections(report)) is is_refused


@pytest.mark.usefixtures("one_person_is_enough")
def test_a_publisher_says_why_and_it_is_kept(publisher):
    report = draft(UNTAGGED)

    answer = in_editor(publisher, report, pdf_overrule_reason="Printed in 2016; no original left")

    assert answer.status_code == 302
    assert is_live(report)
    entry = PageLogEntry.objects.get(page=report.pk, action="publications.overrule_pdf")
    assert entry.user.username == "publisher"
    assert entry.data["reason"] == "Printed in 2016; no original left"
    assert "no tags" in entry.data["faults"][0]
    history = publisher.get(reverse("wagtailadmin_pages:history", args=[report.pk]))
    assert "Printed in 2016" in history.content.decode()


@pytest.mark.usefixtures("one_person_is_enough")
def test_a_reason_that_was_not_needed_is_not_logged(publisher):
    report = draft(builders.pdf())

    in_editor(publisher, report, pdf_overrule_reason="Just in case")

    assert is_live(report)
    assert not PageLogEntry.objects.filter(action="publications.overrule_pdf").exists()


def test_an_editor_cannot_write_a_reason(client):
    report = draft(UNTAGGED)
    client.force_login(builders.staff("Editor"))

    shown = client.get(reverse("wagtailadmin_pages:edit", args=[report.pk])).content.decode()
    in_editor(client, report, publishes=False, pdf_overrule_reason="Let me through")

    assert report.get_latest_revision_as_object().pdf_overrule_reason == ""
    assert "For publishers" in shown


def test_an_editor_does_not_lose_the_reason_of_a_publisher(client):
    report = draft(UNTAGGED, pdf_overrule_reason="Printed in 2016")
    client.force_login(builders.staff("Editor"))

    in_editor(client, report, publishes=False, pdf_overrule_reason="")

    assert report.get_latest_revision_as_object().pdf_overrule_reason == "Printed in 2016"


def test_an_author_cannot_write_a_reason_on_a_new_page(client):
    client.force_login(builders.staff("Author"))
    index = builders.publications_index()

    client.post(
        reverse("wagtailadmin_pages:add", args=["publications", "publicationpage", index.pk]),
        form(None, pdf_overrule_reason="Let me through"),
    )

    report = PublicationPage.objects.get()
    assert report.get_latest_revision_as_object().pdf_overrule_reason == ""


@pytest.mark.usefixtures("one_person_is_enough")
def test_who_set_the_time_stands_in_the_history_when_it_comes(publisher):
    report = draft(UNTAGGED)
    tomorrow = timezone.localtime() + timedelta(days=1)
    in_editor(
        publisher,
        report,
        pdf_overrule_reason="Printed in 2016",
        go_live_at=f"{tomorrow:%Y-%m-%d %H:%M}",
    )
    revision = report.revisions.latest("created_at")
    passed = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = passed.isoformat()
    revision.approved_go_live_at = passed
    revision.save()

    call_command("publish_scheduled")

    assert is_live(report)
    entry = PageLogEntry.objects.get(page=report.pk, action="publications.overrule_pdf")
    assert entry.user.username == "publisher"


# By every way


def form(report: PublicationPage | None, **fields):
    """What the editor sends for `report` and the files it has."""
    rows = report.get_latest_revision_as_object().attachments.all() if report else []
    attachments = [
        {
            "id": row.pk,
            "title": row.title,
            "document": row.document_id,
            "link_url": "",
            "language": "en",
            "page_count": "",
        }
        for row in rows
    ]
    values = {
        "slug": report.slug if report else "new-report",
        "attachments": inline_formset(attachments, initial=len(attachments)),
        "alternative_format_email": "",
        "pdf_overrule_reason": "",
    }
    return publication_form(**values | fields)


def in_editor(staff, report: PublicationPage, *, publishes: bool = True, **fields):
    """The answer of the editor to “Publish”, or to “Save draft”."""
    data = form(report, **fields) | ({"action-publish": "on"} if publishes else {})
    return staff.post(reverse("wagtailadmin_pages:edit", args=[report.pk]), data)


def test_the_editor_says_what_is_wrong_and_keeps_what_was_typed(publisher):
    report = draft(UNTAGGED)

    answer = in_editor(publisher, report)

    assert "no tags" in str(answer.context["form"].non_field_errors())
    assert "Words that took thought" in answer.content.decode()
    assert not is_live(report)


@pytest.mark.usefixtures("one_person_is_enough")
def test_the_editor_judges_the_files_that_were_chosen_just_now(publisher):
    report = draft(UNTAGGED)
    row = report.attachments.get()
    mended = builders.document("mended.pdf")
    attachment = {
        "id": row.pk,
        "title": row.title,
        "document": mended.pk,
        "link_url": "",
        "language": "en",
        "page_count": "",
    }

    answer = in_editor(publisher, report, attachments=inline_formset([attachment], initial=1))

    assert answer.status_code == 302
    assert is_live(report)
    assert report.attachments.get().document == mended


def test_a_draft_with_faults_can_be_saved(publisher):
    report = draft(UNTAGGED)

    assert in_editor(publisher, report, publishes=False).status_code == 302


def test_a_scheduled_run_refuses_it():
    report = draft(UNTAGGED)
    revision = report.get_latest_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()

    call_command("publish_scheduled")

    assert not is_live(report)
    refusal = PageLogEntry.objects.get(action="core.publish_refused")
    assert "no tags" in refusal.data["reasons"][0]


def test_a_time_to_go_live_is_refused(publisher):
    report = draft(UNTAGGED)

    answer = in_editor(publisher, report, go_live_at="2099-01-01 09:00")

    assert "no tags" in str(answer.context["form"].non_field_errors())
    assert not report.approved_schedule


def test_bulk_publish_refuses_it(publisher):
    report = draft(UNTAGGED)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    home = reverse("wagtailadmin_home")

    answer = publisher.post(
        f"{address}?id={report.pk}&next={home}",
        {"include_descendants": "", "next": home},
        follow=True,
    )

    assert "no tags" in messages_of(answer)
    assert not is_live(report)


def test_the_admin_s_own_interface_refuses_it(publisher):
    report = draft(UNTAGGED)

    answer = publisher.post(reverse("wagtailadmin_api:pages:action", args=[report.pk, "publish"]))

    assert "no tags" in answer.json()["message"]
    assert not is_live(report)


def test_approval_refuses_it(publisher):
    report = draft(UNTAGGED)
    report.get_workflow().start(report, builders.staff("Editor"))
    task = report.current_workflow_task_state

    publisher.post(
        reverse("wagtailadmin_pages:workflow_action", args=[report.pk, "approve", task.pk]),
        {"next": reverse("wagtailadmin_home")},
    )

    assert not is_live(report)


@pytest.mark.parametrize("way", ["copy", "alias"])
def test_a_live_copy_is_refused(way):
    report = builders.publication()
    builders.attachment(report, document=builders.document(content=UNTAGGED))

    with pytest.raises(PublishRefused, match="no tags"):
        if way == "copy":
            report.copy(update_attrs={"slug": "copy"}, keep_live=True)
        else:
            report.create_alias(update_slug="alias")


# What the editor and the library show


def shown(client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


@pytest.mark.parametrize("place", ["page", "library"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (builders.pdf(pages=7), "7 pages. Title in the file: “A report”. Language: en-GB."),
        (builders.pdf(), "Nothing is wrong with it"),
        (UNTAGGED, "Give each paragraph style its tag"),
        (FORBIDDEN["dangerous"][0], "holds a program"),
        (FORBIDDEN["broken"][0], "Look through it again"),
    ],
)
def test_staff_read_what_was_found(publisher, place, content, words):
    report = draft(content)
    addresses = {
        "page": reverse("wagtailadmin_pages:edit", args=[report.pk]),
        "library": reverse("wagtaildocs:edit", args=[report.attachments.get().document_id]),
    }

    assert words in shown(publisher, addresses[place])


@pytest.mark.parametrize("place", ["page", "library"])
def test_staff_read_that_a_file_is_being_read(publisher, place):
    report = draft(builders.pdf(), is_read=False)
    addresses = {
        "page": reverse("wagtailadmin_pages:edit", args=[report.pk]),
        "library": reverse("wagtaildocs:edit", args=[report.attachments.get().document_id]),
    }

    assert "is being looked through" in shown(publisher, addresses[place])


def test_the_library_shows_a_table_without_a_report(publisher):
    file = builders.document("numbers.csv", b"1;2\n")

    assert "wrong with it" not in shown(publisher, reverse("wagtaildocs:edit", args=[file.pk]))
