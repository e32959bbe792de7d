"""On a site whose groups were made before there were sources of posts."""

from django.db import migrations

from editorial.role_groups import make_groups

# The table of roles as this migration found it. A test tells what to write after a change of it.
TABLE = "69771cbd793a"


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0014_redirects_for_publishers"),
        ("home", "0003_sources_of_posts"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
