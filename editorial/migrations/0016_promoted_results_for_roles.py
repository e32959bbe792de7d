from django.db import migrations

from editorial.role_groups import make_groups

# The table of roles as this migration found it. A test tells what to write after a change of it.
TABLE = "758ab7adef9b"


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0015_sources_of_posts_for_roles"),
        ("search", "0001_initial"),
    ]
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
