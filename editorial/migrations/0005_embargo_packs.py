import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from editorial.roles import ROLES

RECORD = ("editorial", "embargopack")


def let_roles_keep_packs(apps, schema_editor):
    """What the table of roles says about embargo packs, for groups that were made before."""
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
                defaults={"name": f"Can {action} embargo pack"},
            )
            group = Group.objects.filter(name=role.name).first()
            if group is not None:
                group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0006_prepared_alerts'),
        ('editorial', '0004_languages'),
    ]

    operations = [
        migrations.CreateModel(
            name='EmbargoPack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(help_text='For staff and invited readers: “Annual report 2025 to 2026”.', max_length=200)),
                ('release_at', models.DateTimeField(blank=True, help_text='London time. All that is in the pack goes live in this minute. Empty: nothing goes live until a time is set.', null=True, verbose_name='release time')),
                ('released_at', models.DateTimeField(editable=False, null=True)),
                ('trouble', models.TextField(blank=True, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('is_told', models.BooleanField(default=False, editable=False)),
            ],
            options={
                'verbose_name': 'embargo pack',
                'ordering': ['-released_at', 'release_at', 'title'],
            },
        ),
        migrations.CreateModel(
            name='PackReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='One person: each gets a link of their own.', max_length=120)),
                ('email', models.EmailField(help_text='The link is sent to this address.', max_length=254, verbose_name='e-mail address')),
                ('expires_at', models.DateTimeField(help_text='London time, at the latest the release of the pack.', verbose_name='link works until')),
                ('has_watermark', models.BooleanField(default=True, help_text='Every page and every page of a PDF says whose copy it is, and until when it is embargoed.', verbose_name='name on every page')),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('revoked_at', models.DateTimeField(editable=False, null=True)),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='editorial.embargopack')),
            ],
            options={
                'verbose_name': 'invited reader',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PackItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('page', 'Page'), ('file', 'File'), ('picture', 'Picture')], max_length=7)),
                ('title', models.CharField(max_length=255)),
                ('was_public', models.BooleanField(default=False)),
                ('is_waiting', models.BooleanField(default=True)),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='pack_items', to='core.customdocument')),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='editorial.embargopack')),
                ('page', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='pack_items', to='core.basepage')),
                ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='pack_items', to='core.customimage')),
            ],
            options={
                'ordering': ['kind', 'title'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_waiting', True)), fields=('page',), name='page_waits_in_one_pack'), models.UniqueConstraint(condition=models.Q(('is_waiting', True)), fields=('document',), name='file_waits_in_one_pack'), models.UniqueConstraint(condition=models.Q(('is_waiting', True)), fields=('picture',), name='picture_waits_in_one_pack')],
            },
        ),
        migrations.RunPython(let_roles_keep_packs, migrations.RunPython.noop),
    ]
