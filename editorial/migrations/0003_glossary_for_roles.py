from django.db import migrations

from editorial.roles import ROLES

RECORD = "helpline.glossaryterm"


def let_roles_keep_the_glossary(apps, schema_editor):
    """On a site whose groups were made before there was a glossary."""
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    app_label, model_name = RECORD.split(".")
    content_type, _ = ContentType.objects.get_or_create(app_label=app_label, model=model_name)
    for role in ROLES:
        for group in Group.objects.filter(name=role.name):
            for action in role.records.get(RECORD, ()):
                permission, _ = Permission.objects.get_or_create(
                    content_type=content_type,
                    codename=f"{action}_{model_name}",
                    defaults={"name": f"Can {action} glossary term"},
                )
                group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0002_roles"),
        ("helpline", "0003_glossary_and_agencies"),
    ]

    operations = [
        migrations.RunPython(let_roles_keep_the_glossary, migrations.RunPython.noop),
    ]
