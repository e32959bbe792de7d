from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('editorial', '0016_promoted_results_for_roles'),
    ]

    operations = [
        migrations.CreateModel(
            name='TriesSalt',
            fields=[
                ('half_day', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('salt', models.CharField(max_length=64)),
            ],
            options={
                'default_permissions': (),
            },
        ),
    ]
