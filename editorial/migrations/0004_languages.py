"""For groups that were made before there were languages."""

from django.db import migrations

from editorial.role_groups import make_groups


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0003_glossary_for_roles"),
        ("helpline", "0004_languages"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
