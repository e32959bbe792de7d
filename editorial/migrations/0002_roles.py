from django.db import migrations

from editorial.role_groups import make_groups
from editorial.roles import ROLES

APPROVAL = "Approval by a publisher"


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
