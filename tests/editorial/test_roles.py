"""The table of roles, the groups made of it, and the guide that tells staff about it."""

import hashlib
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page

from editorial import migrations
from editorial.role_groups import make_groups
from editorial.roles import ADMINISTRATOR, FILES, KINDS, PAGES, PICTURES, ROLES, named
from tests import builders

GUIDE = settings.BASE_DIR / "docs/editors/who-may-do-what.md"
# What actions are called in the guide, where that is another word.
CALLED = {"bulk_delete": "delete with all below", "view": "look at"}


def table() -> str:
    """The table as the guide shows it."""
    rows = [["Content", *[role.name for role in ROLES]], ["---"] * (len(ROLES) + 1)]
    for kind in KINDS:
        told = ([CALLED.get(action, action) for action in role.actions(kind)] for role in ROLES)
        rows.append([kind.name, *[", ".join(actions) or "–" for actions in told]])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def granted(group: Group) -> set[str]:
    """All that the group may do, as the database has it."""
    codes = set(group.permissions.values_list("content_type__app_label", "codename"))
    for model in (GroupPagePermission, GroupCollectionPermission):
        codes |= set(
            model.objects.filter(group=group).values_list(
                "permission__content_type__app_label", "permission__codename"
            )
        )
    return {f"{app}.{code}" for app, code in codes}


def as_the_table_says(role) -> set[str]:
    return {"wagtailadmin.access_admin"} | {
        f"{model.split('.')[0]}.{action}_{model.split('.')[1]}"
        for model, actions in role.records.items()
        for action in actions
    }


def test_the_guide_shows_the_table_and_what_each_role_is_for():
    guide = GUIDE.read_text()

    assert table() in guide, f"Put this into {GUIDE.name}:\n{table()}"
    told = " ".join(guide.split())
    assert [role.name for role in ROLES if f"**{role.name}**: {role.purpose}" not in told] == []


def test_a_changed_table_comes_with_a_migration():
    folder = Path(migrations.__file__).parent
    modules = [
        import_module(f"editorial.migrations.{path.stem}") for path in sorted(folder.glob("0*.py"))
    ]
    last = [module.TABLE for module in modules if hasattr(module, "TABLE")][-1]

    grants = repr([(role.name, sorted(role.records.items())) for role in ROLES])
    now = hashlib.sha256(grants.encode()).hexdigest()[:12]
    assert last == now, f"Write a migration that calls `make_groups`, with `TABLE = {now!r}`."


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.slug)
def test_each_group_has_what_the_table_grants_and_no_more(role):
    assert granted(Group.objects.get(name=role.name)) == as_the_table_says(role)


@pytest.mark.django_db
def test_making_the_groups_again_takes_away_what_the_table_does_not_grant():
    author = Group.objects.get(name="Author")
    home = builders.front_page()
    person = builders.staff("Author")
    author.permissions.add(Permission.objects.get(codename="change_user"))
    author.permissions.remove(Permission.objects.get(codename="access_admin"))
    publish = Permission.objects.get(codename="publish_page")
    GroupPagePermission.objects.create(
        group=author, page=Page.objects.get(depth=1), permission=publish
    )
    GroupPagePermission.objects.create(group=author, page=home, permission=publish)
    Group.objects.create(name="Made by hand").user_set.add(person)

    make_groups(apps)
    make_groups(apps)

    for role in ROLES:
        assert granted(Group.objects.get(name=role.name)) == as_the_table_says(role)
    assert GroupPagePermission.objects.filter(group=author).count() == 1
    assert [group.name for group in person.groups.all()] == ["Author"]


def test_every_kind_is_granted_to_an_administrator_in_full():
    administrator = named(ADMINISTRATOR)

    for role in ROLES:
        for kind in KINDS:
            assert set(role.actions(kind)) <= set(administrator.actions(kind)), kind.name


def test_owners_of_helplines_and_of_settings_have_no_pages():
    for role in ROLES[-2:]:
        assert role.actions(PAGES) == ()
        assert "change" not in role.actions(PICTURES) + role.actions(FILES)
