from django.db import migrations

from editorial.roles import ROLES

RECORD = ("helpline", "language")


def let_roles_keep_languages(apps, schema_editor):
    """What the table of roles says about languages, for groups that were made before."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    app_label, model_name = RECORD
    content_type, _ = ContentType.objects.get_or_create(app_label=app_label, model=model_name)
    for role in ROLES:
        for action in role.records.get(".".join(RECORD), ()):
            # Django itself makes permissions only after all migrations.
            permission, _ = Permission.objects.get_or_create(
                content_type=content_type,
                codename=f"{action}_{model_name}",
                defaults={"name": f"Can {action} {model_name}"},
            )
            Group.objects.get(name=role.name).permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0003_glossary_for_roles"),
        ("helpline", "0004_languages"),
    ]

    operations = [
        migrations.RunPython(let_roles_keep_languages, migrations.RunPython.noop),
    ]
