"""On a site whose groups were made before there was a glossary."""

from django.db import migrations

from editorial.role_groups import make_groups


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0002_roles"),
        ("helpline", "0003_glossary_and_agencies"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
