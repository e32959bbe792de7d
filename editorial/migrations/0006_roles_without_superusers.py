from django.db import migrations

import editorial.models.users
from editorial.role_groups import make_administrators_of_superusers, make_groups

# The table of roles as this migration found it. A test tells what to write after a change of it.
TABLE = "5b9bf7b7179b"


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0005_embargo_packs"),
    ]

    operations = [
        migrations.RunPython(make_groups, migrations.RunPython.noop),
        migrations.RunPython(make_administrators_of_superusers, migrations.RunPython.noop),
        migrations.AlterModelManagers(
            name="user",
            managers=[("objects", editorial.models.users.UserManager())],
        ),
    ]
