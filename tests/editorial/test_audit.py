"""Who did what: what is on record, who reads it, and that nobody takes it out."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.log_actions import LogContext, log
from wagtail.models import Collection, CollectionViewRestriction, ModelLogEntry, PageLogEntry

from core.models import OfficeSettings
from editorial.audit import changes, recording, sealing
from editorial.models import AuditLine, AuditSeal
from editorial.models.audit import NotErasable
from editorial.sign_in.events import PASSWORD
from tests import builders
from tests.reading import document, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(client):
    ann = builders.staff("Administrator", username="ann", first_name="Ann", last_name="Lee")
    client.force_login(ann)
    return ann


def screen(client, **filters: str) -> str:
    return words(document(client.get(reverse("audit_log"), filters)))


def line(**fields) -> AuditLine:
    return AuditLine.objects.filter(**fields).latest("pk")


def tamper(sql: str) -> None:
    """As somebody with the keys to the database would."""
    with connection.cursor() as cursor:
        tables = ["editorial_auditline", "editorial_auditseal"]
        if connection.vendor == "postgresql":
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER audit_is_append_only")
        cursor.execute(sql)


def verify(**options: str) -> str:
    written = StringIO()
    try:
        call_command("verify_audit", stdout=written, stderr=written, **options)
    except CommandError as error:
        written.write(str(error))
    return written.getvalue()


def test_a_changed_setting_is_told_from_what_to_what_and_by_whom(client, ann):
    office = builders.office(address="1 Old Road")

    with LogContext(user=ann):
        office.address = "2 New Road"
        office.save()

    told = line(subject_model="core.officesettings")
    assert told.person == "Ann Lee (ann)"
    assert "from “1 Old Road” to “2 New Road”" in told.words
    assert told.kind == AuditLine.Kind.SETTINGS
    assert "2 New Road" in screen(client, kind="settings")
    assert OfficeSettings.objects.count() == 1


def test_a_number_of_a_helpline_is_told_from_what_to_what(ann):
    service = builders.helpline(number="+442079460001", spoken_form="020 7946 0001")

    service.number, service.spoken_form = "+442079460002", "020 7946 0002"
    service.save()

    told = line(subject_model="helpline.service")
    assert "from “+442079460001” to “+442079460002”" in told.words
    assert told.kind == AuditLine.Kind.HELPLINE


def test_a_password_stands_nowhere_in_the_log(ann):
    ann.set_password("another long pass phrase")
    ann.email = "ann.lee@example.org"
    ann.save()

    lines = AuditLine.objects.filter(subject_model="editorial.user")
    changed = lines.get(action=changes.CHANGED)
    assert "ann.lee@example.org" in changed.words
    assert lines.get(action=PASSWORD).words == "A new password was set."
    assert not [told for told in lines if "pass phrase" in f"{told.words} {told.data}"]
    assert "pbkdf2" not in str(changed.data) and "assword" not in changed.words


def test_several_pictures_at_once_leave_a_line_each_when_they_come_and_when_they_go(
    ann, django_capture_on_commit_callbacks
):
    with LogContext(user=ann):
        with django_capture_on_commit_callbacks(execute=True):
            picture = builders.picture(title="A harbour")
        picture.delete()

    told = AuditLine.objects.filter(subject="A harbour").order_by("pk")
    assert [one.action for one in told] == ["wagtail.create", "wagtail.delete"]


def test_who_may_see_a_collection_is_on_record(ann):
    collection = Collection.get_first_root_node().add_child(name="Annual report")
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="login"
    )
    restriction.delete()

    told = [told.words for told in AuditLine.objects.filter(subject="Annual report")]
    assert "May now be seen by: everybody." in told
    assert any("logged-in users" in words for words in told)


def test_lines_outlive_the_page_and_the_person_by_name(client, ann):
    bob = builders.staff("Editor", username="bob", first_name="Bob", last_name="Ray")
    page = builders.news_item(title="A closed case")
    page.save_revision(user=bob, log_action=True)
    page.delete()
    bob.delete()

    assert "Bob Ray (bob)" in screen(client, text="closed case")


def test_neither_code_nor_a_cascade_takes_a_line_out(ann):
    log(ann, "wagtail.edit", user=ann)
    told = line(action="wagtail.edit")

    for deed in (
        told.save,
        told.delete,
        AuditLine.objects.all().delete,
        lambda: AuditLine.objects.update(words=""),
    ):
        with pytest.raises(NotErasable):
            deed()

    assert not [field for field in AuditLine._meta.get_fields() if field.is_relation]


def test_a_name_with_line_breaks_makes_no_second_line(client, ann):
    log(ann, "wagtail.edit", user=ann, title="A page\r\n2026-01-01 Bob: Deleted\u2028\u202e all")

    answer = client.get(reverse("audit_log"), {"export": "csv", "text": "A page"})

    rows = b"".join(answer.streaming_content).decode().strip().split("\r\n")
    assert len(rows) == 2
    assert "A page\\u000d\\u000a2026" in rows[1]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "\t="])
@pytest.mark.parametrize("file", ["csv", "xlsx"])
def test_no_cell_of_an_export_is_a_formula_and_the_export_is_on_record(client, ann, start, file):
    log(ann, "wagtail.edit", user=ann, title=f"{start}1+2")

    answer = client.get(reverse("audit_log"), {"export": file, "text": "1+2"})

    content = b"".join(answer.streaming_content)
    if file == "csv":
        cells = list(csv.reader(StringIO(content.decode())))[1]
    else:
        cells = [cell.value for cell in list(load_workbook(BytesIO(content)).active.rows)[1]]
    assert any(str(cell).endswith("1+2") for cell in cells)
    assert not any(str(cell).startswith(("=", "+", "-", "@", "＝")) for cell in cells)
    assert "text=1%2B2" in line(action="editorial.export").words


def test_wagtails_own_reports_are_guarded_and_on_record_too(client, ann):
    builders.news_item(title="=1+2")

    answer = client.get(reverse("wagtailadmin_reports:aging_pages"), {"export": "csv"})

    assert "'=1+2" in b"".join(answer.streaming_content).decode()
    assert line(action="editorial.export").person == "Ann Lee (ann)"


def test_each_sees_what_is_theirs(client, ann):
    builders.news_item(title="A statement").save_revision(user=ann, log_action=True)
    log(builders.office(), "wagtail.edit", user=ann)
    log(ann, "editorial.export", user=ann, data={"name": "a", "format": "csv", "address": "/"})

    def seen_by(role: str) -> set[str]:
        user = builders.staff(role)
        return set(AuditLine.objects.visible_to(user).values_list("kind", flat=True))

    assert seen_by("Author") == set()
    assert seen_by("Editor") == {"content"}
    assert seen_by("Publisher") == {"content"}
    assert seen_by("Settings owner") == {"settings"}
    assert seen_by("Administrator") == {"content", "settings", "export"}


def test_wagtails_history_of_the_site_leads_to_the_log(client, ann):
    answer = client.get(reverse("wagtailadmin_reports:site_history"))

    assert answer.url == reverse("audit_log")


def test_the_screen_finds_by_person_words_and_day(client, ann):
    bob = builders.staff("Editor", username="bob")
    log(bob, "wagtail.edit", user=bob, title="Harbour")
    log(ann, "wagtail.edit", user=ann, title="Quay", timestamp=timezone.now() - timedelta(days=9))

    assert "Harbour" in screen(client, person="bob") and "Quay" not in screen(client, person="bob")
    assert "Quay" in screen(client, text="quay")
    assert "Quay" not in screen(client, at_from=timezone.localdate().isoformat())
    assert "No line fits" in screen(client, text="lighthouse")


def test_an_editor_that_saves_by_itself_fills_no_screen(client, ann):
    with LogContext(user=ann):
        for _ in range(3):
            log(ann, "wagtail.edit")

    assert AuditLine.objects.last_of_each_deed().filter(action="wagtail.edit").count() == 1
    assert AuditLine.objects.filter(action="wagtail.edit").count() == 3


def test_an_entry_that_came_past_the_signal_is_taken_up_once(ann):
    ModelLogEntry.objects.bulk_create(
        [ModelLogEntry(action="wagtail.edit", label="Old", object_id="7", timestamp=timezone.now())]
    )

    sealing.seal()
    sealing.seal()

    assert AuditLine.objects.filter(subject="Old").count() == 1


def three_lines(ann) -> list[AuditLine]:
    for title in ("One", "Two", "Three"):
        log(ann, "wagtail.edit", user=ann, title=title)
    sealing.seal()
    return list(AuditLine.objects.order_by("pk"))


def test_an_untouched_log_is_found_in_order(ann):
    three_lines(ann)
    noted = str(sealing.head())
    log(ann, "wagtail.edit", user=ann, title="Four")
    sealing.seal()

    assert "Nothing was changed or removed" in verify(expect=noted)
    assert AuditSeal.objects.count() == 4


def test_a_changed_line_is_found(ann):
    two = three_lines(ann)[1]

    tamper(f"UPDATE editorial_auditline SET person = 'Bob' WHERE id = {two.pk}")

    assert f"Line {two.pk} was changed" in verify()


def test_a_removed_line_is_found_with_its_link_or_without(ann):
    two = three_lines(ann)[1]

    tamper(f"DELETE FROM editorial_auditline WHERE id = {two.pk}")
    assert f"Line {two.pk} was removed" in verify()

    tamper(f"DELETE FROM editorial_auditseal WHERE line_number = {two.pk}")
    assert "Links 2 to 2 are missing" in verify()


def test_a_chain_that_was_written_anew_does_not_hold_the_link_that_was_noted(ann):
    three_lines(ann)
    noted = str(sealing.head())

    tamper("DELETE FROM editorial_auditseal")
    tamper("UPDATE editorial_auditline SET person = 'Bob'")
    sealing.seal()

    assert "Nothing was changed" in verify()
    assert "was cut, or written anew" in verify(expect=noted)


def test_sign_ins_go_after_90_days_and_the_chain_holds(ann, monkeypatch):
    long_ago = timezone.now() - timedelta(days=91)
    monkeypatch.setattr(recording, "SIGNING_IN", ("wagtail.lock",))
    log(ann, "wagtail.lock", user=ann, timestamp=long_ago)
    log(ann, "wagtail.edit", user=ann, timestamp=long_ago)
    sealing.seal()

    assert recording.forget(now=timezone.now()) == 1
    sealing.seal()

    assert list(AuditLine.objects.values_list("action", flat=True)) == ["wagtail.edit"]
    assert not ModelLogEntry.objects.filter(action="wagtail.lock").exists()
    assert "Nothing was changed or removed" in verify()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no second user")
@pytest.mark.parametrize("sql", ["UPDATE {} SET kept_until = NULL", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["editorial_auditline", "editorial_auditseal"])
def test_the_database_refuses_what_is_written_by_hand(ann, sql, table):
    three_lines(ann)

    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute(sql.format(table))


def test_a_page_entry_is_on_record_in_the_same_transaction():
    page = builders.news_item()

    log(page, "wagtail.edit")

    entry = PageLogEntry.objects.latest("pk")
    assert line(source=f"page-{entry.pk}").subject_type == "news item"
