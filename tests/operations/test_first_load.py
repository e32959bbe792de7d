"""The first load of the starter content: on a new site, on one that staff began, broken off."""

import pypdfium2
import pytest
from django.core.management import call_command
from wagtail.models import Page, Site

from core.models import OfficeSettings, Topic
from deploy.machine import advice, pango
from operations.models import StarterRecord
from operations.starter_content import loading
from operations.starter_content.loading import load
from operations.starter_content.pieces import pieces
from publications.models import DocumentPage
from tests.can_run import cannot_run


def test_the_command_says_in_one_line_what_it_did(db, capsys):
    call_command("load_starter_content")
    call_command("load_starter_content")

    first, second = capsys.readouterr().out.splitlines()
    assert first == f"Starter content: {len(list(pieces()))} pieces loaded."
    assert second == "Starter content: all of it was loaded before."


@pytest.mark.sqlite_only
def test_it_leaves_a_first_page_that_staff_made(db):
    own = Page.get_first_root_node().add_child(title="Ours", slug="ours")
    Site.objects.update(root_page=own)
    own.save_revision().publish()

    load()

    assert Site.objects.get().root_page == own


@pytest.mark.sqlite_only
def test_settings_that_staff_filled_stay_theirs(db):
    settings = OfficeSettings.for_site(Site.objects.get())
    settings.email = "staff@example.org"
    settings.save()

    load()

    settings.refresh_from_db()
    assert settings.email == "staff@example.org"
    assert settings.strapline


def test_a_load_that_breaks_off_leaves_nothing(db, monkeypatch):
    def break_off(record):
        raise KeyboardInterrupt

    monkeypatch.setattr(loading, "publish", break_off)

    with pytest.raises(KeyboardInterrupt):
        load()

    assert not StarterRecord.objects.exists()
    assert not Topic.objects.exists()


@pytest.mark.sqlite_only
def test_the_document_is_there_as_a_pdf_once_the_worker_has_seen_it(
    db, client, settings, tmp_path, django_capture_on_commit_callbacks
):
    if pango() is None:
        cannot_run(advice("pango"))
    settings.MEDIA_ROOT = tmp_path / "media"

    with django_capture_on_commit_callbacks(execute=True):
        load()

    document = DocumentPage.objects.get()
    answer = client.get(f"{document.url}pdf/")
    paper = pypdfium2.PdfDocument(answer.getvalue())
    assert "Before each financial year" in paper[3].get_textpage().get_text_range()
    assert "PDF of this document" in client.get(document.url).text
