import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.utils.timezone
import reviews_site.ids
import reviews_site.regions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='ErasureRequest',
            fields=[
                ('id', models.UUIDField(db_comment='the number on the receipt', default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user_id', models.UUIDField(db_comment='whose account; null once it is over', null=True)),
                ('person', models.UUIDField(db_comment='pseudonym in the analytical store; null once it is over', null=True)),
                ('email', models.EmailField(blank=True, db_comment='where the receipt goes; empty once it is over', db_default='', max_length=254)),
                ('state', models.CharField(choices=[('asked', 'Asked for'), ('waiting', 'Announced, and waiting'), ('cancelled', 'Cancelled'), ('erasing', 'Being erased'), ('done', 'Erased'), ('refused', 'Not carried out')], db_default='asked', max_length=12)),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('due_at', models.DateTimeField(db_comment='not before; set when its owner was told', null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('digests_erased', models.PositiveSmallIntegerField(db_comment='how many the vault forgot', null=True)),
                ('holders', models.BinaryField(db_comment='SHA-256 of each pseudonym that the vault may know, for the ledger; by identity', null=True)),
                ('counts', models.JSONField(db_comment='rows that went, by table', db_default={})),
                ('models_marked', models.PositiveIntegerField(db_comment='models that may have learned from the person; null until analytics has marked them', null=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'waiting', 'cancelled', 'erasing', 'done', 'refused'])), name='accounts_erasure_state_listed'), models.UniqueConstraint(condition=models.Q(('state__in', ('asked', 'waiting', 'erasing'))), fields=('user_id',), name='accounts_erasure_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['done', 'cancelled', 'refused']), _negated=True), models.Q(('email', ''), ('holders__isnull', True), ('person__isnull', True), ('user_id__isnull', True)), _connector='OR'), name='accounts_erasure_over_names_nobody')],
            },
        ),
        migrations.CreateModel(
            name='ExportRequest',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.UUIDField(db_comment='pseudonym in the analytical store')),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('asked_on', models.DateField(db_comment='one a day', db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.datetime.Now(), models.DateField()))),
                ('ready_at', models.DateTimeField(db_comment='when the archive lay there, and its owner was told', null=True)),
                ('expires_at', models.DateTimeField(db_comment='not handed out from here on', null=True)),
                ('fetched_at', models.DateTimeField(db_comment='when it was handed out, which is done once', null=True)),
                ('failed_at', models.DateTimeField(db_comment='when it was given up: not gathered in time, or damaged', null=True)),
                ('closed_at', models.DateTimeField(db_comment='when nothing of it was kept any more', null=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('failed_at', None)), fields=('user', 'asked_on'), name='accounts_export_once_a_day'), models.UniqueConstraint(condition=models.Q(('closed_at', None), ('failed_at', None)), fields=('user',), name='accounts_export_open_once')],
            },
        ),
        migrations.CreateModel(
            name='FileVacuum',
            fields=[
                ('table', models.CharField(db_comment='store, schema and table', max_length=160, primary_key=True, serialize=False)),
                ('vacuumed_at', models.DateTimeField(db_comment='just before it began')),
            ],
        ),
        migrations.CreateModel(
            name='StoreErasure',
            fields=[
                ('pk', models.CompositePrimaryKey('request_id', 'store', 'state', blank=True, editable=False, primary_key=True, serialize=False)),
                ('request', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='stores', to='privacy_rights.erasurerequest')),
                ('store', models.CharField(choices=[('default', 'default'), ('vault', 'vault'), ('analytical', 'analytical')], max_length=10)),
                ('state', models.CharField(choices=[('waiting', 'Not yet'), ('erased', 'Rows deleted'), ('vacuumed', 'Files rewritten, so that the disks hold no old copy of a row')], max_length=8)),
                ('reached_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['erased', 'vacuumed']), ('store__in', ('default', 'vault', 'analytical'))), name='privacy_rights_store_state_listed')],
            },
        ),
        migrations.CreateModel(
            name='ErasureCancellation',
            fields=[
                ('request', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='cancellation', serialize=False, to='privacy_rights.erasurerequest')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
    ]
