from django.db import migrations

from editorial.roles import MEDIA_MODELS, ROLES

ADMIN_ACCESS = ("wagtailadmin", "admin", "access_admin")
APPROVAL = "Approval by a publisher"


def permission(apps, app_label, model_name, codename):
    """The permission, made here if Django has not made it yet: it does so after all migrations."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    content_type, _ = ContentType.objects.get_or_create(app_label=app_label, model=model_name)
    found, _ = Permission.objects.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": f"Can {codename.replace('_', ' ')}"},
    )
    return found


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Page = apps.get_model("wagtailcore", "Page")
    Collection = apps.get_model("wagtailcore", "Collection")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    root_page = Page.objects.get(depth=1)
    root_collection = Collection.objects.get(depth=1)

    Group.objects.filter(name__in=["Editors", "Moderators"]).delete()
    for role in ROLES:
        group, _ = Group.objects.get_or_create(name=role.name)
        group.permissions.add(permission(apps, *ADMIN_ACCESS))
        for record, actions in role.records.items():
            app_label, model_name = record.split(".")
            for action in actions:
                group.permissions.add(
                    permission(apps, app_label, model_name, f"{action}_{model_name}")
                )
        for codename in role.pages:
            GroupPagePermission.objects.get_or_create(
                group=group,
                page=root_page,
                permission=permission(apps, "wagtailcore", "page", codename),
            )
        for action in role.media:
            for app_label, model_name in MEDIA_MODELS:
                GroupCollectionPermission.objects.get_or_create(
                    group=group,
                    collection=root_collection,
                    permission=permission(apps, app_label, model_name, f"{action}_{model_name}"),
                )


def let_publishers_approve(apps, schema_editor):
    """Wagtail's first workflow asks a group that is gone: have it ask those who may publish."""
    Group = apps.get_model("auth", "Group")
    GroupApprovalTask = apps.get_model("wagtailcore", "GroupApprovalTask")
    Workflow = apps.get_model("wagtailcore", "Workflow")

    approvers = [role.name for role in ROLES if role.approves]
    Workflow.objects.filter(name="Moderators approval").update(name=APPROVAL)
    for task in GroupApprovalTask.objects.filter(name="Moderators approval"):
        task.name = APPROVAL
        task.save()
        task.groups.set(Group.objects.filter(name__in=approvers))


def remove_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=[role.name for role in ROLES]).delete()


class Migration(migrations.Migration):
    # The groups hold permissions on the models of every app, so their tables come first.
    dependencies = [
        ("editorial", "0001_initial"),
        ("core", "0002_initial"),
        ("helpline", "0001_initial"),
        ("home", "0001_initial"),
        ("news", "0001_initial"),
        ("publications", "0001_initial"),
        ("safety", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(make_groups, remove_groups),
        migrations.RunPython(let_publishers_approve, migrations.RunPython.noop),
    ]
