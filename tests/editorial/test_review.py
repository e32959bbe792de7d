"""E2: a second pair of eyes before anything goes live, and after what could not wait."""

import json
from smtplib import SMTPAuthenticationError

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import override_settings
from django.urls import reverse
from wagtail.models import PageLogEntry, TaskState, Workflow

from core.gates import PublishRefused
from editorial import review
from editorial.models import SecondPersonTask, UrgentPublish, writers_of
from news.models import NewsPage
from tests import builders
from tests.forms import news_form
from tests.reading import messages_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return builders.staff("Publisher", username="ana", first_name="Ana", last_name="Bell")


@pytest.fixture
def ben():
    return builders.staff("Publisher", username="ben", first_name="Ben", last_name="Hall")


@pytest.fixture
def author():
    return builders.staff("Author", username="cleo", first_name="Cleo", last_name="Dunn")


def send(client, user, address, **fields):
    client.force_login(user)
    return client.post(address, news_form(**fields), follow=True)


def editor_of(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def add_url() -> str:
    return reverse("wagtailadmin_pages:add", args=["news", "newspage", builders.news_index().pk])


def submitted(client, user, **fields) -> NewsPage:
    send(client, user, add_url(), **({"action-submit": "on"} | fields))
    return NewsPage.objects.get()


def draft_by(user, **fields) -> NewsPage:
    page = builders.news_item(live=False, **fields)
    page.save_revision(user=user)
    return page


def act(client, user, page, action: str, **fields):
    return send(
        client,
        user,
        editor_of(page),
        **{"action-workflow-action": "on", "workflow-action-name": action} | fields,
    )


def buttons_of(client, user, page) -> str:
    client.force_login(user)
    return client.get(editor_of(page)).context["action_menu"].render_html()


def is_live(page) -> bool:
    return NewsPage.objects.get(pk=page.pk).live


def test_what_an_author_submits_goes_live_when_a_publisher_approves(client, ana, author):
    page = submitted(client, author)
    assert not page.live

    act(client, ana, page, "approve")

    assert is_live(page)


def test_the_first_workflow_asks_a_second_person():
    step = Workflow.objects.get().workflow_tasks.get().task.specific

    assert isinstance(step, SecondPersonTask)
    assert set(step.groups.values_list("name", flat=True)) >= {"Publisher", "Administrator"}


def test_nobody_approves_their_own(client, ana, ben):
    page = submitted(client, ana)

    act(client, ana, page, "approve")

    assert not is_live(page)
    assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS


def test_whoever_wrote_it_has_no_button_to_approve_or_publish(client, ana, ben):
    page = submitted(client, ana)

    own, others = buttons_of(client, ana, page), buttons_of(client, ben, page)

    assert 'data-workflow-action-name="approve"' not in own
    assert "action-publish" not in own
    assert 'data-workflow-action-name="approve"' in others
    assert "action-publish" not in others  # The one button is enough.
    assert "Take it back" in own
    assert "Take it back" not in others


def test_an_administrator_is_no_exception(client, ana):
    administrator = builders.staff("Administrator")
    page = draft_by(administrator)

    with pytest.raises(PublishRefused, match="second person"):
        page.get_latest_revision().publish(user=administrator)


def test_publishing_ones_own_is_refused_and_keeps_every_word(client, ana, ben):
    page = draft_by(ana)

    answer = send(client, ana, editor_of(page), **{"action-publish": "on"})

    assert not is_live(page)
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().summary == "Words that took thought"
    assert "Ask Ben Hall. Your draft is saved: submit it for approval." in messages_of(answer)
    assert review.urgent_url(page.get_latest_revision()) in answer.content.decode()


def test_publishing_a_new_page_of_ones_own_is_refused_in_its_form(client, ana, ben):
    answer = send(client, ana, add_url(), **{"action-publish": "on"})

    assert "It is new, so a second person has to approve it. Ask Ben Hall." in (
        answer.content.decode()
    )
    assert "Words that took thought" in answer.content.decode()
    assert not NewsPage.objects.exists()


def test_a_second_person_may_publish_what_somebody_else_wrote(client, ana, ben):
    send(client, ana, add_url())
    page = NewsPage.objects.get()

    send(client, ben, editor_of(page), **{"action-publish": "on"})

    assert is_live(page)


def test_a_second_person_who_changes_a_word_is_a_writer_too(client, ana, ben):
    send(client, ana, add_url())
    page = NewsPage.objects.get()

    answer = send(
        client, ben, editor_of(page), **{"action-publish": "on", "summary": "Other words"}
    )

    assert "You wrote some of it yourself" in messages_of(answer)
    assert not is_live(page)
    page.refresh_from_db()
    assert writers_of(page.get_latest_revision()) == {ana.pk, ben.pk}


def test_words_that_are_live_already_are_nobodys_own(client, ana, ben):
    page = draft_by(ana)
    page.get_latest_revision().publish(user=ben)
    page.refresh_from_db()
    page.summary = "Ben's words"
    revision = page.save_revision(user=ben)

    assert writers_of(revision) == {ben.pk}
    revision.publish(user=ana)
    assert NewsPage.objects.get().summary == "Ben's words"


def test_a_new_time_is_no_new_word(client, ana, ben):
    page = draft_by(ana)
    page.go_live_at = builders.PUBLISHED_AT
    revision = page.save_revision(user=ben)

    assert writers_of(revision) == {ana.pk}


def test_whoever_notes_that_a_translation_was_checked_writes_no_word(ana, ben):
    page = builders.in_welsh(builders.news_item(), is_live=False)
    page.save_revision(user=ana)
    page.record_check(by="Ann Jones", on=builders.DISPLAYED_ON)
    page.english_as_of = builders.PUBLISHED_AT

    assert writers_of(page.save_revision(user=ben)) == {ana.pk}


def test_a_schedule_of_ones_own_is_refused_like_a_publish(client, ana, ben):
    send(client, ana, add_url())
    page = NewsPage.objects.get()

    answer = send(
        client,
        ana,
        editor_of(page),
        **{"action-publish": "on", "go_live_at": "2099-02-03 09:30"},
    )

    assert "second person" in messages_of(answer)
    assert page.get_latest_revision().approved_go_live_at is None


def test_a_schedule_on_a_live_page_is_refused_too(client, ana, ben):
    page = draft_by(ana)
    page.get_latest_revision().publish(user=ben)

    send(
        client,
        ana,
        editor_of(page),
        **{"action-publish": "on", "go_live_at": "2099-02-03 09:30"},
    )

    assert page.get_latest_revision().approved_go_live_at is None


def test_the_admins_own_api_asks_the_same(client, ana, ben):
    page = draft_by(ana)
    client.force_login(ana)

    answer = client.post(f"/admin/api/main/pages/{page.pk}/action/publish/")

    assert answer.status_code == 400
    assert not is_live(page)


def test_a_copy_is_a_draft(client, ana):
    page = builders.news_item()
    client.force_login(ana)

    client.post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {
            "new_title": "A copy",
            "new_slug": "a-copy",
            "new_parent_page": page.get_parent().pk,
            "publish_copies": "on",
        },
    )

    assert not NewsPage.objects.filter(slug="a-copy", live=True).exists()


def test_many_at_once_are_asked_one_by_one(client, ana, ben):
    own, other = draft_by(ana, title="Own"), draft_by(ben, title="Other")
    client.force_login(ana)

    answer = client.post(
        f"/admin/bulk/wagtailcore/page/publish/?next=/admin/&id={own.pk}&id={other.pk}",
        {"include_descendants": ""},
        follow=True,
    )

    assert "“Own” can't be published." in messages_of(answer)
    assert not is_live(own)
    assert not is_live(other)


# Asking and answering


def test_publishers_are_told_by_e_mail_what_waits_and_the_author_what_was_said(
    client, ana, ben, author
):
    page = submitted(client, author)
    assert {letter.to[0] for letter in mail.outbox} == {ana.email, ben.email}

    mail.outbox.clear()
    send(
        client,
        ana,
        editor_of(page),
        **{
            "action-workflow-action": "on",
            "workflow-action-name": "reject",
            "workflow-action-extra-data": '{"comment": "Please add the date."}',
        },
    )

    [letter] = mail.outbox
    assert letter.to == [author.email]
    assert TaskState.objects.get().comment == "Please add the date."


def test_the_letters_say_who_asks_what_changed_and_what_to_do(client, ana, author):
    words = {"title": "A & B’s statement", "go_live_at": "2099-12-01 09:30"}
    page = submitted(client, author, **words)
    [asked] = mail.outbox
    because = {"workflow-action-extra-data": '{"comment": "Why & how?"}'}
    act(client, ana, page, "reject", **words, **because)
    send_back = mail.outbox[-1]
    send(client, author, editor_of(page), **words, **{"action-submit": "on", "summary": "Mended"})
    act(client, ana, page, "approve", **words, summary="Mended")
    approved = mail.outbox[-1]

    assert asked.subject == "Please approve: A & B’s statement"
    assert (
        "Cleo Dunn asks you to approve “A & B’s statement”. It is set to go live on" in asked.body
    )
    assert "1 December 2099 at 09:30, London time." in asked.body
    assert send_back.subject == "Sent back to you: A & B’s statement"
    assert "Ana Bell sent it back: “Why & how?”" in send_back.body
    assert approved.subject == "Approved: A & B’s statement"


def test_a_letter_about_a_live_page_leads_to_what_changed(client, ana, author):
    page = builders.news_item()
    page.save_revision(user=ana).publish(user=ana)
    send(client, builders.staff("Editor"), editor_of(page), **{"action-submit": "on"})

    assert f"/admin/pages/{page.pk}/revisions/compare/live...latest/" in mail.outbox[-1].body


def test_whoever_opens_a_page_that_came_back_reads_why(client, ana, author):
    page = submitted(client, author)
    extra = {"workflow-action-extra-data": '{"comment": "Name the month."}'}

    told = messages_of(act(client, ana, page, "reject", **extra))

    assert "It is back with Cleo Dunn." in told
    client.force_login(author)
    assert "Ana Bell sent it back: “Name the month.”" in messages_of(client.get(editor_of(page)))


def test_whoever_sends_a_page_back_has_to_say_what_is_to_change(client, ana, author):
    page = submitted(client, author)
    state = page.current_workflow_task_state
    names = ["wagtailadmin_pages:collect_workflow_action_data", page.pk, "reject", state.pk]
    client.force_login(ana)

    address, by_script = reverse(names[0], args=names[1:]), "XMLHttpRequest"
    answer = client.post(address, {"comment": " "}, headers={"X-Requested-With": by_script})

    form = json.loads(answer.content)["html"]
    assert "What is to change?" in form
    assert "This field is required." in form


def test_whoever_approved_a_page_reads_that_it_is_live(client, ana, author):
    page = submitted(client, author)

    assert "Live. Visitors read what you see here." in messages_of(
        act(client, ana, page, "approve")
    )


def test_what_one_submitted_waits_for_the_others(client, ana, ben):
    submitted(client, ana)

    assert not TaskState.objects.reviewable_by(ana).exists()
    assert TaskState.objects.reviewable_by(ben).exists()


def test_what_was_sent_back_is_submitted_again(client, ana, author):
    page = submitted(client, author)
    act(client, ana, page, "reject")
    assert "Submit again" in buttons_of(client, author, page)

    send(client, author, editor_of(page), **{"action-submit": "on", "summary": "Mended"})
    act(client, ana, page, "approve", summary="Mended")

    assert NewsPage.objects.get().summary == "Mended"
    assert is_live(page)


# What can't wait


def publish_as_urgent(client, user, page, reason="The statement names a wrong date."):
    client.force_login(user)
    return client.post(
        review.urgent_url(page.get_latest_revision()), {"reason": reason}, follow=True
    )


def test_what_cannot_wait_goes_live_with_a_reason_and_is_shown_to_the_others(client, ana, ben):
    page = draft_by(ana)

    publish_as_urgent(client, ana, page)

    assert is_live(page)
    urgent = UrgentPublish.objects.get()
    assert (urgent.by, urgent.reason) == (ana, "The statement names a wrong date.")
    client.force_login(ben)
    assert "Published as urgent: please look" in client.get("/admin/").content.decode()
    client.force_login(ana)
    assert "Published as urgent: please look" not in client.get("/admin/").content.decode()


def test_pressing_urgent_twice_publishes_once(client, ana):
    page = draft_by(ana)
    revision = page.get_latest_revision()

    publish_as_urgent(client, ana, page)
    again = client.post(review.urgent_url(revision), {"reason": "Pressed twice."})

    assert again.status_code == 302
    assert UrgentPublish.objects.get().reason == "The statement names a wrong date."


def test_the_others_are_told_by_e_mail(
    client, ana, ben, author, django_capture_on_commit_callbacks
):
    page = draft_by(ana)

    with django_capture_on_commit_callbacks(execute=True):
        publish_as_urgent(client, ana, page)

    [letter] = mail.outbox
    assert letter.to == [ben.email]
    assert "The statement names a wrong date." in letter.body
    assert reverse("urgent_review", args=[UrgentPublish.objects.get().pk]) in letter.body


def test_without_a_reason_nothing_goes_live(client, ana):
    page = draft_by(ana)

    answer = publish_as_urgent(client, ana, page, reason=" ")

    assert "This field is required" in answer.content.decode()
    assert not is_live(page)
    assert not UrgentPublish.objects.exists()


def test_an_author_or_editor_cannot_publish_as_urgent(client, author):
    page = draft_by(author)

    for user in (author, builders.staff("Editor")):
        publish_as_urgent(client, user, page)
        assert not is_live(page)


def test_a_newer_draft_is_looked_at_first(client, ana, ben):
    page = draft_by(ana)
    older = review.urgent_url(page.get_latest_revision())
    page.save_revision(user=ben)
    client.force_login(ana)

    answer = client.post(older, {"reason": "It can’t wait"}, follow=True)

    assert "Somebody saved a newer draft" in messages_of(answer)
    assert not is_live(page)


def test_other_gates_hold_for_urgent_ones_too(client, ana):
    page = draft_by(ana)
    page.updates = builders.updates((builders.date(2099, 1, 1), "Too early"))
    page.save_revision(user=ana)

    answer = publish_as_urgent(client, ana, page)

    assert "It can’t go live as it is" in answer.content.decode()
    assert not UrgentPublish.objects.exists()


def test_one_look_by_another_person_ends_it(client, ana, ben):
    page = draft_by(ana)
    publish_as_urgent(client, ana, page)
    urgent = UrgentPublish.objects.get()
    address = reverse("urgent_review", args=[urgent.pk])

    client.force_login(ana)
    assert "I have looked at it" not in client.get(address).content.decode()
    own = client.post(address, {"review_note": ""})
    client.force_login(ben)
    client.post(address, {"review_note": "Right as it is"})

    assert own.status_code == 302
    urgent.refresh_from_db()
    assert (urgent.reviewed_by, urgent.review_note) == (ben, "Right as it is")
    assert not UrgentPublish.objects.waiting_for(ben).exists()
    told = [entry.message for entry in PageLogEntry.objects.filter(page=page.pk)]
    assert "Looked at after the urgent publish. Right as it is" in told


def test_a_mail_server_that_is_gone_stops_no_urgent_publish(
    client, ana, ben, monkeypatch, django_capture_on_commit_callbacks, caplog
):
    page = draft_by(ana)
    monkeypatch.setattr(
        "editorial.letters.send_mail", lambda *a: (_ for _ in ()).throw(OSError("gone"))
    )

    with django_capture_on_commit_callbacks(execute=True):
        publish_as_urgent(client, ana, page)

    assert is_live(page)


class RefusingServer(EmailBackend):
    """A mail server that does not take our password."""

    def open(self):
        raise SMTPAuthenticationError(535, b"no")


def test_a_mail_server_that_refuses_us_stops_no_approval(client, ana, author, caplog):
    with override_settings(EMAIL_BACKEND="tests.editorial.test_review.RefusingServer"):
        page = submitted(client, author)
        act(client, ana, page, "approve")

    assert is_live(page)
    assert "A letter about an approval could not be sent." in caplog.text
