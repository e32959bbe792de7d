"""Makes the groups as the table of roles says. Each migration after a change of it does so."""

from typing import Any

from editorial.roles import ADMINISTRATOR, FILES, PAGES, PICTURES, ROLES, Role

ADMIN_ACCESS = ("wagtailadmin", "admin", "access_admin")


def make_groups(apps: Any, schema_editor: Any = None) -> None:
    """Each role's group with the permissions of the table and no other, and no other group.

    May run any number of times. People stay in the groups of their roles.
    """
    groups = apps.get_model("auth", "Group").objects
    groups.exclude(name__in=[role.name for role in ROLES]).delete()
    for role in ROLES:
        group, _ = groups.get_or_create(name=role.name)
        group.permissions.set(_permissions_on_records(apps, role))
        _grant_pages(apps, group, role)
        _grant_media(apps, group, role)


def make_administrators_of_superusers(apps: Any, schema_editor: Any = None) -> None:
    """Nobody passes by the table: who did has the role that grants everything in it."""
    administrators = apps.get_model("auth", "Group").objects.get(name=ADMINISTRATOR)
    for user in apps.get_model("editorial", "User").objects.filter(is_superuser=True):
        user.groups.add(administrators)
        user.is_superuser = False
        user.save(update_fields=["is_superuser"])


def _permissions_on_records(apps: Any, role: Role) -> list[Any]:
    granted = [_permission(apps, *ADMIN_ACCESS)]
    for kind in role.grants:
        if kind not in (PAGES, PICTURES, FILES):
            for model in kind.models:
                granted += _permissions(apps, model, role.actions(kind))
    return granted


def _grant_pages(apps: Any, group: Any, role: Role) -> None:
    """Wagtail grants pages by branch: ours are all below the root."""
    grants = apps.get_model("wagtailcore", "GroupPagePermission").objects.filter(group=group)
    granted = _permissions(apps, *PAGES.models, role.actions(PAGES))
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    grants.exclude(page=root, permission__in=granted).delete()
    for permission in granted:
        grants.get_or_create(group=group, page=root, permission=permission)


def _grant_media(apps: Any, group: Any, role: Role) -> None:
    """And pictures and files by collection: the root holds them all."""
    grants = apps.get_model("wagtailcore", "GroupCollectionPermission").objects.filter(group=group)
    granted = [
        permission
        for kind in (PICTURES, FILES)
        for permission in _permissions(apps, *kind.models, role.actions(kind))
    ]
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    grants.exclude(collection=root, permission__in=granted).delete()
    for permission in granted:
        grants.get_or_create(group=group, collection=root, permission=permission)


def _permissions(apps: Any, model: str, actions: tuple[str, ...]) -> list[Any]:
    app_label, name = model.split(".")
    return [_permission(apps, app_label, name, f"{action}_{name}") for action in actions]


def _permission(apps: Any, app_label: str, model: str, codename: str) -> Any:
    """The permission, made here if Django has not made it yet: it does so after all migrations."""
    content_types = apps.get_model("contenttypes", "ContentType").objects
    content_type, _ = content_types.get_or_create(app_label=app_label, model=model)
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": f"Can {codename.replace('_', ' ')}"},
    )
    return permission
