from django.db import migrations

from editorial.role_groups import make_groups

# The table of roles as this migration found it. A test tells what to write after a change of it.
TABLE = "799e72069d8e"


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0013_sign_in"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
