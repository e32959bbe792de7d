"""G2: a number goes live only when a second person has looked at it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.gates import PublishRefused
from helpline.models import Service
from tests import builders
from tests.forms import helpline_form
from tests.reading import document, messages_of, words

pytestmark = pytest.mark.django_db

ADD = reverse("wagtailsnippets_helpline_service:add")


@pytest.fixture
def jane():
    return builders.staff("Helpline owner", username="jane")


@pytest.fixture
def omar():
    return builders.staff("Publisher", username="omar")


def send(client, user, address, **fields):
    client.force_login(user)
    return client.post(address, helpline_form(**fields), follow=True)


def editor_of(line: Service) -> str:
    return reverse("wagtailsnippets_helpline_service:edit", args=[line.pk])


def published(**fields) -> Service:
    """A live helpline that has gone through the door."""
    line = builders.helpline(number="+442079460999", spoken_form="020 7946 0999", **fields)
    line.save_revision().publish()
    return line


def live_number(line: Service) -> str:
    return Service.objects.get(pk=line.pk).number


PUBLISH = {"action-publish": "on"}


def beside_the_buttons(client, user, line: Service) -> str:
    client.force_login(user)
    return words(document(client.get(editor_of(line))).select_one("#when-live"))


def test_beside_the_buttons_stands_who_has_to_publish_the_number(client, jane, omar):
    line = published()
    live = beside_the_buttons(client, jane, line)

    send(client, jane, editor_of(line))

    assert live == "Live. Visitors read what you see here."
    first, *_, last = beside_the_buttons(client, jane, line).partition(" A draft. ")
    assert first.startswith("Visitors still read the version of ")
    assert last == "Goes live as soon as omar has published it."
    assert beside_the_buttons(client, omar, line).endswith("Goes live as soon as you publish it.")


def test_the_sentence_changes_when_a_draft_saves_itself(client, jane, omar):
    line = published()
    client.force_login(jane)

    answer = client.post(
        editor_of(line), helpline_form(), headers={"accept": "application/json"}
    ).json()

    assert "Goes live as soon as omar has published it." in answer["html"]
    assert document(client.get(ADD)).select_one("#when-live").get_text() == ""


def test_a_helpline_that_is_due_says_when(client, jane, omar):
    line = published()
    line.go_live_at = datetime(2099, 2, 3, 9, 30, tzinfo=UTC)
    line.save_revision(user=jane)

    assert (
        "A draft. Goes live Tuesday 3 February 2099 at 09:30, London time, once you publish it."
        in beside_the_buttons(client, omar, line)
    )


def test_whoever_changed_the_number_cannot_publish_it_and_reads_whom_to_ask(client, jane, omar):
    line = published()

    answer = send(client, jane, editor_of(line), **PUBLISH)

    assert "You typed this number yourself" in messages_of(answer)
    assert "Ask omar." in messages_of(answer)
    assert "020 7946 0123" in answer.content.decode()
    assert live_number(line) == "+442079460999"


def test_a_second_publisher_puts_it_live(client, jane, omar):
    line = published()
    send(client, jane, editor_of(line))

    send(client, omar, editor_of(line), **PUBLISH)

    assert live_number(line) == "+442079460123"


def test_a_colleagues_other_change_does_not_make_it_theirs(client, jane, omar):
    line = published()
    send(client, jane, editor_of(line))
    send(client, omar, editor_of(line), name="Another name")

    answer = send(client, jane, editor_of(line), name="Another name", **PUBLISH)

    assert "You typed this number yourself" in messages_of(answer)
    assert live_number(line) == "+442079460999"


def test_whoever_changes_the_draft_to_another_number_has_typed_it(client, jane, omar):
    line = published()
    send(client, jane, editor_of(line), number="+442079460555", spoken_form="020 7946 0555")
    send(client, omar, editor_of(line))

    refused = send(client, omar, editor_of(line), **PUBLISH)
    send(client, jane, editor_of(line), **PUBLISH)

    assert "You typed this number yourself" in messages_of(refused)
    assert live_number(line) == "+442079460123"


def test_all_else_can_be_published_by_whoever_wrote_it(client, jane):
    line = published()

    send(
        client,
        jane,
        editor_of(line),
        number="+442079460999",
        spoken_form="020 7946 0999",
        description="New words.",
        **PUBLISH,
    )

    line.refresh_from_db()
    assert line.description == "New words."


def test_a_number_for_text_messages_asks_a_second_person_too(client, jane):
    line = published()

    answer = send(
        client,
        jane,
        editor_of(line),
        number="+442079460999",
        spoken_form="020 7946 0999",
        text_number="61016",
        **PUBLISH,
    )

    assert "You typed this number yourself" in messages_of(answer)


def test_a_new_helpline_is_put_live_by_a_second_person(client, jane, omar):
    answer = send(client, jane, ADD, **PUBLISH)
    line = Service.objects.get()
    assert "You typed this number yourself" in messages_of(answer)
    assert not line.live

    send(client, omar, editor_of(line), **PUBLISH)

    line.refresh_from_db()
    assert line.live


def test_an_administrator_is_no_exception(client):
    line = published()
    boss = builders.staff("Administrator")

    answer = send(client, boss, editor_of(line), **PUBLISH)

    assert "Nobody else may publish it yet" in messages_of(answer)
    assert live_number(line) == "+442079460999"


def test_an_owners_number_is_published_by_a_publisher(client, jane, omar):
    line = published()
    send(client, jane, editor_of(line))

    send(client, omar, editor_of(line), **PUBLISH)

    assert live_number(line) == "+442079460123"


def test_a_change_that_is_due_later_asks_the_second_person_now(jane, omar):
    line = published()
    line.number, line.spoken_form = "+442079460123", "020 7946 0123"
    line.go_live_at = timezone.now() + timedelta(days=1)
    revision = line.save_revision(user=jane)

    with pytest.raises(PublishRefused, match="You typed this number yourself"):
        revision.publish(user=jane)
    revision.publish(user=omar)

    revision.refresh_from_db()
    assert revision.approved_go_live_at == line.go_live_at


def test_a_helpline_that_a_program_puts_in_place_needs_no_person():
    line = builders.helpline(live=False)

    line.save_revision().publish()

    line.refresh_from_db()
    assert line.live
