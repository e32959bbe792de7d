from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0006_roles_without_superusers"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_superuser", False)), name="nobody_passes_by_the_roles"
            ),
        ),
    ]
