import reviews_site.audit.models
import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.utils.timezone
import reviews_site.ids
import reviews_site.regions
import reviews_site.skeletons
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(db_comment='in lower case; seen by its owner and a worker only', max_length=254, verbose_name='e-mail address')),
                ('password', models.CharField(db_comment='Argon2id, sealed under the pepper', max_length=255)),
                ('is_active', models.BooleanField(db_comment="false: can't sign in; the rows stay", default=True)),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('unread_count', models.PositiveIntegerField(db_comment='unread notifications; triggers count them', db_default=0, default=0, editable=False)),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('email',), name='accounts_user_email_unique'), models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower(models.F('email')))), name='accounts_user_email_lower_case')],
            },
        ),
        migrations.CreateModel(
            name='AbandonedSession',
            fields=[
                ('id', models.UUIDField(db_comment="the session's", editable=False, primary_key=True, serialize=False)),
                ('provider', models.CharField(max_length=20)),
                ('provider_session_id', models.CharField(max_length=128)),
                ('abandoned_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('polled_at', models.DateTimeField(db_comment='when the provider was last asked about it', db_default=django.db.models.functions.datetime.Now())),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
        ),
        migrations.CreateModel(
            name='Session',
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
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StaffInvitation',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to=settings.AUTH_USER_MODEL)),
                ('digest', models.BinaryField(db_comment='SHA-256 of the code, which is random and long', max_length=32)),
                ('ends_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
        ),
        migrations.CreateModel(
            name='AppealAction',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('actor_id', models.UUIDField(db_comment='id of who acts, which the signature confirms')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('signature_kind', models.CharField(choices=[('code', 'A code of the authenticator app'), ('passkey', 'A passkey')], max_length=8)),
                ('signature', models.TextField(db_comment="HMAC of the action under a code, or a passkey's signature of it")),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('appeal_id', models.UUIDField(db_comment='id of the appeal; it leads to nobody once the account is gone')),
                ('step', models.CharField(choices=[('propose', 'You propose'), ('agree', 'You agree'), ('hand_back', 'You hand back')], max_length=9)),
                ('outcome', models.CharField(db_comment='what is proposed, agreed to or handed back', max_length=8)),
                ('reason', models.CharField(blank=True, db_comment='copied to the appeal, then emptied', max_length=500)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('step__in', ['propose', 'agree', 'hand_back'])), name='accounts_appealaction_step_listed'), models.CheckConstraint(condition=models.Q(('outcome__in', ['granted', 'upheld'])), name='accounts_appealaction_outcome_listed')],
            },
        ),
        migrations.CreateModel(
            name='ApiRequest',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('key_digest', models.CharField(db_comment='SHA-256 of the key that the program chose', max_length=64)),
                ('body_digest', models.CharField(db_comment='SHA-256 of what was sent', max_length=64)),
                ('status', models.PositiveSmallIntegerField(db_comment='of the answer; null: it is being worked on', null=True)),
                ('answer', models.TextField(blank=True, db_comment="the answer's JSON", db_default='')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'indexes': [models.Index(fields=['created_at'], name='accounts_apirequest_age')],
                'constraints': [models.UniqueConstraint(fields=('user', 'key_digest'), name='accounts_apirequest_once'), models.CheckConstraint(condition=models.Q(('status__isnull', False), ('answer', ''), _connector='OR'), name='accounts_apirequest_answer_when_done')],
                'db_table_comment': 'Answers to requests of programs that may be sent twice, for a day.',
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(db_comment='as its owner calls it', max_length=60)),
                ('digest', models.CharField(db_comment="SHA-256 of the secret's 256 random bits", max_length=64)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), db_comment='what it may do: reviews_site.policy.scopes', size=None)),
                ('restaurant_id', models.UUIDField(db_comment='the one restaurant that it is for; null: no such bound', null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('expires_at', models.DateTimeField()),
                ('last_used_on', models.DateField(db_comment='the day, in UTC', null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['user', '-id'], name='accounts_apitoken_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__lte', django.db.models.expressions.CombinedExpression(models.F('created_at'), '+', models.Value(datetime.timedelta(days=366))))), name='accounts_apitoken_a_year'), models.CheckConstraint(condition=models.Q(('digest__regex', '^[0-9a-f]{64}$')), name='accounts_apitoken_digest'), models.CheckConstraint(condition=models.Q(('name__regex', '\\S')), name='accounts_apitoken_named'), models.CheckConstraint(condition=models.Q(('scopes__contained_by', ['profile:read', 'reviews:read', 'reviews:write', 'drafts:write', 'suggestions:write', 'claims:write', 'guest_numbers:read', 'guest_numbers:write', 'dashboard:read', 'team:read', 'page:write', 'replies:write', 'webhooks:write']), ('scopes__len__gte', 1)), name='accounts_apitoken_scopes_listed')],
                'db_table_comment': 'Tokens of the API. Nobody reads digests: a function compares them.',
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to=settings.AUTH_USER_MODEL)),
                ('agreement', models.CharField(choices=[('terms', 'Terms of use'), ('privacy', 'What happens with your data'), ('statistics', 'Statistics'), ('models', 'Models'), ('datasets', 'Data sets')], max_length=12)),
                ('version', models.PositiveSmallIntegerField(db_comment='of the text, as numbered in accounts/agreements/texts')),
                ('text_sha256', models.CharField(db_comment='digest of the text that was shown', max_length=64)),
                ('answer', models.CharField(choices=[('accepted', 'Accepted'), ('refused', 'Refused'), ('informed', 'Informed')], max_length=8)),
                ('answered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('page', models.CharField(db_comment='where it was answered: signup, review, agreements, uses, demo', max_length=20)),
                ('event_id', models.UUIDField(db_comment='the event that tells analytics of it; null for documents', null=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'indexes': [models.Index(fields=['user', 'agreement', '-id'], name='accounts_consent_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('agreement__in', ['terms', 'privacy', 'statistics', 'models', 'datasets'])), name='accounts_consent_text_listed'), models.CheckConstraint(condition=models.Q(('answer__in', ['accepted', 'refused', 'informed'])), name='accounts_consent_answer_listed'), models.CheckConstraint(condition=models.Q(('text_sha256__regex', '^[0-9a-f]{64}$')), name='accounts_consent_digest_format')],
            },
        ),
        migrations.CreateModel(
            name='CustomerLookup',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reader_id', models.UUIDField(db_comment='id of who asked; no foreign key, so that erasing a person breaks nothing')),
                ('customer_id', models.UUIDField(db_comment='id of the customer; null: nobody has the address', null=True)),
                ('created_at', models.DateTimeField()),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'indexes': [models.Index(fields=['reader_id', 'created_at'], name='accounts_lookup_by_reader'), models.Index(fields=['customer_id', 'created_at'], name='accounts_lookup_by_customer')],
            },
        ),
        migrations.CreateModel(
            name='DatasetDecision',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('actor_id', models.UUIDField(db_comment='id of who acts, which the signature confirms')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('signature_kind', models.CharField(choices=[('code', 'A code of the authenticator app'), ('passkey', 'A passkey')], max_length=8)),
                ('signature', models.TextField(db_comment="HMAC of the action under a code, or a passkey's signature of it")),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('request_id', models.UUIDField(db_comment='id of the request, in the analytical store; or made of the version')),
                ('digest', models.CharField(db_comment="SHA-256 of the request's document and policy, or the version", max_length=64)),
                ('name', models.CharField(db_comment='of the dataset; with the version where one is withdrawn', max_length=60)),
                ('step', models.CharField(choices=[('accept', 'You accept what it tells of people'), ('approve', 'You approve the dataset'), ('refuse', 'You refuse the dataset'), ('withdraw', 'You withdraw the dataset')], max_length=8)),
                ('smallest_group', models.PositiveIntegerField(db_comment='people in a group, at least, who are accepted', null=True)),
                ('people_columns', models.TextField(blank=True, db_comment='columns on people that are accepted together, by comma')),
                ('ends_at', models.DateTimeField(db_comment='an acceptance ends then, and the dataset with it', null=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('step__in', ['accept', 'approve', 'refuse', 'withdraw'])), name='accounts_datasetdecision_listed'), models.CheckConstraint(condition=models.Q(models.Q(('ends_at__isnull', False), ('smallest_group__gte', 2), ('step', 'accept')), models.Q(models.Q(('step', 'accept'), _negated=True), ('ends_at', None), ('people_columns', ''), ('smallest_group', None)), _connector='OR'), name='accounts_datasetdecision_accepts_enough')],
            },
        ),
        migrations.CreateModel(
            name='DatasetNotification',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('request_id', models.UUIDField(db_comment='id of the request, in the analytical store')),
                ('outcome', models.CharField(choices=[('accepted', 'Accepted'), ('registered', 'Registered'), ('refused', 'Refused'), ('failed', 'Failed')], max_length=10)),
                ('name', models.CharField(db_comment='of the dataset', max_length=40)),
                ('address', models.EmailField(blank=True, db_comment='of who asked; emptied once it is mailed', max_length=254)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['accepted', 'registered', 'refused', 'failed'])), name='accounts_datasetnotification_listed'), models.UniqueConstraint(fields=('request_id', 'outcome'), name='accounts_datasetnotification_once')],
            },
        ),
        migrations.CreateModel(
            name='OutgoingMail',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('recipient', models.EmailField(db_comment='one address', max_length=254)),
                ('subject', models.CharField(max_length=200)),
                ('text', models.TextField(db_comment='the plain text; may hold a code')),
                ('html', models.TextField(blank=True)),
                ('unsubscribe_url', models.CharField(blank=True, db_comment='ends mails of this kind without a sign-in; for its headers (RFC 8058)', max_length=500)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('next_attempt_at', models.DateTimeField(db_comment='not to be sent before', default=django.utils.timezone.now)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('last_error', models.CharField(blank=True, db_comment="the error's class, without its message", max_length=80)),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('login', reviews_site.audit.models.LoginField()),
                ('reported_at', models.DateTimeField(db_comment='when an alert was raised about it', null=True)),
                ('stopped_for', models.CharField(blank=True, db_comment='what was found in it that must not leave; it is not sent', max_length=200)),
            ],
            options={
                'indexes': [models.Index(fields=['next_attempt_at'], name='accounts_mail_due'), models.Index(condition=models.Q(('reported_at', None), ('stopped_for__gt', '')), fields=['id'], name='accounts_mail_unreported')],
            },
        ),
        migrations.CreateModel(
            name='RoleProposal',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('actor_id', models.UUIDField(db_comment='id of who acts, which the signature confirms')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('signature_kind', models.CharField(choices=[('code', 'A code of the authenticator app'), ('passkey', 'A passkey')], max_length=8)),
                ('signature', models.TextField(db_comment="HMAC of the action under a code, or a passkey's signature of it")),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('change', models.CharField(choices=[('grant', 'Give the role'), ('revoke', 'End the role'), ('confirm', 'Still needed')], max_length=8)),
                ('address', models.EmailField(blank=True, max_length=254)),
                ('role', models.CharField(choices=[('data_scientist', 'data_scientist'), ('data_engineer', 'data_engineer'), ('security_engineer', 'security_engineer'), ('software_engineer', 'software_engineer'), ('marketing_analyst', 'marketing_analyst'), ('product_manager', 'product_manager'), ('executive', 'executive'), ('customer_support', 'customer_support')], max_length=40)),
                ('ends_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(max_length=200)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('change__in', ['grant', 'revoke', 'confirm'])), name='accounts_roleproposal_change_listed'), models.CheckConstraint(condition=models.Q(('role__in', ('data_scientist', 'data_engineer', 'security_engineer', 'software_engineer', 'marketing_analyst', 'product_manager', 'executive', 'customer_support'))), name='accounts_roleproposal_role_listed'), models.CheckConstraint(condition=models.Q(models.Q(('change', 'grant'), ('ends_at__isnull', False)), models.Q(models.Q(('change', 'grant'), _negated=True), ('ends_at', None)), _connector='OR'), name='accounts_roleproposal_grant_ends')],
            },
        ),
        migrations.CreateModel(
            name='RoleDecision',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('actor_id', models.UUIDField(db_comment='id of who acts, which the signature confirms')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('signature_kind', models.CharField(choices=[('code', 'A code of the authenticator app'), ('passkey', 'A passkey')], max_length=8)),
                ('signature', models.TextField(db_comment="HMAC of the action under a code, or a passkey's signature of it")),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='accounts.roleproposal')),
                ('answer', models.CharField(choices=[('agree', 'Agree'), ('refuse', 'Refuse')], max_length=8)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('answer__in', ['agree', 'refuse'])), name='accounts_roledecision_listed')],
            },
        ),
        migrations.CreateModel(
            name='SecurityEvent',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(choices=[('signed_in', 'You signed in'), ('password_changed', 'Your password was changed'), ('password_reset', 'Your password was reset'), ('passkey_added', 'A passkey was added'), ('passkey_removed', 'A passkey was removed'), ('app_added', 'An authenticator app was set up'), ('app_removed', 'The authenticator app was removed'), ('codes_created', 'New recovery codes were created'), ('email_change_requested', 'A change of your e-mail address was requested'), ('email_changed', 'Your e-mail address was changed'), ('sessions_ended', 'Other devices were signed out'), ('withdrawn', 'Your confirmation was withdrawn'), ('verification_requested', 'An identity check was requested'), ('token_created', 'A token for programs was made'), ('token_revoked', 'A token for programs was revoked')], max_length=24)),
                ('detail', models.CharField(blank=True, db_comment='a name that the owner gave, or a count', max_length=80)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('device', models.CharField(blank=True, db_comment='browser and system, as the browser calls them', max_length=80)),
                ('country', models.CharField(blank=True, db_comment='a country, or nothing; never an address', max_length=60)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['user', '-id'], name='securityevent_latest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['signed_in', 'password_changed', 'password_reset', 'passkey_added', 'passkey_removed', 'app_added', 'app_removed', 'codes_created', 'email_change_requested', 'email_changed', 'sessions_ended', 'withdrawn', 'verification_requested', 'token_created', 'token_revoked'])), name='accounts_securityevent_listed')],
            },
        ),
        migrations.CreateModel(
            name='SignedActionOutcome',
            fields=[
                ('action_id', models.UUIDField(db_comment='id of the signed action', primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('waiting', 'Waiting for a security engineer'), ('done', 'Done'), ('refused', 'Refused')], max_length=8)),
                ('message', models.CharField(blank=True, db_comment='why it was refused, in words for the page', max_length=200)),
                ('actor_id', models.UUIDField(db_comment='id of who signed')),
                ('object_id', models.UUIDField(db_comment='id of the person it is about; null: nobody was found', null=True)),
                ('signature_failed', models.BooleanField(db_comment='counted, so that nobody can try out codes', default=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'indexes': [models.Index(fields=['actor_id', 'updated_at'], name='accounts_outcome_by_actor')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'done', 'refused'])), name='accounts_signedactionoutcome_listed'), models.CheckConstraint(condition=models.Q(('state', 'refused'), models.Q(('object_id', models.F('actor_id')), _negated=True), ('object_id', None), _connector='OR'), name='accounts_signedactionoutcome_not_about_oneself')],
            },
        ),
        migrations.CreateModel(
            name='StaffRole',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='staff_roles', to=settings.AUTH_USER_MODEL)),
                ('role', models.CharField(choices=[('data_scientist', 'data_scientist'), ('data_engineer', 'data_engineer'), ('security_engineer', 'security_engineer'), ('software_engineer', 'software_engineer'), ('marketing_analyst', 'marketing_analyst'), ('product_manager', 'product_manager'), ('executive', 'executive'), ('customer_support', 'customer_support')], max_length=40)),
                ('granted_by', models.CharField(max_length=100)),
                ('granted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ends_at', models.DateTimeField(db_comment='it counts until then; row policies compare it with the clock')),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('proposed_by', models.UUIDField(db_comment='id of who proposed it at the console; null: granted by a command', null=True)),
                ('approved_by', models.UUIDField(db_comment='id of the second person, where the role takes two', null=True)),
                ('reviewed_at', models.DateTimeField(db_comment='when it was last confirmed as needed', default=django.utils.timezone.now)),
                ('reviewed_by', models.UUIDField(db_comment='id of who confirmed it; null: not since it was granted', null=True)),
                ('reminded_at', models.DateTimeField(db_comment='when security engineers were last mailed about it', null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'role'), name='accounts_staffrole_once'), models.CheckConstraint(condition=models.Q(('role__in', ('data_scientist', 'data_engineer', 'security_engineer', 'software_engineer', 'marketing_analyst', 'product_manager', 'executive', 'customer_support'))), name='accounts_staffrole_listed'), models.CheckConstraint(condition=models.Q(models.Q(('proposed_by', models.F('user')), _negated=True), models.Q(('approved_by', models.F('user')), _negated=True), models.Q(('reviewed_by', models.F('user')), _negated=True)), name='accounts_staffrole_not_by_oneself'), models.CheckConstraint(condition=models.Q(('approved_by', models.F('proposed_by')), _negated=True), name='accounts_staffrole_by_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('role__in', ['data_engineer', 'security_engineer']), _negated=True), ('proposed_by', None), ('approved_by__isnull', False), _connector='OR'), name='accounts_staffrole_approvers_by_two'), models.CheckConstraint(condition=models.Q(('ends_at__lte', django.db.models.expressions.CombinedExpression(models.F('granted_at'), '+', models.Value(datetime.timedelta(days=366)))), models.Q(models.Q(('role__in', ['data_engineer', 'security_engineer']), _negated=True), ('ends_at__lte', django.db.models.expressions.CombinedExpression(models.F('granted_at'), '+', models.Value(datetime.timedelta(days=92)))), _connector='OR')), name='accounts_staffrole_ends')],
            },
        ),
        migrations.CreateModel(
            name='StaffSecurityEvent',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(choices=[('signed_in', 'You signed in'), ('password_changed', 'Your password was changed'), ('password_reset', 'Your password was reset'), ('passkey_added', 'A passkey was added'), ('passkey_removed', 'A passkey was removed'), ('app_added', 'An authenticator app was set up'), ('app_removed', 'The authenticator app was removed'), ('codes_created', 'New recovery codes were created'), ('email_change_requested', 'A change of your e-mail address was requested'), ('email_changed', 'Your e-mail address was changed'), ('sessions_ended', 'Other devices were signed out'), ('withdrawn', 'Your confirmation was withdrawn'), ('verification_requested', 'An identity check was requested'), ('token_created', 'A token for programs was made'), ('token_revoked', 'A token for programs was revoked')], max_length=24)),
                ('detail', models.CharField(blank=True, db_comment='a name that the owner gave, or a count', max_length=80)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('device', models.CharField(blank=True, db_comment='browser and system, as the browser calls them', max_length=80)),
                ('country', models.CharField(blank=True, db_comment='a country, or nothing; never an address', max_length=60)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['user', '-id'], name='staffsecurityevent_latest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['signed_in', 'password_changed', 'password_reset', 'passkey_added', 'passkey_removed', 'app_added', 'app_removed', 'codes_created', 'email_change_requested', 'email_changed', 'sessions_ended', 'withdrawn', 'verification_requested', 'token_created', 'token_revoked'])), name='accounts_staffsecurityevent_listed')],
            },
        ),
        migrations.CreateModel(
            name='UsedCode',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user_id', models.UUIDField()),
                ('step', models.BigIntegerField(db_comment='half minutes since 1970')),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user_id', 'step'), name='accounts_usedcode_once')],
            },
        ),
        migrations.CreateModel(
            name='VerificationRequest',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verification_requests', to=settings.AUTH_USER_MODEL)),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'indexes': [models.Index(fields=['user', '-id'], name='accounts_request_latest')],
            },
        ),
        migrations.CreateModel(
            name='VerificationAppeal',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appeals', to=settings.AUTH_USER_MODEL)),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='appeal', to='accounts.verificationrequest')),
                ('statement', models.CharField(db_comment='what the person says; empty 90 days after the decision', max_length=1000)),
                ('submitted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('state', models.CharField(choices=[('open', 'Two of our staff are looking at it'), ('upheld', 'The refusal stays'), ('granted', 'The document may be shown again within two weeks'), ('used', 'The document now confirms this account')], db_default='open', max_length=8)),
                ('proposed_outcome', models.CharField(blank=True, db_comment='what the first person proposes', db_default='', max_length=8)),
                ('reason', models.CharField(blank=True, db_comment='why; the person reads it', db_default='', max_length=500)),
                ('proposed_by', models.UUIDField(db_comment='id of the first member of staff', null=True)),
                ('proposed_at', models.DateTimeField(null=True)),
                ('decided_by', models.UUIDField(db_comment='id of the second, who is never the first', null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('ends_at', models.DateTimeField(db_comment="a grant can't be used after this moment", null=True)),
                ('used_request_id', models.UUIDField(db_comment='id of the verification request that used the grant', null=True)),
                ('notified_at', models.DateTimeField(db_comment='when the person was mailed the decision', null=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('user',), name='accounts_appeal_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('decided_by', models.F('proposed_by')), _negated=True), models.Q(('proposed_by', models.F('user')), _negated=True), models.Q(('decided_by', models.F('user')), _negated=True)), name='accounts_appeal_by_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('ends_at', None), ('state', 'open')), models.Q(('ends_at', None), ('proposed_outcome', 'upheld'), ('state', 'upheld'), ('decided_at__isnull', False), ('decided_by__isnull', False), ('proposed_at__isnull', False), ('proposed_by__isnull', False)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('proposed_at__isnull', False), ('proposed_by__isnull', False), ('ends_at__isnull', False), ('proposed_outcome', 'granted'), ('state__in', ['granted', 'used'])), _connector='OR'), name='accounts_appeal_decision_complete'), models.CheckConstraint(condition=models.Q(('ends_at__lte', django.db.models.expressions.CombinedExpression(models.F('decided_at'), '+', models.Value(datetime.timedelta(days=14))))), name='accounts_appeal_grant_ends')],
            },
        ),
        migrations.CreateModel(
            name='VerificationSession',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='session', to='accounts.verificationrequest')),
                ('provider', models.CharField(max_length=20)),
                ('provider_session_id', models.CharField(db_comment="the id that the provider's webhook names", max_length=128)),
                ('hosted_url', models.URLField(blank=True, db_comment="the provider's page for this person; empty once it has served", max_length=2000)),
                ('state', models.CharField(choices=[('not_started', 'Not started'), ('opening', 'Being opened'), ('open', 'Waiting for you'), ('pending', 'Being checked'), ('confirmed', 'Confirmed'), ('refused', 'Refused'), ('failed', 'Not finished'), ('expired', 'Expired'), ('withdrawn', 'Withdrawn'), ('transferred', 'Ended: the document now confirms another account')], default='open', max_length=12)),
                ('reason', models.CharField(blank=True, choices=[('document_in_use', 'This document has already confirmed another account. One person has one account: sign in to that one instead.'), ('document_expired', 'This document has expired. Use one that is still valid.'), ('document_unreadable', "We couldn't read the document's number or country. Try again in good light, or use another document."), ('not_accepted', "We couldn't tell that the document is genuine. Try again in good light, or use another document."), ('photo_missing', 'There was no photo of you on the document that could be compared. Show the side with the photo.'), ('selfie_mismatch', "Your face didn't match the photo on the document. Try again in good light, or use another document with a newer photo."), ('selfie_not_accepted', "The picture of your face couldn't be used. Try again in good light, without a hat or sunglasses."), ('id_number_not_accepted', "Your identity number couldn't be confirmed. Use a passport or an identity card instead."), ('contact_not_confirmed', "The provider couldn't confirm your e-mail address or phone number. Try again."), ('type_not_supported', "We can't check this kind of document. Use a passport or an identity card."), ('country_not_supported', "We can't check documents of this country or organisation. If you have one of another country, use that."), ('too_young', 'According to this document you are too young to be confirmed. You can still read everything here.'), ('age_unknown', "This document doesn't say in which year you were born, so nobody can tell that you are old enough. Use another document."), ('consent_declined', "You didn't agree to the check, so nothing was checked. You can start again whenever you like."), ('device_not_supported', "Your device couldn't take a picture of the document. Try again with a phone, or in another browser."), ('provider_failed', 'The check stopped because of a problem at the provider. Nothing was kept. Try again.'), ('not_finished', "The provider couldn't finish the check. Try again, or use another document."), ('canceled', 'The check was called off before it was decided. You can start again whenever you like.'), ('abandoned', "You didn't finish the check in time. Start again when you have the document at hand.")], db_comment='why the last try did not confirm; else empty', max_length=24)),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('polled_at', models.DateTimeField(db_comment='when the provider was last asked about it', default=django.utils.timezone.now)),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('provider_deletion', models.CharField(choices=[('due', 'It will be told to delete what you showed there as soon as your check is decided.'), ('started', 'It has started to delete what you showed there, which may take up to four days.'), ('done', 'It has deleted what you showed there.')], db_comment='how far the provider is with deleting what it collected', default='due', max_length=8)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ('open', 'pending'))), fields=['polled_at'], name='accounts_session_undecided'), models.Index(condition=models.Q(('state__in', ('confirmed', 'refused', 'failed')), models.Q(('provider_deletion', 'done'), _negated=True)), fields=['polled_at'], name='accounts_session_undeleted')],
                'constraints': [models.UniqueConstraint(fields=('provider', 'provider_session_id'), name='accounts_session_provider_unique'), models.CheckConstraint(condition=models.Q(('state__in', ('open', 'pending', 'confirmed', 'refused', 'failed'))), name='accounts_session_state_listed'), models.CheckConstraint(condition=models.Q(('provider_deletion__in', ['due', 'started', 'done'])), name='accounts_session_deletion_listed')],
            },
        ),
        migrations.CreateModel(
            name='VerificationWithdrawal',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='withdrawals', to=settings.AUTH_USER_MODEL)),
                ('requested_at', models.DateTimeField(db_comment='earlier confirmations end', default=django.utils.timezone.now)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
        ),
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='profile', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('display_name', models.CharField(db_comment='the pen name under reviews; public', max_length=40)),
                ('name_skeleton', reviews_site.skeletons.SkeletonField(db_comment='what the name looks like', name_field='display_name')),
                ('birth_year', models.PositiveSmallIntegerField(db_comment='null: not given', null=True)),
                ('gender', models.CharField(choices=[('woman', 'Woman'), ('man', 'Man'), ('non-binary', 'Non-binary'), ('other', 'Another gender')], db_comment='null: prefers not to say', max_length=20, null=True)),
                ('region', models.CharField(choices=[('AT-1', 'Burgenland'), ('AT-2', 'Carinthia'), ('AT-3', 'Lower Austria'), ('AT-4', 'Upper Austria'), ('AT-5', 'Salzburg'), ('AT-6', 'Styria'), ('AT-7', 'Tyrol'), ('AT-8', 'Vorarlberg'), ('AT-9', 'Vienna'), ('elsewhere', 'Elsewhere')], db_comment='ISO 3166-2; null: not given', max_length=12, null=True)),
                ('languages', models.CharField(blank=True, db_comment='ISO 639-1, spaces between; empty: not given', max_length=24)),
                ('avatar_motif', models.CharField(blank=True, choices=[('apricot', 'Apricot'), ('basil', 'Basil'), ('dumpling', 'Dumpling'), ('fig', 'Fig'), ('ladle', 'Ladle'), ('mushroom', 'Mushroom'), ('plum', 'Plum'), ('pretzel', 'Pretzel'), ('radish', 'Radish'), ('spoon', 'Spoon'), ('teapot', 'Teapot'), ('walnut', 'Walnut')], db_comment='empty: from the name', max_length=10)),
                ('avatar_colour', models.CharField(blank=True, choices=[('tomato', 'Tomato'), ('saffron', 'Saffron'), ('olive', 'Olive'), ('sage', 'Sage'), ('sky', 'Sky'), ('lilac', 'Lilac')], db_comment='empty: from the name', max_length=10)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('display_name'), name='accounts_profile_name_unique'), models.UniqueConstraint(django.db.models.functions.text.Replace('name_skeleton', models.Value(' '), models.Value(''), output_field=models.TextField()), name='accounts_profile_skeleton_unique'), models.CheckConstraint(condition=models.Q(('name_skeleton', ''), _negated=True), name='accounts_profile_name_visible'), models.CheckConstraint(condition=models.Q(('display_name__regex', '^\\S(.*\\S)?$')), name='accounts_profile_name_trimmed'), models.CheckConstraint(condition=models.Q(('birth_year__isnull', True), ('birth_year__range', (1900, 2100)), _connector='OR'), name='accounts_profile_birth_year_range'), models.CheckConstraint(condition=models.Q(('gender__isnull', True), ('gender__in', ['woman', 'man', 'non-binary', 'other']), _connector='OR'), name='accounts_profile_gender_listed'), models.CheckConstraint(condition=models.Q(('region__isnull', True), ('region__in', ['AT-1', 'AT-2', 'AT-3', 'AT-4', 'AT-5', 'AT-6', 'AT-7', 'AT-8', 'AT-9', 'elsewhere']), _connector='OR'), name='accounts_profile_region_listed'), models.CheckConstraint(condition=models.Q(('languages__regex', '^([a-z]{2}( [a-z]{2}){0,7})?$')), name='accounts_profile_languages_coded'), models.CheckConstraint(condition=models.Q(('avatar_colour__in', ['', 'tomato', 'saffron', 'olive', 'sage', 'sky', 'lilac']), ('avatar_motif__in', ['', 'apricot', 'basil', 'dumpling', 'fig', 'ladle', 'mushroom', 'plum', 'pretzel', 'radish', 'spoon', 'teapot', 'walnut'])), name='accounts_profile_avatar_listed')],
            },
        ),
        migrations.CreateModel(
            name='VerificationStatus',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='verification_status', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('state', models.CharField(choices=[('not_started', 'Not started'), ('opening', 'Being opened'), ('open', 'Waiting for you'), ('pending', 'Being checked'), ('confirmed', 'Confirmed'), ('refused', 'Refused'), ('failed', 'Not finished'), ('expired', 'Expired'), ('withdrawn', 'Withdrawn'), ('transferred', 'Ended: the document now confirms another account')], max_length=12)),
                ('level', models.CharField(blank=True, choices=[('document', 'An identity document was checked')], max_length=12)),
                ('provider', models.CharField(max_length=20)),
                ('country', models.CharField(blank=True, db_comment='that issued the document, ISO 3166-1', max_length=2)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(db_comment='a confirmation is live until then', null=True)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('notified_at', models.DateTimeField(db_comment='when the person was mailed about the transfer', null=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('notified_at', None), ('state', 'transferred')), fields=['user'], name='accounts_status_unnotified')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'pending', 'confirmed', 'refused', 'failed', 'withdrawn', 'transferred'])), name='accounts_status_state_listed'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), models.Q(('confirmed_at__isnull', False), ('expires_at__gt', models.F('confirmed_at')), ('expires_at__isnull', False), ('level__in', ['document'])), _connector='OR'), name='accounts_status_confirmed_complete')],
            },
        ),
        migrations.CreateModel(
            name='ClaimAction',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('actor_id', models.UUIDField(db_comment='id of who acts, which the signature confirms')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('signature_kind', models.CharField(choices=[('code', 'A code of the authenticator app'), ('passkey', 'A passkey')], max_length=8)),
                ('signature', models.TextField(db_comment="HMAC of the action under a code, or a passkey's signature of it")),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('claim_id', models.UUIDField(db_comment='id of the claim; it leads to nobody once the account is gone')),
                ('step', models.CharField(choices=[('approve', 'You approve the claim'), ('refuse', 'You refuse the claim')], max_length=7)),
                ('reason', models.CharField(blank=True, db_comment='copied to the claim, then emptied', max_length=500)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('step__in', ['approve', 'refuse'])), name='accounts_claimaction_step_listed'), models.CheckConstraint(condition=models.Q(('step', 'approve'), models.Q(('reason', ''), _negated=True), ('signature', ''), _connector='OR'), name='accounts_claimaction_refused_for_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='SuggestionAction',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('actor_id', models.UUIDField(db_comment='id of who acts, which the signature confirms')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('signature_kind', models.CharField(choices=[('code', 'A code of the authenticator app'), ('passkey', 'A passkey')], max_length=8)),
                ('signature', models.TextField(db_comment="HMAC of the action under a code, or a passkey's signature of it")),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('suggestion_id', models.UUIDField(db_comment='id of the suggestion; it leads to nobody once the account is gone')),
                ('step', models.CharField(choices=[('accept', 'You accept the suggestion'), ('refuse', 'You refuse the suggestion')], max_length=6)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('step__in', ['accept', 'refuse'])), name='accounts_suggestionaction_step_listed')],
            },
        ),
        migrations.CreateModel(
            name='Elevation',
            fields=[
                ('id', models.UUIDField(db_comment='id of the request', editable=False, primary_key=True, serialize=False)),
                ('person_id', models.UUIDField(db_comment='id of who asked, and gets it')),
                ('role', models.CharField(max_length=40)),
                ('scope', models.CharField(max_length=20)),
                ('key', models.UUIDField(null=True)),
                ('minutes', models.PositiveIntegerField()),
                ('ticket', models.CharField(max_length=40)),
                ('is_break_glass', models.BooleanField(default=False)),
                ('takes_two', models.BooleanField(default=False)),
                ('approved_by', models.UUIDField(null=True)),
                ('second_approved_by', models.UUIDField(null=True)),
                ('approved_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('handled_at', models.DateTimeField(db_comment='when the worker made the login, or could not', null=True)),
                ('problem', models.CharField(blank=True, db_comment='why no login was made', max_length=200)),
                ('secret', models.BinaryField(null=True)),
                ('secret_taken_at', models.DateTimeField(null=True)),
                ('reviewed_by', models.UUIDField(null=True)),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('review_note', models.CharField(blank=True, max_length=300)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'indexes': [models.Index(fields=['person_id', 'approved_at'], name='accounts_elevation_by_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('approved_by', None), models.Q(('approved_by', models.F('person_id')), _negated=True), _connector='OR'), models.Q(('second_approved_by', None), models.Q(('second_approved_by', models.F('person_id')), _negated=True), _connector='OR'), models.Q(('reviewed_by', None), models.Q(('reviewed_by', models.F('person_id')), _negated=True), _connector='OR')), name='accounts_elevation_not_by_oneself'), models.CheckConstraint(condition=models.Q(models.Q(('approved_by', None), ('is_break_glass', True), ('second_approved_by', None)), models.Q(('approved_by__isnull', False), ('is_break_glass', False)), _connector='OR'), name='accounts_elevation_approved'), models.CheckConstraint(condition=models.Q(('is_break_glass', True), models.Q(('second_approved_by', None), ('takes_two', False)), models.Q(('second_approved_by__isnull', False), ('takes_two', True), models.Q(('second_approved_by', models.F('approved_by')), _negated=True)), _connector='OR'), name='accounts_elevation_by_two_people'), models.CheckConstraint(condition=models.Q(('minutes__gte', 15), models.Q(models.Q(('is_break_glass', False), ('minutes__lte', 240)), models.Q(('is_break_glass', True), ('minutes__lte', 15)), _connector='OR')), name='accounts_elevation_minutes')],
            },
        ),
        migrations.CreateModel(
            name='ElevationRequest',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('actor_id', models.UUIDField(db_comment='id of who acts, which the signature confirms')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('signature_kind', models.CharField(choices=[('code', 'A code of the authenticator app'), ('passkey', 'A passkey')], max_length=8)),
                ('signature', models.TextField(db_comment="HMAC of the action under a code, or a passkey's signature of it")),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('role', models.CharField(choices=[('data_scientist', 'data_scientist'), ('data_engineer', 'data_engineer'), ('security_engineer', 'security_engineer'), ('software_engineer', 'software_engineer'), ('marketing_analyst', 'marketing_analyst'), ('product_manager', 'product_manager'), ('executive', 'executive'), ('customer_support', 'customer_support')], max_length=40)),
                ('scope', models.CharField(choices=[('reviews', 'reviews'), ('demographics', 'demographics'), ('restaurant', 'restaurant'), ('person', 'person'), ('event', 'event')], max_length=20)),
                ('key', models.UUIDField(db_comment='id of the restaurant, person or event that it is about', null=True)),
                ('minutes', models.PositiveIntegerField()),
                ('is_break_glass', models.BooleanField(db_comment='nobody approves it, and everybody is told', default=False)),
                ('ticket', models.CharField(max_length=40)),
                ('reason', models.CharField(max_length=300)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ('data_scientist', 'data_engineer', 'security_engineer', 'software_engineer', 'marketing_analyst', 'product_manager', 'executive', 'customer_support'))), name='accounts_elevationrequest_role_listed'), models.CheckConstraint(condition=models.Q(('scope__in', ['reviews', 'demographics', 'restaurant', 'person', 'event'])), name='accounts_elevationrequest_scope_listed'), models.CheckConstraint(condition=models.Q(('minutes__gte', 15), ('minutes__lte', 240)), name='accounts_elevationrequest_minutes')],
            },
        ),
        migrations.CreateModel(
            name='ElevationDecision',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('actor_id', models.UUIDField(db_comment='id of who acts, which the signature confirms')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('signature_kind', models.CharField(choices=[('code', 'A code of the authenticator app'), ('passkey', 'A passkey')], max_length=8)),
                ('signature', models.TextField(db_comment="HMAC of the action under a code, or a passkey's signature of it")),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('step', models.CharField(choices=[('approve', 'You approve the elevation'), ('refuse', 'You refuse the elevation'), ('review', 'You have looked at what was read, and close the elevation')], max_length=8)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='accounts.elevationrequest')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('step__in', ['approve', 'refuse', 'review'])), name='accounts_elevationdecision_step_listed')],
            },
        ),
        migrations.CreateModel(
            name='HoneyToken',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(db_comment='as that of a real token', max_length=64)),
                ('place', models.CharField(db_comment='where it was put, so that an alert says what was read', max_length=100)),
                ('planted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('digest__regex', '^[0-9a-f]{64}$')), name='accounts_honeytoken_digest'), models.CheckConstraint(condition=models.Q(('place__regex', '\\S')), name='accounts_honeytoken_place')],
            },
        ),
        migrations.CreateModel(
            name='HoneyTokenUse',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('network', models.CharField(db_comment='the first 24 bits of an IPv4 address, or 48 of an IPv6 one', max_length=43)),
                ('used_on', models.DateField(db_comment='the day, in UTC')),
                ('used_at', models.DateTimeField()),
                ('handled_at', models.DateTimeField(db_comment='when the alert stood', null=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('token', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='accounts.honeytoken')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('handled_at', None)), fields=['id'], name='accounts_honeytokenuse_waiting')],
                'constraints': [models.UniqueConstraint(fields=('token', 'used_on', 'network'), name='accounts_honeytokenuse_cool_down')],
            },
        ),
    ]
