import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from editorial.role_groups import make_groups

# The table of roles as this migration found it. A test tells what to write after a change of it.
TABLE = "3947bbdde4e8"


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0007_deletion'),
        ('editorial', '0008_what_publishers_were_told'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Deletion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('page', 'Page'), ('file', 'File'), ('picture', 'Picture')], max_length=7)),
                ('title', models.CharField(max_length=255, verbose_name='what it is')),
                ('place', models.CharField(max_length=500, verbose_name='where it was')),
                ('slug', models.CharField(blank=True, max_length=255)),
                ('pages_below', models.PositiveIntegerField(default=0)),
                ('was_live', models.BooleanField(default=False)),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='when')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who deleted it')),
                ('collection', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.collection')),
                ('document', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deletion', to='core.customdocument')),
                ('page', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deletion', to='core.basepage')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.WAGTAIL_PAGE_MODEL)),
                ('picture', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deletion', to='core.customimage')),
            ],
            options={
                'verbose_name': 'thing in the bin',
                'verbose_name_plural': 'things in the bin',
                'ordering': ['-at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('document__isnull', True), ('page__isnull', False), ('picture__isnull', True)), models.Q(('document__isnull', False), ('page__isnull', True), ('picture__isnull', True)), models.Q(('document__isnull', True), ('page__isnull', True), ('picture__isnull', False)), _connector='OR'), name='deletion_is_of_one_thing')],
            },
        ),
        migrations.RunPython(make_groups, migrations.RunPython.noop),
    ]
