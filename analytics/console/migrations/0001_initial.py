import django.db.models.functions.datetime
import django.utils.timezone
import reviews_site.regions
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ConsoleSession',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('user_id', models.UUIDField(db_comment='who is signed in; null: nobody', db_index=True, null=True)),
                ('started_at', models.DateTimeField(db_comment='when they signed in', default=django.utils.timezone.now)),
                ('seen_at', models.DateTimeField(db_comment='last use, to five minutes', default=django.utils.timezone.now)),
                ('device', models.CharField(blank=True, db_comment='browser and system, as the browser calls them', max_length=80)),
                ('country', models.CharField(blank=True, db_comment='a country, or nothing; never an address', max_length=60)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'db_table': 'console_session',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LeakDigest',
            fields=[
                ('week', models.DateField(db_comment='its Monday', primary_key=True, serialize=False)),
                ('sent_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table': 'console_leakdigest',
            },
        ),
    ]
