import django.utils.timezone
import reviews_site.ids
import reviews_site.regions
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='DigestErasure',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('digests', models.PositiveSmallIntegerField(db_comment='how many were erased')),
            ],
        ),
        migrations.CreateModel(
            name='DigestTransfer',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('appeal_id', models.UUIDField(db_comment='id of the appeal that was granted')),
            ],
        ),
        migrations.CreateModel(
            name='IdentityDigest',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('digest', models.BinaryField(db_comment='HMAC, then Argon2id, of country, type and number; 32 bytes')),
                ('key_version', models.PositiveSmallIntegerField(db_comment='of the document pepper that made the digest')),
                ('holder', models.UUIDField(db_comment='pseudonym of the account; only the identity worker can make it')),
                ('level', models.CharField(choices=[('document', 'An identity document was checked')], max_length=12)),
                ('expires_on', models.DateField(db_comment="the confirmation's last day; the digest may go after it")),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'indexes': [models.Index(fields=['holder'], name='vault_digest_holder')],
                'constraints': [models.UniqueConstraint(fields=('digest',), name='vault_digest_unique')],
            },
        ),
    ]
