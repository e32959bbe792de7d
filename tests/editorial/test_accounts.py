"""Staff accounts in the admin: roles, and the last administrator."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import reverse
from wagtail.models import ModelLogEntry

from editorial.account_forms import LAST_ADMINISTRATOR
from editorial.account_views import REFUSED, ROLES_CHANGED
from editorial.models import User
from editorial.roles import ROLES
from tests import builders
from tests.reading import document, words

pytestmark = pytest.mark.django_db

PEOPLE = "wagtailusers_users"


def groups(*names: str) -> list[int]:
    return list(Group.objects.filter(name__in=names).values_list("pk", flat=True))


def account_form(user: User, *roles: str, **fields: str) -> dict:
    return {
        "username": user.username,
        "email": user.email,
        "first_name": "Ann",
        "last_name": "Lee",
        "is_active": "on",
        "groups": groups(*roles),
    } | fields


@pytest.fixture
def ann(client) -> User:
    ann = builders.staff("Administrator", username="ann")
    client.force_login(ann)
    return ann


def edit(client, user: User, *roles: str, **fields: str) -> str:
    form = account_form(user, *roles, **fields)
    return words(
        document(client.post(reverse(f"{PEOPLE}:edit", args=[user.pk]), form, follow=True))
    )


def may_manage(user: User) -> bool:
    return User.objects.administrators().filter(pk=user.pk).exists()


def test_the_form_offers_each_role_with_its_purpose_and_no_way_past_them(client, ann):
    page = document(client.get(reverse(f"{PEOPLE}:add")))

    offered = words(page)
    assert all(f"{role.name}: {role.purpose}" in offered for role in ROLES)
    assert not page.select("[name=is_superuser]")


def test_an_administrator_gives_two_roles_and_the_history_says_so(client, ann):
    ed = builders.staff("Editor", username="ed")

    edit(client, ed, "Editor", "Helpline owner")

    assert set(ed.groups.values_list("name", flat=True)) == {"Editor", "Helpline owner"}
    assert ModelLogEntry.objects.get(action=ROLES_CHANGED).data == {
        "from": ["Editor"],
        "to": ["Editor", "Helpline owner"],
    }
    history = client.get(reverse(f"{PEOPLE}:history", args=[ed.pk]))
    assert "from Editor to Editor, Helpline owner" in words(document(history))


def test_an_account_without_a_role_is_refused(client, ann):
    ed = builders.staff("Editor", username="ed")

    assert "Choose at least one role" in edit(client, ed)
    assert ed.groups.count() == 1


def test_the_list_shows_the_roles(client, ann):
    builders.staff("Settings owner", username="sam")

    assert "Settings owner" in words(document(client.get(reverse(f"{PEOPLE}:index"))))


def test_a_posted_mark_of_a_superuser_does_nothing(client, ann):
    ed = builders.staff("Editor", username="ed")

    edit(client, ed, "Editor", is_superuser="on")

    ed.refresh_from_db()
    assert not ed.is_superuser


def test_nobody_can_be_a_superuser():
    with pytest.raises(IntegrityError):
        builders.staff("Administrator", is_superuser=True)


def test_djangos_command_makes_an_administrator():
    call_command("createsuperuser", "--no-input", username="boss", email="boss@example.org")

    boss = User.objects.get(username="boss")
    assert may_manage(boss)
    assert not boss.is_superuser


# The last administrator


def test_the_last_administrator_can_not_give_the_role_away(client, ann):
    assert LAST_ADMINISTRATOR in edit(client, ann, "Editor")
    assert may_manage(ann)


def test_an_administrator_can_while_another_is_there(client, ann):
    builders.staff("Administrator", username="omar")

    edit(client, ann, "Editor")

    assert not may_manage(ann)


def test_a_deactivated_administrator_is_no_other(client, ann):
    builders.staff("Administrator", username="omar", is_active=False)

    assert LAST_ADMINISTRATOR in edit(client, ann, "Editor")


def test_nobody_deactivates_or_deletes_themselves(client, ann):
    form = account_form(ann, "Administrator")
    del form["is_active"]

    client.post(reverse(f"{PEOPLE}:edit", args=[ann.pk]), form)
    client.post(reverse(f"{PEOPLE}:delete", args=[ann.pk]))

    assert may_manage(ann)


@pytest.mark.parametrize(
    ("action", "form"),
    [
        ("delete", {}),
        ("set_active_state", {"mark_as_active": "False"}),
        ("assign_role", {"role": "Editor"}),
    ],
)
def test_accounts_are_not_changed_in_bulk(client, ann, action, form):
    omar = builders.staff("Administrator", username="omar")
    address = reverse("wagtail_bulk_action", args=["editorial", "user", action])
    if "role" in form:
        form = {"role": groups(form["role"])}

    answer = client.post(f"{address}?id={omar.pk}&id={ann.pk}", form, follow=True)

    assert "Staff accounts are changed one by one." in words(document(answer))
    assert may_manage(omar)
    assert may_manage(ann)
    assert omar.groups.count() == 1


# By hand


@pytest.mark.parametrize("role", ["Publisher", "Settings owner"])
@pytest.mark.parametrize(
    "door", ["add", "edit", "delete", "add group", "edit group", "delete group", "bulk"]
)
def test_whoever_is_no_administrator_is_refused_and_it_is_on_record(client, role, door):
    boss = builders.staff("Administrator", username="boss")
    me = builders.staff(role, username="me")
    client.force_login(me)
    group = groups(role)
    address = {
        "add": reverse(f"{PEOPLE}:add"),
        "edit": reverse(f"{PEOPLE}:edit", args=[me.pk]),
        "delete": reverse(f"{PEOPLE}:delete", args=[boss.pk]),
        "add group": reverse("wagtailusers_groups:add"),
        "edit group": reverse("wagtailusers_groups:edit", args=group),
        "delete group": reverse("wagtailusers_groups:delete", args=group),
        "bulk": reverse("wagtail_bulk_action", args=["editorial", "user", "delete"])
        + f"?id={boss.pk}",
    }[door]

    answer = client.post(address, account_form(me, "Administrator"))

    assert answer.status_code == 403
    assert ModelLogEntry.objects.get(action=REFUSED).user == me
    assert not may_manage(me)
    assert may_manage(boss)


@pytest.mark.parametrize("door", ["edit", "delete"])
def test_an_administrator_too_can_not_change_what_a_group_may_do(client, ann, door):
    group = Group.objects.get(name="Editor")

    answer = client.post(reverse(f"wagtailusers_groups:{door}", args=[group.pk]))

    assert answer.status_code == 403
    assert Group.objects.filter(pk=group.pk).exists()
