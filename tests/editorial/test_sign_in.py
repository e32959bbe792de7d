"""E5, T7, T15 to T17: two factors, slow guesses, sessions that end, and ways back in."""

import re
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings as django_settings
from django.contrib.auth import hashers
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from core.models import Topic
from editorial.audit import recording
from editorial.models import AuditLine, Tries, TriesSalt, UsedCode, User
from editorial.sign_in import browsers, events, secrets, sessions, throttle
from editorial.sign_in.passwords import CommonAtHeart
from editorial.sign_in.views import SignInView
from tests import builders
from tests.editorial.signing_in import (
    KEY,
    code_of,
    give_app,
    give_code,
    give_password,
    is_in,
    sign_in,
)
from tests.reading import document, words

pytestmark = pytest.mark.django_db

HOME = "/admin/"
AGAIN = "/admin/login/again/"
SET_UP = "/admin/second-factor/app/activate/"
OURS = {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_MODE": "navigate"}


@pytest.fixture(autouse=True)
def _two_are_required(settings):
    settings.SECOND_FACTOR = "required"


@pytest.fixture(autouse=True)
def _at_a_fixed_moment():
    """So that a code doesn't run out while it is typed."""
    with time_machine.travel("2026-03-02 10:00:05Z", tick=False) as moment:
        yield moment


@pytest.fixture
def moment(_at_a_fixed_moment):
    return _at_a_fixed_moment


@pytest.fixture
def ann():
    user = builders.staff("Administrator", username="ann", first_name="Ann", last_name="Lee")
    give_app(user)
    return user


def says(answer) -> str:
    return words(document(answer))


# Two factors


def test_a_password_and_a_code_let_staff_in(client, ann):
    assert give_password(client, "ann").url == reverse("mfa_authenticate")
    assert not is_in(client)

    assert give_code(client).url == HOME
    assert is_in(client)


def test_after_signing_in_the_page_that_was_asked_for_opens(client, ann):
    asked = client.get("/admin/images/").url
    assert asked == "/admin/login/?next=/admin/images/"

    client.post(asked, {"username": "ann", "password": builders.PASSWORD})

    assert give_code(client).url == "/admin/images/"


def test_no_address_of_another_site_is_opened_after_signing_in(client, ann):
    form = {"username": "ann", "password": builders.PASSWORD}
    client.post("/admin/login/?next=https://example.com/", form)

    assert give_code(client).url == HOME


def test_a_code_is_good_for_one_time(client, ann):
    sign_in(client, ann)

    other = Client()
    give_password(other, "ann")

    assert "or it was used before" in says(give_code(other))
    assert not is_in(other)


def test_the_code_with_which_an_app_was_set_up_is_used_as_well(client):
    user = builders.staff("Editor")
    give_password(client, user.username)
    key = document(client.get(SET_UP)).select_one(".entrance__key").text
    client.post(SET_UP, {"code": code_of(key)})

    other = Client()
    give_password(other, user.username)

    assert "or it was used before" in says(give_code(other, code_of(key)))


def test_a_recovery_code_stands_in_for_the_app_once(client, ann):
    code = RecoveryCodes.activate(ann).get_unused_codes()[0]
    give_password(client, "ann")

    give_code(client, f"{code[:4]} {code[4:]}")

    assert is_in(client)
    other = Client()
    give_password(other, "ann")
    give_code(other, code)
    assert not is_in(other)


def test_whoever_has_no_second_factor_sets_one_up_before_anything_else(client):
    user = builders.staff("Publisher")
    give_password(client, user.username)

    for address in (HOME, "/admin/images/", "/admin/account/", "/admin/second-factor/"):
        assert client.get(address).url == SET_UP
    assert client.post("/admin/pages/1/add_subpage/").status_code == 302
    draft = builders.news_item(live=False)
    assert client.get(f"/admin/pages/{draft.pk}/view_draft/").url == SET_UP

    shown = document(client.get(SET_UP))
    assert "a stolen password alone lets nobody in" in words(shown)
    answer = client.post(SET_UP, {"code": code_of(shown.select_one(".entrance__key").text)})
    assert answer.url == reverse("mfa_view_recovery_codes")
    assert len(document(client.get(answer.url)).select(".factors__codes li")) == 10
    assert is_in(client)


def test_a_password_alone_opens_no_page_that_only_staff_may_read(client):
    user = builders.staff("Editor")
    page = builders.news_item(title="For us")
    builders.made_private(page)
    give_password(client, user.username)

    assert client.get(page.url).status_code == 404


def test_the_last_second_factor_stays(client, ann):
    sign_in(client, ann)
    confirm(client)

    removed = client.post(reverse("mfa_deactivate_totp"))

    assert "This is the last way to prove that it is you" in says(removed)
    assert Authenticator.objects.filter(user=ann).exists()


def test_who_changes_the_second_factor_shows_it_once_more(client, ann):
    sign_in(client, ann)

    for name in ("mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn"):
        assert client.get(reverse(name)).url.startswith(reverse("mfa_reauthenticate"))


def test_on_a_trial_a_password_is_enough_and_the_page_says_so(client, settings):
    settings.SECOND_FACTOR = "optional"
    user = builders.staff("Editor")
    assert "This is a trial on one machine" in says(client.get(reverse("account_login")))

    give_password(client, user.username)

    assert is_in(client)


def test_on_a_trial_who_has_set_one_up_is_asked_for_it(client, settings, ann):
    settings.SECOND_FACTOR = "optional"

    give_password(client, "ann")

    assert not is_in(client)


def test_secrets_of_apps_are_unreadable_in_the_database_and_survive_a_new_key(settings):
    kept = secrets.encrypt(KEY)
    assert KEY not in kept

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10

    assert secrets.decrypt(kept) == KEY


def test_one_page_signs_staff_in(client):
    assert resolve("/admin/login/").func.view_class is SignInView
    assert client.get("/accounts/login/").status_code == 404
    assert client.get("/accounts/signup/").status_code == 404


# Guessing


def wrong(client, name="ann", **options) -> str:
    return says(give_password(client, name, "not the password", **options))


def test_the_sixth_wrong_password_is_not_looked_at(client, ann):
    for _ in range(5):
        assert "do not belong together" in wrong(client)

    assert "wait 1 minute" in wrong(client)
    assert "wait 1 minute" in says(give_password(client, "ann"))


def test_of_a_thousand_wrong_passwords_thirty_at_most_are_looked_at(ann, monkeypatch):
    looked_at = []
    monkeypatch.setattr("allauth.account.adapter.authenticate", lambda *a, **k: looked_at.append(k))

    client = Client()
    for number in range(1000):
        give_password(client, "ann", "wrong", REMOTE_ADDR=f"198.51.{number % 250}.{number // 250}")

    assert 5 <= len(looked_at) <= 30


def test_many_names_from_one_network_are_slowed_down_as_well(monkeypatch):
    looked_at = []
    monkeypatch.setattr("allauth.account.adapter.authenticate", lambda *a, **k: looked_at.append(k))

    client = Client()
    for number in range(200):
        give_password(client, f"name{number}", "wrong", REMOTE_ADDR="198.51.100.7")

    assert len(looked_at) <= 30
    assert Tries.objects.count() < 100


def test_wrong_passwords_count_on_under_the_next_salt_and_the_last_one_goes(client, ann, moment):
    moment.move_to("2026-03-02 11:59:50Z")
    for _ in range(5):
        wrong(client)
    before = set(Tries.objects.values_list("key", flat=True))

    moment.move_to("2026-03-02 12:00:05Z")
    assert "wait 1 minute" in wrong(client)
    moment.move_to("2026-03-02 12:01:00Z")
    assert "do not belong together" in wrong(client)
    assert "wait 1 minute" in wrong(client)

    counted_now = Tries.objects.filter(last_at=timezone.now()).values_list("key", flat=True)
    assert not before & set(counted_now)
    assert TriesSalt.objects.count() == 2
    moment.move_to("2026-03-02 13:01:00Z")
    throttle.forget(now=timezone.now())
    assert TriesSalt.objects.count() == 1
    assert not Tries.objects.filter(pk__in=before).exists()


def test_nobody_is_kept_out_for_longer_than_ten_minutes(client, ann, moment):
    for _ in range(100):
        give_password(client, "ann", "wrong")
        moment.shift(60)

    moment.shift(throttle.LONGEST_WAIT)
    sign_in(client, ann)

    assert is_in(client)


def test_the_owner_gets_in_from_a_browser_of_theirs_while_others_guess(client, ann, moment):
    sign_in(client, ann)
    client.post(reverse("wagtailadmin_logout"))
    stranger = Client()
    for number in range(40):
        wrong(stranger, REMOTE_ADDR=f"203.0.{number}.1")
    assert "wait" in says(give_password(stranger, "ann"))

    moment.shift(60)
    sign_in(client, ann)

    assert is_in(client)


def test_no_link_signs_anybody_out(client, ann):
    """It could stand on another site, and take what was typed with it."""
    sign_in(client, ann)

    answer = client.get(reverse("wagtailadmin_logout"))

    assert answer.status_code == 405
    assert is_in(client)


def test_a_browser_is_a_stranger_after_a_new_password_and_for_another_person(client, ann):
    sign_in(client, ann)
    request = client.get(reverse("account_login")).wsgi_request
    assert browsers.known_browser(request, "ann")
    assert not browsers.known_browser(request, "ben")

    ann.set_password("another long pass phrase")
    ann.save()

    assert not browsers.known_browser(request, "ann")


def test_the_mark_of_a_known_browser_goes_to_the_pages_for_signing_in_alone(client, ann):
    give_password(client, "ann")
    give_code(client)

    cookie = client.cookies[browsers.COOKIE]

    assert cookie["path"] == "/admin/login/"
    assert cookie["httponly"]


def test_wrong_codes_are_slowed_down(client, ann):
    give_password(client, "ann")
    for _ in range(5):
        assert "This code is not right" in says(give_code(client, "000000"))

    assert "wait 1 minute" in says(give_code(client))
    assert not is_in(client)


def test_known_and_unknown_names_get_the_same_answer_for_the_same_work(ann, monkeypatch):
    hashed = []
    hasher = hashers.get_hasher().encode

    def counted(*arguments, **options):
        hashed.append(1)
        return hasher(*arguments, **options)

    monkeypatch.setattr(hashers.get_hasher(), "encode", counted)
    answers = []
    for name in ("ann", "nobody"):
        client = Client(REMOTE_ADDR="198.51.100.9")
        hashed.clear()
        page = give_password(client, name, "wrong").content.decode()
        answers.append((re.sub(r'value="[^"]*"', "", page), len(hashed)))

    assert answers[0] == answers[1]


def test_a_closed_account_gets_the_same_answer(client, ann):
    ann.is_active = False
    ann.save()

    assert says(give_password(client, "ann")) == wrong(Client()).replace("nobody", "ann")


def test_a_letter_for_a_new_password_is_promised_to_any_address(client, ann):
    form = reverse("wagtailadmin_password_reset")

    known = client.post(form, {"email": ann.email}, follow=True)
    unknown = client.post(form, {"email": "nobody@example.org"}, follow=True)

    assert says(known) == says(unknown)
    assert [letter.to for letter in mail.outbox] == [[ann.email]]


def test_letters_for_a_new_password_cannot_fill_a_mailbox(client, ann):
    for _ in range(10):
        client.post(reverse("wagtailadmin_password_reset"), {"email": ann.email})

    assert len(mail.outbox) == 3


def test_a_new_password_by_letter_does_not_skip_the_second_factor(client, ann):
    client.post(reverse("wagtailadmin_password_reset"), {"email": ann.email})
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
    new = {"new_password1": "a brand new phrase", "new_password2": "a brand new phrase"}

    form = client.get(link)
    client.post(form.url, new)

    assert not is_in(client)
    give_password(client, "ann", "a brand new phrase")
    assert not is_in(client)
    give_code(client)
    assert is_in(client)


def test_a_proxys_own_address_is_believed_and_not_the_visitors(rf, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    invented = rf.get("/", HTTP_X_FORWARDED_FOR="10.1.1.1, 198.51.100.77", REMOTE_ADDR="127.0.0.1")

    assert browsers.network_of(invented) == "198.51.100.0/24"
    assert browsers.network_of(rf.get("/", REMOTE_ADDR="127.0.0.1")) == ""


# Sessions


def test_each_step_of_signing_in_gives_the_session_a_new_key(client, ann):
    client.get(reverse("account_login"))
    keys = []
    give_password(client, "ann")
    keys.append(client.session.session_key)
    give_code(client)
    keys.append(client.session.session_key)

    assert len(set(keys)) == 2


def test_showing_the_second_factor_once_more_gives_the_session_a_new_key(client, ann, moment):
    sign_in(client, ann)
    before = client.session.session_key
    moment.shift(60)

    assert client.post(AGAIN, {"code": code_of()}).status_code == 302

    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()
    assert is_in(client)


def test_a_key_that_was_known_before_signing_in_is_worth_nothing(client, ann):
    other = Client()
    give_password(other, "ann")
    planted = other.cookies[django_settings.SESSION_COOKIE_NAME].value
    give_code(other)

    client.cookies[django_settings.SESSION_COOKIE_NAME] = planted

    assert not is_in(client)


def test_a_session_ends_after_half_an_hour_without_a_deed_and_says_why(client, ann, moment):
    sign_in(client, ann)
    moment.shift(sessions.LONGEST_IDLE - 60)
    assert is_in(client)
    moment.shift(sessions.LONGEST_IDLE - 60)
    assert is_in(client)

    moment.shift(sessions.LONGEST_IDLE + 1)

    assert "nothing was done here for half an hour" in says(client.get(HOME, follow=True))


def test_what_the_editor_asks_by_itself_keeps_no_session_alive(client, ann, moment):
    sign_in(client, ann)
    for _ in range(31):
        moment.shift(60)
        client.get(reverse("sign_in_state"))

    assert not is_in(client)


def test_a_session_ends_after_twelve_hours_whatever_is_done(client, ann, moment):
    sign_in(client, ann)
    for _ in range(12 * 3):
        moment.shift(20 * 60)
        client.post(reverse("sign_in_state"))

    assert "after twelve hours" in says(client.get(HOME, follow=True))


def change_password(user):
    user.set_password("another long pass phrase")
    user.save()


def take_role(user):
    user.groups.clear()


def give_role(user):
    user.groups.add(Group.objects.get(name="Publisher"))


def close_and_open(user):
    user.is_active = False
    user.save()
    user.is_active = True
    user.save()


@pytest.mark.parametrize("change", [change_password, take_role, give_role, close_and_open])
def test_all_sessions_of_a_person_end_with(change, client, ann):
    sign_in(client, ann)

    change(ann)

    assert not is_in(client)
    assert "_auth_user_id" not in client.session


def test_who_changes_their_own_password_shows_more_first_and_stays_where_they_are(
    client, ann, moment
):
    sign_in(client, ann)
    other = Client()
    new = "another long pass phrase"
    form = {
        "name_email-first_name": "Ann",
        "name_email-last_name": "Lee",
        "name_email-email": ann.email,
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "theme-keyboard_shortcuts": "on",
        "password-old_password": builders.PASSWORD,
        "password-new_password1": new,
        "password-new_password2": new,
    }

    assert client.post(reverse("wagtailadmin_account"), form).url.startswith(AGAIN)
    moment.shift(60)
    client.post(AGAIN, {"code": code_of()})
    client.post(reverse("wagtailadmin_account"), form)

    ann.refresh_from_db()
    assert ann.check_password(new)
    assert is_in(client)
    assert not is_in(other)


@pytest.mark.parametrize(
    "guessed",
    [
        *("password1234", "P-a-s-s-w-o-r-d-2026!", "2026 dragon 2026!", "Qwertyuiop123456"),
        *("AntiSlavery2026!", "iasc-website-admin-1", "Commissioner!2345"),
    ],
)
def test_a_password_that_somebody_would_try_first_is_refused(guessed):
    with pytest.raises(ValidationError, match="easy to guess"):
        CommonAtHeart().validate(guessed)


@pytest.mark.parametrize(
    "good",
    [
        *("another long pass phrase", "correct horse battery staple", "7391-5520-8812-x"),
        *("dLq1Bz_vT0mWcP3xNs8k", "ŵythnos o law mân", "slavery ended by tall green kettles"),
    ],
)
def test_other_passwords_are_taken_with_any_signs_and_of_any_length(good):
    for password in (good, good * 5):
        validate_password(password)


def test_visitors_without_a_session_get_none(client):
    client.get(builders.news_item().url)

    assert not client.cookies
    assert not Session.objects.exists()


# Words that come too late


def test_words_that_come_after_the_session_ended_are_given_back(client, ann, moment):
    page = builders.news_item(live=False)
    sign_in(client, ann)
    moment.shift(sessions.LONGEST_IDLE + 1)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = {
        "title": "What I <b>wrote</b>\nall morning",
        "new_password1": "secret",
        "topics": [1, 2],
    }

    answer = client.post(address, form | {"new_password1": "secret"}, **OURS)

    kept = document(answer).select_one("[data-kept-words]")
    assert answer.status_code == 403
    assert kept["action"] == address
    fields = [(field["name"], field.text.lstrip("\n")) for field in kept.select("textarea")]
    assert ("title", "What I <b>wrote</b>\nall morning") in fields
    assert [value for name, value in fields if name == "topics"] == ["1", "2"]
    assert "secret" not in answer.content.decode()


def test_the_kept_words_are_saved_after_signing_in_again(client, ann, moment):
    topic = {"name": "Supply chains", "slug": "supply-chains", "description": ""}
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    sign_in(client, ann)
    moment.shift(sessions.LONGEST_IDLE + 1)
    address = reverse("topic:add")
    client.get(address, follow=True)
    kept = document(client.post(address, topic, **OURS)).select_one("[data-kept-words]")
    old_token = kept.select_one("[name=csrfmiddlewaretoken]")["value"]
    sign_in(client, ann)

    stale = strict.post(address, topic | {"csrfmiddlewaretoken": old_token}, **OURS)
    again = document(stale).select_one("[data-kept-words]")
    token = again.select_one("[name=csrfmiddlewaretoken]")["value"]
    saved = strict.post(address, topic | {"csrfmiddlewaretoken": token}, **OURS)

    assert stale.status_code == 403
    assert "Press the button once more" in says(stale)
    assert saved.status_code == 302
    assert Topic.objects.filter(name="Supply chains").exists()


def test_what_another_site_sends_is_not_given_back_to_be_sent_again(client, ann):
    address = reverse("topic:add")
    foreign = {"HTTP_ORIGIN": "https://example.com", "HTTP_SEC_FETCH_MODE": "navigate"}

    assert client.post(address, {"name": "Theirs"}, **foreign).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    sign_in(client, ann)
    strict.cookies = client.cookies
    answer = strict.post(address, {"name": "Theirs"}, **foreign)
    assert answer.status_code == 403
    assert "Theirs" not in answer.content.decode()


def test_an_editor_that_saves_by_itself_is_told_in_a_word(client):
    page = builders.news_item(live=False)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    answer = client.post(address, {}, **OURS | {"HTTP_SEC_FETCH_MODE": "cors"})

    assert answer.status_code == 401
    assert answer.json() == {"signed_in": False}


def test_the_editor_learns_how_long_the_session_lasts_and_can_prolong_it(client, ann, moment):
    state = reverse("sign_in_state")
    assert client.get(state).json() == {"signed_in": False}
    sign_in(client, ann)
    moment.shift(1500)
    assert client.get(state).json()["seconds_left"] == 300

    assert client.post(state).json()["seconds_left"] == 1800


# Managing others


def confirm(client):
    """Show the second factor once more, with a recovery code, as the app's is used."""
    user = User.objects.get(username="ann")
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    return client.post(reverse("mfa_reauthenticate"), {"code": code})


@pytest.mark.parametrize("name", ["wagtailusers_users:add", "reset_second_factor"])
def test_who_manages_accounts_shows_the_second_factor_once_more(client, ann, moment, name):
    arguments = [builders.staff("Editor").pk] if name == "reset_second_factor" else []
    address = reverse(name, args=arguments)
    sign_in(client, ann)

    assert client.get(address).url.startswith(reverse("mfa_reauthenticate"))
    assert client.post(address, {}).url.startswith(reverse("mfa_reauthenticate"))

    confirm(client)
    assert client.get(address).status_code == 200
    moment.shift(15 * 60 + 1)
    assert client.get(address).status_code == 302


def test_a_crafted_change_of_accounts_is_refused_and_not_asked_about(client):
    user = builders.staff("Publisher")
    give_app(user)
    sign_in(client, user)

    answer = client.post(reverse("wagtailusers_users:add"), {"username": "mine"})

    assert answer.status_code == 403
    assert AuditLine.objects.filter(action="editorial.refuse_account_change").exists()


def test_an_administrator_resets_a_colleagues_second_factor(client, ann):
    ed = builders.staff("Editor", username="ed")
    give_app(ed)
    theirs = Client()
    sign_in(theirs, ed)
    sign_in(client, ann)
    confirm(client)
    mail.outbox.clear()

    client.post(reverse("reset_second_factor", args=[ed.pk]))

    assert not is_in(theirs)
    assert give_password(theirs, "ed").url == HOME
    assert theirs.get(HOME).url == SET_UP
    assert "took off your second factor" in mail.outbox[0].body
    assert AuditLine.objects.get(action=events.RESET).person == "Ann Lee (ann)"


def test_nobody_resets_their_own_second_factor_or_one_without_the_right_to(client, ann):
    ed = builders.staff("Editor", username="ed")
    give_app(ed)
    sign_in(client, ann)
    confirm(client)
    client.post(reverse("reset_second_factor", args=[ann.pk]))
    editor = Client()
    sign_in(editor, ed)
    editor.post(reverse("reset_second_factor", args=[ann.pk]))

    assert Authenticator.objects.filter(user=ann, type="totp").exists()


def test_the_command_line_lets_an_administrator_back_in_who_lost_everything(client, ann):
    sign_in(client, ann)
    ann.is_active = False
    ann.save()
    for _ in range(20):
        wrong(Client())
    said = StringIO()

    call_command("let_back_in", "ann", stdout=said)

    password = re.search(r"Password: (\S+)", said.getvalue())[1]
    assert not is_in(client)
    back = Client()
    assert give_password(back, "ann", password).url == HOME
    assert back.get(HOME).url == SET_UP
    assert AuditLine.objects.filter(action=events.WAY_BACK).exists()


def test_the_command_line_makes_an_administrator_of_whoever_is_left(ann):
    ed = builders.staff("Editor", username="ed")

    call_command("let_back_in", "ed", "--as-administrator", stdout=StringIO())

    assert ed in User.objects.administrators()
    with pytest.raises(CommandError, match="Administrators: ann, ed"):
        call_command("let_back_in", "nobody")


# On record


def test_signing_in_out_and_what_went_wrong_is_on_record_for_ninety_days(client, ann, moment):
    wrong(client)
    give_password(client, "ann")
    give_code(client, "000000")
    give_code(client)
    client.post(reverse("wagtailadmin_logout"))

    lines = AuditLine.objects.filter(kind=AuditLine.Kind.SIGN_IN).order_by("pk")
    assert [line.words for line in lines][-4:] == [
        "Somebody gave a wrong password.",
        "Somebody gave a wrong code.",
        "Signed in with two factors.",
        "Signed out.",
    ]
    recording.forget(now=timezone.now() + recording.SIGN_INS_ARE_KEPT * 1.01)
    assert not lines.all().exists()


def test_the_owner_is_told_of_a_new_password_and_a_new_second_factor(client, ann):
    sign_in(client, ann)
    confirm(client)
    mail.outbox.clear()

    ann.refresh_from_db()
    ann.set_password("another long pass phrase")
    ann.save()
    sign_in_url = reverse("mfa_generate_recovery_codes")
    client.post(sign_in_url)

    assert "A new password was set." in mail.outbox[0].body
    assert "tell an administrator" in mail.outbox[0].body


def test_a_mail_server_that_refuses_keeps_nobody_from_signing_in(client, ann, monkeypatch):
    def refuse(*arguments, **options):
        raise ConnectionRefusedError

    monkeypatch.setattr("editorial.sign_in.letters.send_mail", refuse)
    user = builders.staff("Editor", username="ed")
    give_password(client, "ed")
    key = document(client.get(SET_UP)).select_one(".entrance__key").text
    client.post(SET_UP, {"code": code_of(key)})

    assert is_in(client)
    assert Authenticator.objects.filter(user=user).exists()


def test_used_codes_and_old_tries_are_forgotten(client, ann, moment):
    sign_in(client, ann)
    wrong(Client())
    moment.shift(3601)

    throttle.forget(now=timezone.now())
    sign_in(Client(), ann)

    assert not Tries.objects.filter(count__gt=0).exists()
    assert UsedCode.objects.count() == 1
