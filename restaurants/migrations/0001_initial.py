import datetime

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.math
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
import restaurants.models.review
import reviews_site.ids
import reviews_site.regions
import reviews_site.skeletons
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='CuisineCount',
            fields=[
                ('cuisine', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('restaurants', models.IntegerField(db_comment='how many listings have it')),
            ],
            options={
                'db_table_comment': 'Numbers of restaurants by cuisine, counted by triggers; web may only read.',
            },
        ),
        migrations.CreateModel(
            name='Restaurant',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(db_comment='folded name and town; browsing is in its order', db_index=False, max_length=120)),
                ('name', models.CharField(max_length=200)),
                ('name_skeleton', reviews_site.skeletons.SkeletonField(db_comment='what the name looks like: no pen name may look like it', name_field='name')),
                ('cuisines', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, db_comment='normalised keys, such as latin_american', default=list, size=None)),
                ('street', models.CharField(blank=True, max_length=200)),
                ('postcode', models.CharField(blank=True, max_length=16)),
                ('town', models.CharField(blank=True, max_length=100)),
                ('region', models.CharField(blank=True, max_length=100)),
                ('country', models.CharField(blank=True, db_comment='ISO 3166-1, or empty', max_length=2)),
                ('latitude', models.FloatField(blank=True, db_comment='degrees north, WGS 84', null=True)),
                ('longitude', models.FloatField(blank=True, db_comment='degrees east, WGS 84', null=True)),
                ('phone', models.CharField(blank=True, max_length=60)),
                ('website', models.URLField(blank=True, db_comment='http or https only', max_length=500)),
                ('time_zone', models.CharField(blank=True, db_comment='IANA name; empty where it is not known', max_length=40)),
                ('opening_hours', models.CharField(blank=True, db_comment='as OpenStreetMap writes them', max_length=500)),
                ('open_quarters', models.BinaryField(db_comment='a bit for each quarter of an hour of a usual week from Monday, local time', max_length=84, null=True)),
                ('wheelchair', models.CharField(blank=True, choices=[('yes', 'Wheelchair accessible'), ('limited', 'Partly wheelchair accessible'), ('no', 'Not wheelchair accessible'), ('', 'Not known')], max_length=8)),
                ('source', models.CharField(db_comment='the listing that it came from', max_length=60)),
                ('source_ref', models.CharField(db_comment='its name within that listing', max_length=250)),
                ('licence', models.CharField(choices=[('odbl-osm', 'Open Database Licence, OpenStreetMap contributors'), ('cc-by-linz', 'Creative Commons BY 3.0, Stadt Linz'), ('own', 'Our own entry')], db_comment='under what terms it came to us', max_length=12)),
                ('name_words', models.TextField(db_comment='words of the name, folded to plain lower case, for search')),
                ('cuisine_words', models.TextField(blank=True, db_comment='words of the cuisines, folded', default='')),
                ('dish_words', models.TextField(blank=True, db_comment="words of the menu's dishes, folded", default='')),
                ('place_words', models.TextField(blank=True, db_comment='words of town and street, folded', default='')),
                ('search', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('name_words', config='simple', weight='A'), '||', django.contrib.postgres.search.SearchVector('cuisine_words', config='simple', weight='B'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector('dish_words', config='simple', weight='C'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector('place_words', config='simple', weight='D'), django.contrib.postgres.search.SearchConfig('simple')), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('listing_search', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('name_words', config='simple', weight='A'), '||', django.contrib.postgres.search.SearchVector('cuisine_words', config='simple', weight='B'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector('place_words', config='simple', weight='D'), django.contrib.postgres.search.SearchConfig('simple')), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'db_table_comment': 'Places to eat, as listed. Written by imports; web may only read.',
                'permissions': [('view_dashboard', "Can open the restaurant's dashboard"), ('change_page', "Can change the restaurant's profile, hours, menu and gallery"), ('reply_to_reviews', 'Can reply to reviews of the restaurant'), ('enter_guest_numbers', "Can enter the restaurant's guest numbers"), ('manage_team', "Can invite people to the restaurant's team, change their roles and remove them")],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='restaurants_search'), django.contrib.postgres.indexes.GinIndex(fields=['cuisines'], name='restaurants_cuisines'), django.contrib.postgres.indexes.GistIndex(models.Func(models.F('longitude'), django.db.models.functions.math.Degrees(django.db.models.functions.math.Ln(django.db.models.functions.math.Tan(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.functions.math.Pi(), '/', models.Value(4)), '+', django.db.models.expressions.CombinedExpression(django.db.models.functions.math.Radians(django.db.models.functions.comparison.Greatest(django.db.models.functions.comparison.Least(models.F('latitude'), 85.06), -85.06)), '/', models.Value(2)))))), function='point', output_field=models.TextField()), name='restaurants_position'), models.Index(django.db.models.functions.text.Replace('name_skeleton', models.Value(' '), models.Value(''), output_field=models.TextField()), name='restaurants_name_skeleton'), models.Index(fields=['id'], include=('cuisines', 'wheelchair', 'time_zone', 'open_quarters'), name='restaurants_filtered')],
                'constraints': [models.UniqueConstraint(fields=('slug',), name='restaurants_restaurant_slug_unique'), models.UniqueConstraint(fields=('source', 'source_ref'), name='restaurants_restaurant_source_unique'), models.CheckConstraint(condition=models.Q(('name__regex', '\\S')), name='restaurants_restaurant_named'), models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__isnull', False), ('longitude__range', (-180, 180))), _connector='OR'), name='restaurants_restaurant_on_earth'), models.CheckConstraint(condition=models.Q(('website', ''), ('website__regex', '^https?://'), _connector='OR'), name='restaurants_restaurant_website_http'), models.CheckConstraint(condition=models.Q(('wheelchair__in', ['yes', 'limited', 'no', ''])), name='restaurants_restaurant_wheelchair_listed'), models.CheckConstraint(condition=models.Q(('licence__in', ['odbl-osm', 'cc-by-linz', 'own'])), name='restaurants_restaurant_licence_listed')],
            },
        ),
        migrations.CreateModel(
            name='NotificationChoice',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notification_choices', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(choices=[('new_review', 'New reviews of restaurants that you follow'), ('photo_published', 'Your photos are published'), ('photo_refused', 'A photo of yours is not shown'), ('receipt_decided', 'There is an answer to your receipt'), ('helpful', 'Somebody found your review helpful'), ('reply', 'A restaurant replied to your review'), ('team_review', 'New reviews of your restaurant'), ('rating_drop', 'Your restaurant’s ratings fall'), ('review_burst', 'Unusually many reviews of your restaurant')], max_length=20)),
                ('channel', models.CharField(choices=[('page', 'On this page'), ('mail', 'On this page and by e-mail'), ('none', 'Not at all')], max_length=4)),
                ('version', models.PositiveIntegerField(db_comment='one more by each choice: a link in a mail ends the choice that it was sent for', default=1)),
                ('mailed_at', models.DateTimeField(db_comment='the last mail of this kind; at most one is sent a day', null=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table_comment': 'What people chose to be notified of, and how.',
                'constraints': [models.UniqueConstraint(fields=('user', 'kind'), name='restaurants_notificationchoice_once'), models.CheckConstraint(condition=models.Q(('channel__in', ['page', 'mail', 'none']), ('kind__in', ['new_review', 'photo_published', 'photo_refused', 'receipt_decided', 'helpful', 'reply', 'team_review', 'rating_drop', 'review_burst'])), name='restaurants_notificationchoice_listed')],
            },
        ),
        migrations.CreateModel(
            name='QuietHours',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='quiet_hours', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('starts', models.PositiveSmallIntegerField(db_comment='the hour of the day, 0 to 23')),
                ('ends', models.PositiveSmallIntegerField(db_comment='the hour of the day, of the next one if it is the lower')),
                ('time_zone', models.CharField(db_comment='IANA name', max_length=40)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table_comment': 'When people are not mailed about notifications.',
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__range', (0, 23)), ('starts__range', (0, 23)), models.Q(('starts', models.F('ends')), _negated=True)), name='restaurants_quiethours_hours'), models.CheckConstraint(condition=django.db.models.lookups.IsNull(models.Func(models.F('time_zone'), models.Value(datetime.datetime(2026, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), function='timezone', output_field=models.DateTimeField()), False), name='restaurants_quiethours_time_zone')],
            },
        ),
        migrations.CreateModel(
            name='PageVersion',
            fields=[
                ('bucket', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('version', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'db_table_comment': 'Moved by triggers on whatever the public pages show; the key of remembered pages.',
                'constraints': [models.CheckConstraint(condition=models.Q(('bucket__lt', 256)), name='restaurants_pageversion_bucket_is_a_byte')],
            },
        ),
        migrations.CreateModel(
            name='PhotoDeletion',
            fields=[
                ('id', models.UUIDField(db_comment='of the photo that was', editable=False, primary_key=True, serialize=False)),
                ('token', models.CharField(blank=True, max_length=32)),
                ('deleted_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'db_table_comment': 'Files to delete: of rows that went, by a trigger; of photos that were blurred, by media.',
            },
        ),
        migrations.CreateModel(
            name='Dish',
            fields=[
                ('recent_weight', models.FloatField(db_comment='what its reviews weigh, relative to 1 January 2020', default=0)),
                ('recent_stars', models.FloatField(db_comment='sum of their stars, each times its weight', default=0)),
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', models.TextField(db_comment='the words of its name, folded')),
                ('name', models.TextField(db_comment='as the menu has it')),
                ('price', models.TextField(db_comment="as the menu has it, in the menu's currency")),
                ('phrases', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), db_comment='words that name it and nothing else on the menu', default=list, size=None)),
                ('count', models.PositiveIntegerField(db_comment='how many reviews', default=0)),
                ('total', models.PositiveIntegerField(db_comment='sum of their stars', default=0)),
                ('restaurant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='dishes', to='restaurants.restaurant')),
            ],
            options={
                'db_table_comment': 'Dishes of menus and their popularity. Written by triggers on menus and reviews alone.',
                'indexes': [models.Index(condition=models.Q(('count__gte', 5)), fields=['restaurant'], include=('id', 'recent_weight', 'recent_stars'), name='restaurants_dish_popular')],
                'constraints': [models.UniqueConstraint(fields=('restaurant', 'key'), name='restaurants_dish_once')],
            },
        ),
        migrations.CreateModel(
            name='DishDay',
            fields=[
                ('pk', models.CompositePrimaryKey('dish_id', 'day', blank=True, editable=False, primary_key=True, serialize=False)),
                ('dish', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='days', to='restaurants.dish')),
                ('day', models.DateField()),
                ('count', models.PositiveIntegerField()),
                ('total', models.PositiveIntegerField(db_comment='sum of the stars')),
            ],
            options={
                'db_table_comment': 'How many reviews of a day name a dish, so that one day weighs no more than five reviews.',
            },
        ),
        migrations.CreateModel(
            name='RatingDay',
            fields=[
                ('pk', models.CompositePrimaryKey('restaurant_id', 'day', blank=True, editable=False, primary_key=True, serialize=False)),
                ('restaurant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rating_days', to='restaurants.restaurant')),
                ('day', models.DateField()),
                ('count', models.PositiveIntegerField()),
                ('total', models.PositiveIntegerField(db_comment='sum of the stars')),
            ],
            options={
                'db_table_comment': 'How many reviews were posted on a day, so that one day weighs no more than five reviews.',
            },
        ),
        migrations.CreateModel(
            name='RestaurantGroupObjectPermission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.group')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='restaurants.restaurant')),
            ],
            options={
                'db_table_comment': 'Object permissions of groups on restaurants; web may only read.',
                'constraints': [models.UniqueConstraint(fields=('group', 'permission', 'content_object'), name='restaurants_group_permission_once')],
            },
        ),
        migrations.CreateModel(
            name='RestaurantUserObjectPermission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='restaurants.restaurant')),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table_comment': 'Object permissions of people on restaurants; web may only read.',
                'constraints': [models.UniqueConstraint(fields=('user', 'permission', 'content_object'), name='restaurants_user_permission_once')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.UUIDField(db_comment='sorts by time of posting', default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('restaurant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='restaurants.restaurant')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to=settings.AUTH_USER_MODEL)),
                ('rating', models.PositiveSmallIntegerField(db_comment='stars, 1 to 5')),
                ('food', restaurants.models.review.AspectField(blank=True, db_comment='stars, 1 to 5; null: not rated', null=True)),
                ('service', restaurants.models.review.AspectField(blank=True, db_comment='stars, 1 to 5; null: not rated', null=True)),
                ('value', restaurants.models.review.AspectField(blank=True, db_comment='stars, 1 to 5; null: not rated', null=True)),
                ('ambience', restaurants.models.review.AspectField(blank=True, db_comment='stars, 1 to 5; null: not rated', null=True)),
                ('text', models.TextField(db_comment='plain text as written; escaped when shown')),
                ('language', models.CharField(blank=True, db_comment='ISO 639-1 as guessed, or empty', max_length=3)),
                ('visited_on', models.DateField()),
                ('posted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('version', models.PositiveSmallIntegerField(db_comment='1 as posted, one more by each edit', db_default=1, default=1)),
                ('edited_at', models.DateTimeField(blank=True, db_comment='when it was last edited; null: it is as posted', null=True)),
                ('helpful_count', models.PositiveIntegerField(db_comment='votes; a trigger counts them', db_default=0, default=0)),
                ('visit_confirmed_by', models.CharField(blank=True, choices=[('table_code', 'a table code'), ('receipt', 'a receipt')], db_default='', default='', max_length=10)),
                ('visit_confirmed_in', models.DateField(blank=True, db_comment='the month, as its first day', null=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table_comment': 'One per person and restaurant, by confirmed people only (trigger).',
                'indexes': [models.Index(fields=['restaurant', '-id'], name='restaurants_review_newest'), models.Index(fields=['restaurant', 'rating', '-id'], name='restaurants_review_by_stars'), models.Index(models.F('restaurant'), models.OrderBy(django.db.models.functions.text.Concat(django.db.models.functions.text.LPad(django.db.models.functions.comparison.Cast('helpful_count', models.CharField()), 9, models.Value('0')), models.Value(' '), django.db.models.functions.comparison.Cast('id', models.CharField()), output_field=models.CharField()), descending=True), name='restaurants_review_helpful'), models.Index(condition=models.Q(('visit_confirmed_by', ''), _negated=True), fields=['restaurant', '-id'], name='restaurants_review_visited')],
                'constraints': [models.UniqueConstraint(fields=('restaurant', 'author'), name='restaurants_review_once'), models.CheckConstraint(condition=models.Q(('rating__range', (1, 5))), name='restaurants_review_rating_1_to_5'), models.CheckConstraint(condition=models.Q(('food__range', (1, 5))), name='restaurants_review_food_1_to_5'), models.CheckConstraint(condition=models.Q(('service__range', (1, 5))), name='restaurants_review_service_1_to_5'), models.CheckConstraint(condition=models.Q(('value__range', (1, 5))), name='restaurants_review_value_1_to_5'), models.CheckConstraint(condition=models.Q(('ambience__range', (1, 5))), name='restaurants_review_ambience_1_to_5'), models.CheckConstraint(condition=models.Q(('text__length__range', (20, 5000))), name='restaurants_review_text_length'), models.CheckConstraint(condition=models.Q(('language__regex', '^([a-z]{2,3})?$')), name='restaurants_review_language_code'), models.CheckConstraint(condition=models.Q(models.Q(('visit_confirmed_by', ''), ('visit_confirmed_in__isnull', True)), models.Q(('visit_confirmed_by__in', ['table_code', 'receipt']), ('visit_confirmed_in__isnull', False)), _connector='OR'), name='restaurants_review_visit_confirmed_by')],
            },
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.UUIDField(db_comment='sorts by time', default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(choices=[('new_review', 'New reviews of restaurants that you follow'), ('photo_published', 'Your photos are published'), ('photo_refused', 'A photo of yours is not shown'), ('receipt_decided', 'There is an answer to your receipt'), ('helpful', 'Somebody found your review helpful'), ('reply', 'A restaurant replied to your review'), ('team_review', 'New reviews of your restaurant'), ('rating_drop', 'Your restaurant’s ratings fall'), ('review_burst', 'Unusually many reviews of your restaurant')], max_length=20)),
                ('key', models.CharField(db_comment='what happened: the same is notified of once', max_length=60)),
                ('restaurant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='restaurants.restaurant')),
                ('review', models.ForeignKey(db_comment='null: it is about no review', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='restaurants.review')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('read_at', models.DateTimeField(db_comment='null: not yet', null=True)),
                ('waits_for_mail', models.BooleanField(db_comment='the next mail of this kind tells of it', default=False)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table_comment': 'Notifications, each for one person. `web` makes none.',
                'indexes': [models.Index(fields=['user', '-id'], name='restaurants_notification_new'), models.Index(fields=['created_at'], name='restaurants_notification_age'), models.Index(condition=models.Q(('waits_for_mail', True)), fields=['user', 'kind'], name='restaurants_notification_mail')],
                'constraints': [models.UniqueConstraint(fields=('user', 'kind', 'key'), name='restaurants_notification_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['new_review', 'photo_published', 'photo_refused', 'receipt_decided', 'helpful', 'reply', 'team_review', 'rating_drop', 'review_burst'])), name='restaurants_notification_kind_listed')],
            },
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.UUIDField(db_comment='sorts by time; names the original', default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('review', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='restaurants.review')),
                ('restaurant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='restaurants.restaurant')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to=settings.AUTH_USER_MODEL)),
                ('state', models.CharField(choices=[('waiting', 'Being prepared'), ('published', 'On the page'), ('unchecked', 'Not checked for faces'), ('blurring', 'Being blurred'), ('duplicate', 'Waits until one of us looks at it'), ('refused', 'Not taken'), ('removed', 'Removed')], db_default='waiting', max_length=9)),
                ('reason', models.CharField(db_comment='why it is not shown, in words for its author', db_default='', max_length=200)),
                ('sha256', models.CharField(db_comment='of the file as it was sent: sent again, it is the same photo', max_length=64)),
                ('alt', models.CharField(blank=True, db_comment="what it shows, in the author's words", max_length=200)),
                ('token', models.CharField(db_comment='names its published files, and is made from them', max_length=32, null=True)),
                ('width', models.PositiveSmallIntegerField(db_comment='pixels of the largest published file', db_default=0)),
                ('height', models.PositiveSmallIntegerField(db_default=0)),
                ('thumbhash', models.CharField(db_comment='placeholder, in hexadecimal digits', db_default='', max_length=64)),
                ('phash', models.BigIntegerField(db_comment='perceptual hash; copies differ in eight bits at most', null=True)),
                ('blur', models.CharField(db_comment='cells to make unrecognizable, a bit each, in hexadecimal digits', db_default='', max_length=72)),
                ('faces', models.CharField(db_comment='cells where faces were found, while their author may still uncover them', db_default='', max_length=72)),
                ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('decided_at', models.DateTimeField(db_comment='when a copy was released or refused', null=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table_comment': 'Photos of reviews; web adds and removes them, and publishes none.',
                'indexes': [models.Index(fields=['review', 'id'], name='restaurants_photo_of_review'), models.Index(condition=models.Q(('state', 'published')), fields=['restaurant', '-id'], name='restaurants_photo_shown'), models.Index(condition=models.Q(('state__in', ['waiting', 'blurring'])), fields=['id'], name='restaurants_photo_waiting'), models.Index(condition=models.Q(('faces', ''), _negated=True), fields=['added_at'], name='restaurants_photo_unblurred'), models.Index(condition=models.Q(('state', 'unchecked')), fields=['added_at'], name='restaurants_photo_unchecked'), models.Index(condition=models.Q(('state', 'duplicate')), fields=['id'], name='restaurants_photo_compared'), models.Index(condition=models.Q(('decided_at__isnull', False)), fields=['decided_at'], name='restaurants_photo_decided')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'removed'), _negated=True), fields=('review', 'sha256'), name='restaurants_photo_once'), models.UniqueConstraint(fields=('token',), name='restaurants_photo_token_unique'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'published', 'unchecked', 'blurring', 'duplicate', 'refused', 'removed'])), name='restaurants_photo_state_listed'), models.CheckConstraint(condition=models.Q(('state', 'removed'), models.Q(('state__in', ['published', 'unchecked', 'blurring', 'duplicate']), ('token__isnull', False)), models.Q(models.Q(('state__in', ['published', 'unchecked', 'blurring', 'duplicate']), _negated=True), ('token__isnull', True)), _connector='OR'), name='restaurants_photo_published_has_files'), models.CheckConstraint(condition=models.Q(('faces', ''), ('token__isnull', False), _connector='OR'), name='restaurants_photo_faces_of_files')],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.UUIDField(db_comment='names what was sent', default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('review', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='restaurants.review')),
                ('restaurant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='restaurants.restaurant')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to=settings.AUTH_USER_MODEL)),
                ('visited_on', models.DateField(db_comment='as the review said when it was sent')),
                ('state', models.CharField(choices=[('sent', 'We have your receipt. Nobody has looked at it yet.'), ('waiting', 'Your receipt waits until one of us looks at it.'), ('confirmed', 'Your receipt confirmed your visit, and is deleted.'), ('unreadable', 'Your receipt could not be read, and is deleted. You can send a better photo.'), ('refused', 'Your receipt did not show this visit, and is deleted.'), ('expired', 'Nobody looked at your receipt in time, so it is deleted. We are sorry. You can send it again.')], db_default='sent', max_length=10)),
                ('token', models.CharField(db_comment='names the sealed picture, while there is one', max_length=32, null=True)),
                ('sent_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('decided_at', models.DateTimeField(null=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table_comment': "Receipts for reviews; web reads no picture, and which review is whose the console doesn't.",
                'indexes': [models.Index(fields=['review', '-id'], name='restaurants_receipt_of_review'), models.Index(condition=models.Q(('state__in', ('sent', 'waiting'))), fields=['id'], name='restaurants_receipt_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('sent', 'waiting'))), fields=('review',), name='restaurants_receipt_one_open'), models.CheckConstraint(condition=models.Q(('state__in', ['sent', 'waiting', 'confirmed', 'unreadable', 'refused', 'expired'])), name='restaurants_receipt_state_listed'), models.CheckConstraint(condition=models.Q(('token__isnull', True), ('state', 'waiting'), _connector='OR'), name='restaurants_receipt_picture_waits')],
            },
        ),
        migrations.CreateModel(
            name='ReviewDraft',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='review_drafts', to=settings.AUTH_USER_MODEL)),
                ('restaurant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='restaurants.restaurant')),
                ('rating', restaurants.models.review.AspectField(blank=True, db_comment='stars, 1 to 5; null: not rated', null=True)),
                ('food', restaurants.models.review.AspectField(blank=True, db_comment='stars, 1 to 5; null: not rated', null=True)),
                ('service', restaurants.models.review.AspectField(blank=True, db_comment='stars, 1 to 5; null: not rated', null=True)),
                ('value', restaurants.models.review.AspectField(blank=True, db_comment='stars, 1 to 5; null: not rated', null=True)),
                ('ambience', restaurants.models.review.AspectField(blank=True, db_comment='stars, 1 to 5; null: not rated', null=True)),
                ('text', models.TextField(blank=True, db_comment='as it was typed')),
                ('visited_on', models.DateField(blank=True, null=True)),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table_comment': 'Reviews that were begun and not posted. Nobody but their writers sees them.',
                'indexes': [models.Index(fields=['saved_at'], name='restaurants_reviewdraft_age')],
                'constraints': [models.UniqueConstraint(fields=('user', 'restaurant'), name='restaurants_reviewdraft_once'), models.CheckConstraint(condition=models.Q(('text__length__lte', 20000)), name='restaurants_reviewdraft_text_length')],
            },
        ),
        migrations.CreateModel(
            name='ReviewVersion',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('review', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='restaurants.review')),
                ('version', models.PositiveSmallIntegerField()),
                ('rating', models.PositiveSmallIntegerField(db_comment='stars, 1 to 5')),
                ('food', restaurants.models.review.AspectField(blank=True, db_comment='stars, 1 to 5; null: not rated', null=True)),
                ('service', restaurants.models.review.AspectField(blank=True, db_comment='stars, 1 to 5; null: not rated', null=True)),
                ('value', restaurants.models.review.AspectField(blank=True, db_comment='stars, 1 to 5; null: not rated', null=True)),
                ('ambience', restaurants.models.review.AspectField(blank=True, db_comment='stars, 1 to 5; null: not rated', null=True)),
                ('text', models.TextField(db_comment='as review.text')),
                ('language', models.CharField(blank=True, max_length=3)),
                ('visited_on', models.DateField()),
                ('written_at', models.DateTimeField(db_comment='when it was posted or edited into this')),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table_comment': 'The public history of edited reviews. `web` may only read it.',
                'constraints': [models.UniqueConstraint(fields=('review', 'version'), name='restaurants_reviewversion_once')],
            },
        ),
        migrations.CreateModel(
            name='SavedList',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='saved_lists', to=settings.AUTH_USER_MODEL)),
                ('name', models.CharField(db_comment='as its owner calls it; nobody else sees it', max_length=60)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table_comment': 'Lists of saved restaurants. Nobody but their owners sees them.',
                'constraints': [models.UniqueConstraint(fields=('user', 'name'), name='restaurants_savedlist_named_once'), models.CheckConstraint(condition=models.Q(('name__regex', '\\S')), name='restaurants_savedlist_named')],
            },
        ),
        migrations.CreateModel(
            name='SavedPlace',
            fields=[
                ('id', models.UUIDField(db_comment='sorts by time of saving', default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('saved_list', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='places', to='restaurants.savedlist')),
                ('restaurant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='restaurants.restaurant')),
                ('note', models.CharField(blank=True, db_comment='plain text; nobody else sees it', max_length=200)),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table_comment': "Restaurants in lists, with notes. Nobody but the lists' owners sees them.",
                'constraints': [models.UniqueConstraint(fields=('saved_list', 'restaurant'), name='restaurants_savedplace_once')],
            },
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.TextField(primary_key=True, serialize=False)),
                ('uses', models.PositiveIntegerField(db_comment='in how many restaurants it stands')),
            ],
            options={
                'db_table_comment': 'Words of listings and menus, counted by triggers; web may only read.',
            },
        ),
        migrations.CreateModel(
            name='TableCode',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('restaurant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='table_codes', to='restaurants.restaurant')),
                ('digest', models.CharField(db_comment='BLAKE2b of the code, which is 128 random bits', max_length=64, unique=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('used_on', models.DateField(blank=True, db_comment='the day; null: not used yet', null=True)),
            ],
            options={
                'db_table_comment': 'One-time codes that confirm a visit; made by an operator, used through a function alone.',
            },
        ),
        migrations.CreateModel(
            name='VisitCount',
            fields=[
                ('pk', models.CompositePrimaryKey('restaurant_id', 'day', blank=True, editable=False, primary_key=True, serialize=False)),
                ('restaurant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='visit_counts', to='restaurants.restaurant')),
                ('day', models.DateField()),
                ('visitors', models.PositiveIntegerField()),
                ('purchases', models.PositiveIntegerField(db_comment='bills that were paid; null where not counted', null=True)),
                ('counted_at', models.DateTimeField(db_comment='when the owner entered it', default=django.utils.timezone.now)),
            ],
            options={
                'db_table_comment': 'Visitors and purchases per restaurant and day, written by owners.',
                'constraints': [models.CheckConstraint(condition=models.Q(('visitors__range', (0, 20000))), name='restaurants_visitcount_visitors_plausible'), models.CheckConstraint(condition=models.Q(('purchases__isnull', True), ('purchases__range', (0, 20000)), _connector='OR'), name='restaurants_visitcount_purchases_plausible')],
            },
        ),
        migrations.CreateModel(
            name='WithdrawnReview',
            fields=[
                ('id', models.UUIDField(db_comment='the id that the review had', primary_key=True, serialize=False)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='withdrawn_reviews', to=settings.AUTH_USER_MODEL)),
                ('restaurant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='restaurants.restaurant')),
                ('posted_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table_comment': 'Reviews that their authors took back, without a word of them.',
            },
        ),
        migrations.CreateModel(
            name='Follow',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follows', to=settings.AUTH_USER_MODEL)),
                ('restaurant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='restaurants.restaurant')),
                ('followed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table_comment': 'Who follows which restaurant. Nobody but themselves sees it.',
                'constraints': [models.UniqueConstraint(fields=('restaurant', 'user'), name='restaurants_follow_once')],
            },
        ),
        migrations.CreateModel(
            name='HelpfulVote',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('review', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='helpful_votes', to='restaurants.review')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='helpful_votes', to=settings.AUTH_USER_MODEL)),
                ('voted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table_comment': "One per person and review, by confirmed people, never of their own or their place's.",
                'constraints': [models.UniqueConstraint(fields=('review', 'user'), name='restaurants_helpfulvote_once')],
            },
        ),
        migrations.CreateModel(
            name='MapLine',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(db_comment='the file that it came from; importing that again replaces it', max_length=60)),
                ('kind', models.CharField(choices=[('park', 'Park'), ('water', 'Lake'), ('river', 'River'), ('path', 'Path'), ('street', 'Street'), ('road', 'Main road'), ('rail', 'Railway')], max_length=8)),
                ('name', models.CharField(blank=True, max_length=100)),
                ('licence', models.CharField(choices=[('odbl-osm', 'Open Database Licence, OpenStreetMap contributors'), ('cc-by-linz', 'Creative Commons BY 3.0, Stadt Linz'), ('own', 'Our own entry')], db_comment='under what terms it came to us', max_length=12)),
                ('path', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), db_comment='longitude and latitude of each point in turn: lon, lat, lon, lat and so on', size=None)),
                ('west', models.FloatField()),
                ('south', models.FloatField()),
                ('east', models.FloatField()),
                ('north', models.FloatField()),
            ],
            options={
                'db_table_comment': 'The base map, from files of OpenStreetMap or of the demo town; web may only read.',
                'indexes': [django.contrib.postgres.indexes.GistIndex(models.Func(models.Func(models.F('west'), models.F('south'), function='point', output_field=models.TextField()), models.Func(models.F('east'), models.F('north'), function='point', output_field=models.TextField()), function='box', output_field=models.TextField()), name='restaurants_mapline_box')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['park', 'water', 'river', 'path', 'street', 'road', 'rail'])), name='restaurants_mapline_kind_listed'), models.CheckConstraint(condition=models.Q(('licence__in', ['odbl-osm', 'cc-by-linz', 'own'])), name='restaurants_mapline_licence_listed'), models.CheckConstraint(condition=models.Q(('path__len__gte', 4), ('path__len__lte', 4000)), name='restaurants_mapline_path_of_2_to_2000_points')],
            },
        ),
        migrations.CreateModel(
            name='RestaurantRating',
            fields=[
                ('restaurant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='rating', serialize=False, to='restaurants.restaurant')),
                ('count', models.PositiveIntegerField(db_comment='how many reviews', default=0)),
                ('total', models.PositiveIntegerField(db_comment='sum of their stars', default=0)),
                ('stars_1', models.PositiveIntegerField(default=0)),
                ('stars_2', models.PositiveIntegerField(default=0)),
                ('stars_3', models.PositiveIntegerField(default=0)),
                ('stars_4', models.PositiveIntegerField(default=0)),
                ('stars_5', models.PositiveIntegerField(default=0)),
                ('recent_weight', models.FloatField(db_comment='what its reviews weigh, relative to 1 January 2020', default=0)),
                ('recent_stars', models.FloatField(db_comment='sum of their stars, each times its weight', default=0)),
                ('lower_bound', models.GeneratedField(db_comment='the lower end of the interval of its rating; 0 without reviews', db_persist=True, expression=models.Func(output_field=models.FloatField(), template='CASE WHEN count = 0 THEN 0 ELSE GREATEST(1, (total::double precision / count) - 1.96 * sqrt(GREATEST(0, stars_1 + 4 * stars_2 + 9 * stars_3 + 16 * stars_4 + 25 * stars_5 + 55 - 2 * (total::double precision / count) * (total + 15) + (total::double precision / count) * (total::double precision / count) * (count + 5)) / (count + 5) / count)) END'), output_field=models.FloatField())),
                ('food_count', models.PositiveIntegerField(default=0)),
                ('food_total', models.PositiveIntegerField(default=0)),
                ('service_count', models.PositiveIntegerField(default=0)),
                ('service_total', models.PositiveIntegerField(default=0)),
                ('value_count', models.PositiveIntegerField(default=0)),
                ('value_total', models.PositiveIntegerField(default=0)),
                ('ambience_count', models.PositiveIntegerField(default=0)),
                ('ambience_total', models.PositiveIntegerField(default=0)),
            ],
            options={
                'db_table_comment': 'Counted incrementally; `web` may update it and nothing else of a restaurant.',
                'indexes': [models.Index(fields=['-count', 'restaurant'], name='restaurants_rating_most'), models.Index(fields=['-lower_bound', 'restaurant'], name='restaurants_rating_lower')],
                'constraints': [models.CheckConstraint(condition=models.Q(('count', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('stars_1'), '+', models.F('stars_2')), '+', models.F('stars_3')), '+', models.F('stars_4')), '+', models.F('stars_5')))), name='restaurants_rating_count_adds_up'), models.CheckConstraint(condition=models.Q(('total', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('stars_1'), '+', django.db.models.expressions.CombinedExpression(models.Value(2), '*', models.F('stars_2'))), '+', django.db.models.expressions.CombinedExpression(models.Value(3), '*', models.F('stars_3'))), '+', django.db.models.expressions.CombinedExpression(models.Value(4), '*', models.F('stars_4'))), '+', django.db.models.expressions.CombinedExpression(models.Value(5), '*', models.F('stars_5'))))), name='restaurants_rating_total_adds_up'), models.CheckConstraint(condition=models.Q(('food_count__lte', models.F('count')), ('food_total__gte', models.F('food_count')), ('food_total__lte', django.db.models.expressions.CombinedExpression(models.F('food_count'), '*', models.Value(5)))), name='restaurants_rating_food_1_to_5'), models.CheckConstraint(condition=models.Q(('service_count__lte', models.F('count')), ('service_total__gte', models.F('service_count')), ('service_total__lte', django.db.models.expressions.CombinedExpression(models.F('service_count'), '*', models.Value(5)))), name='restaurants_rating_service_1_to_5'), models.CheckConstraint(condition=models.Q(('value_count__lte', models.F('count')), ('value_total__gte', models.F('value_count')), ('value_total__lte', django.db.models.expressions.CombinedExpression(models.F('value_count'), '*', models.Value(5)))), name='restaurants_rating_value_1_to_5'), models.CheckConstraint(condition=models.Q(('ambience_count__lte', models.F('count')), ('ambience_total__gte', models.F('ambience_count')), ('ambience_total__lte', django.db.models.expressions.CombinedExpression(models.F('ambience_count'), '*', models.Value(5)))), name='restaurants_rating_ambience_1_to_5')],
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('review', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='reply', serialize=False, to='restaurants.review')),
                ('text', models.TextField(db_comment='plain text as written; escaped when shown')),
                ('language', models.CharField(blank=True, db_comment='ISO 639-1 as guessed, or empty', max_length=3)),
                ('state', models.CharField(choices=[('published', 'On the page'), ('on_hold', 'Not shown, because it may reveal the guest'), ('waiting', 'Waits until one of us reads it'), ('refused', 'One of us read it and did not show it')], max_length=10)),
                ('details', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('name', 'a name other than the pen name'), ('phone', 'a phone number'), ('email', 'an e-mail address'), ('booking', 'the number of a booking or a bill'), ('room', 'the number of a room'), ('table', 'a table together with a day or a time')], max_length=10), db_comment='what it may reveal of the guest', default=list, size=None)),
                ('version', models.PositiveSmallIntegerField(db_comment='1 as first written, one more by each new text')),
                ('written_at', models.DateTimeField(db_comment='when it got this text')),
                ('posted_at', models.DateTimeField(db_comment='when a text was first on the page; null: none was', null=True)),
                ('decided_at', models.DateTimeField(db_comment='when customer support read it; null: it did not', null=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('restaurant', models.ForeignKey(db_comment="the review's", on_delete=django.db.models.deletion.CASCADE, related_name='+', to='restaurants.restaurant')),
            ],
            options={
                'db_table_comment': 'Replies of restaurants, one a review. `web` sees published ones, and those of whom it acts for.',
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['written_at'], name='restaurants_reply_waiting'), models.Index(fields=['posted_at'], name='restaurants_reply_posted_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text__length__range', (2, 2000))), name='restaurants_reply_text_length'), models.CheckConstraint(condition=models.Q(('state__in', ['published', 'on_hold', 'waiting', 'refused'])), name='restaurants_reply_state_listed'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('posted_at__isnull', False), _connector='OR'), name='restaurants_reply_posted')],
            },
        ),
        migrations.CreateModel(
            name='ReplyVersion',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveSmallIntegerField()),
                ('text', models.TextField(db_comment='as reply.text')),
                ('language', models.CharField(blank=True, max_length=3)),
                ('written_at', models.DateTimeField(db_comment='when it got this text')),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('review', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reply_versions', to='restaurants.review')),
            ],
            options={
                'db_table_comment': 'The public history of replies that were edited. `web` may only read it.',
                'constraints': [models.UniqueConstraint(fields=('review', 'version'), name='restaurants_replyversion_once')],
            },
        ),
        migrations.CreateModel(
            name='ReplyTemplate',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(db_comment='by which the team finds it', max_length=60)),
                ('text', models.TextField(db_comment='plain text, of no guest in particular')),
                ('restaurant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reply_templates', to='restaurants.restaurant')),
            ],
            options={
                'db_table_comment': 'Texts that restaurants start replies from. `web` sees those of the teams that it acts for.',
                'constraints': [models.CheckConstraint(condition=models.Q(('text__length__range', (2, 2000))), name='restaurants_replytemplate_text_length'), models.CheckConstraint(condition=models.Q(('title__regex', '\\S')), name='restaurants_replytemplate_titled')],
            },
        ),
        migrations.CreateModel(
            name='MenuDraft',
            fields=[
                ('restaurant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='menu_draft', serialize=False, to='restaurants.restaurant')),
                ('version', models.PositiveIntegerField(db_comment='one more by each change: two who write at once are told apart')),
                ('price_level', models.PositiveSmallIntegerField(db_comment='1 to 4, cheap to dear, beside others of its cuisine')),
                ('currency', models.CharField(db_comment='ISO 4217', max_length=3)),
                ('sections', models.JSONField(db_comment='titles, and dishes with price, description, allergens, diet and availability; see restaurants/menus')),
                ('language', models.CharField(blank=True, db_comment='ISO 639-1 code; empty: not known, and guessed', default='', max_length=3)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'db_table_comment': "Menus that are not published yet, for the restaurant's team alone.",
                'constraints': [models.CheckConstraint(condition=models.Q(('price_level__range', (1, 4))), name='restaurants_menudraft_price_level_1_to_4'), models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='restaurants_menudraft_currency_code')],
            },
        ),
        migrations.CreateModel(
            name='MenuVersion',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField()),
                ('price_level', models.PositiveSmallIntegerField(db_comment='1 to 4, cheap to dear, beside others of its cuisine')),
                ('currency', models.CharField(db_comment='ISO 4217', max_length=3)),
                ('sections', models.JSONField(db_comment='titles, and dishes with price, description, allergens, diet and availability; see restaurants/menus')),
                ('language', models.CharField(blank=True, db_comment='ISO 639-1 code; empty: not known', default='', max_length=3)),
                ('published_at', models.DateTimeField()),
                ('restaurant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='menu_versions', to='restaurants.restaurant')),
            ],
            options={
                'db_table_comment': 'Earlier menus. Written by a trigger alone.',
                'constraints': [models.UniqueConstraint(fields=('restaurant', 'version'), name='restaurants_menuversion_once')],
            },
        ),
        migrations.CreateModel(
            name='Menu',
            fields=[
                ('restaurant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='menu', serialize=False, to='restaurants.restaurant')),
                ('price_level', models.PositiveSmallIntegerField(db_comment='1 to 4, cheap to dear, beside others of its cuisine')),
                ('currency', models.CharField(db_comment='ISO 4217', default='EUR', max_length=3)),
                ('sections', models.JSONField(db_comment='titles, and dishes with price, description, allergens, diet and availability; see restaurants/menus')),
                ('diets', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), db_comment='diets of dishes other than drinks', default=list, size=None)),
                ('allergen_sets', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), db_comment='the different allergens of dishes other than drinks', default=list, size=None)),
                ('language', models.CharField(blank=True, db_comment='ISO 639-1 code; empty: not known', default='', max_length=3)),
                ('updated_at', models.DateTimeField(db_comment='when it was published', default=django.utils.timezone.now)),
                ('version', models.PositiveIntegerField(db_comment='1 as it was first, one more by each change', db_default=1, default=1)),
            ],
            options={
                'db_table_comment': 'Menus, one a restaurant at most; web may only read.',
                'constraints': [models.CheckConstraint(condition=models.Q(('price_level__range', (1, 4))), name='restaurants_menu_price_level_1_to_4'), models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='restaurants_menu_currency_code')],
            },
        ),
        migrations.CreateModel(
            name='TeamEvent',
            fields=[
                ('id', models.UUIDField(db_comment='sorts by time', default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('action', models.CharField(choices=[('invited', 'invited'), ('confirmed', 'confirmed the invitation of'), ('revoked', 'revoked the invitation of'), ('joined', 'joined the team'), ('granted', 'named'), ('changed', 'changed the role of'), ('removed', 'removed'), ('left', 'left the team'), ('till_made', 'connected a till'), ('till_renewed', 'renewed the secret of a till'), ('till_revoked', 'revoked a till'), ('cards', 'printed cards for guests')], max_length=12)),
                ('role', models.CharField(blank=True, choices=[('owner', 'Owner'), ('manager', 'Manager'), ('analyst', 'Analyst')], max_length=8)),
                ('whom', models.CharField(blank=True, db_comment='the address it was done to, masked', max_length=254)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('mailed_at', models.DateTimeField(db_comment='when the owners were mailed', null=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('restaurant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='restaurants.restaurant')),
                ('user', models.ForeignKey(db_comment='who did it; null: the company', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='team_events', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table_comment': "Who did what in a restaurant's team, for a year; web may only read.",
                'indexes': [models.Index(fields=['restaurant', '-id'], name='restaurants_teamevent_new'), models.Index(condition=models.Q(('mailed_at', None)), fields=['id'], name='restaurants_teamevent_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('action__in', ['invited', 'confirmed', 'revoked', 'joined', 'granted', 'changed', 'removed', 'left', 'till_made', 'till_renewed', 'till_revoked', 'cards'])), name='restaurants_teamevent_action_listed')],
            },
        ),
        migrations.CreateModel(
            name='TeamInvitation',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('invited_by', models.UUIDField(db_comment='the account of an owner')),
                ('address', models.EmailField(db_comment='who is invited', max_length=254)),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('manager', 'Manager'), ('analyst', 'Analyst')], max_length=8)),
                ('digest', models.CharField(db_comment='SHA-256 of the secret in the last mail, 122 random bits; null: that mail is due', max_length=64, null=True, unique=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('confirmed_at', models.DateTimeField(db_comment='null: whoever invites an owner has to confirm it by a mail to themselves', null=True)),
                ('expires_at', models.DateTimeField()),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('restaurant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='restaurants.restaurant')),
            ],
            options={
                'db_table_comment': 'Invitations to teams that wait for an answer; web may only read.',
                'constraints': [models.UniqueConstraint(fields=('restaurant', 'address'), name='restaurants_teaminvitation_once'), models.CheckConstraint(condition=models.Q(('role__in', ['owner', 'manager', 'analyst'])), name='restaurants_teaminvitation_role_listed')],
            },
        ),
        migrations.CreateModel(
            name='TeamMember',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('manager', 'Manager'), ('analyst', 'Analyst')], max_length=8)),
                ('joined_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('left_at', models.DateTimeField(db_comment='null: still on the team; the row goes a year later', null=True)),
                ('address_changed_at', models.DateTimeField(db_comment='when their e-mail address last changed; soon after that they name no owner', null=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('restaurant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='team', to='restaurants.restaurant')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='team_memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table_comment': 'Who works with which restaurant, or did within a year; web may only read.',
                'indexes': [models.Index(fields=['restaurant', 'user'], name='restaurants_teammember_of')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('left_at', None)), fields=('restaurant', 'user'), name='restaurants_teammember_once'), models.CheckConstraint(condition=models.Q(('role__in', ['owner', 'manager', 'analyst'])), name='restaurants_teammember_role_listed')],
            },
        ),
        migrations.CreateModel(
            name='TeamEdit',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('menu', 'The menu'), ('profile', 'The profile')], max_length=10)),
                ('version', models.PositiveIntegerField(db_comment='which version of it they published')),
                ('edited_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('restaurant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='team_edits', to='restaurants.restaurant')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='team_edits', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table_comment': "Who of a restaurant's team published what, for that team. Written by functions alone.",
                'constraints': [models.UniqueConstraint(fields=('restaurant', 'kind', 'version'), name='restaurants_teamedit_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['menu', 'profile'])), name='restaurants_teamedit_kind_listed')],
            },
        ),
        migrations.CreateModel(
            name='PageProfile',
            fields=[
                ('version', models.PositiveIntegerField(db_comment='1 at first, one more by each change; 0: the listing before it')),
                ('description', models.TextField(blank=True, db_comment='plain text as written; escaped when shown')),
                ('language', models.CharField(blank=True, db_comment='ISO 639-1 as guessed, or empty', max_length=3)),
                ('phone', models.CharField(blank=True, max_length=60)),
                ('website', models.URLField(blank=True, db_comment='http or https only', max_length=500)),
                ('wheelchair', models.CharField(blank=True, choices=[('yes', 'Wheelchair accessible'), ('limited', 'Partly wheelchair accessible'), ('no', 'Not wheelchair accessible'), ('', 'Not known')], max_length=8)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('restaurant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='page_profile', serialize=False, to='restaurants.restaurant')),
            ],
            options={
                'db_table_comment': "What restaurants' teams say of them. Written by a function alone.",
                'constraints': [models.CheckConstraint(condition=models.Q(('description__length__lte', 1000)), name='restaurants_pageprofile_length'), models.CheckConstraint(condition=models.Q(('website', ''), ('website__regex', '^https?://'), _connector='OR'), name='restaurants_pageprofile_website_http'), models.CheckConstraint(condition=models.Q(('wheelchair__in', ['yes', 'limited', 'no', ''])), name='restaurants_pageprofile_wheelchair_listed')],
            },
        ),
        migrations.CreateModel(
            name='ProfileVersion',
            fields=[
                ('version', models.PositiveIntegerField(db_comment='1 at first, one more by each change; 0: the listing before it')),
                ('description', models.TextField(blank=True, db_comment='plain text as written; escaped when shown')),
                ('language', models.CharField(blank=True, db_comment='ISO 639-1 as guessed, or empty', max_length=3)),
                ('phone', models.CharField(blank=True, max_length=60)),
                ('website', models.URLField(blank=True, db_comment='http or https only', max_length=500)),
                ('wheelchair', models.CharField(blank=True, choices=[('yes', 'Wheelchair accessible'), ('limited', 'Partly wheelchair accessible'), ('no', 'Not wheelchair accessible'), ('', 'Not known')], max_length=8)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('restaurant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='profile_versions', to='restaurants.restaurant')),
            ],
            options={
                'db_table_comment': 'Earlier profiles, the listing before the first of them. Written by a trigger alone.',
                'constraints': [models.UniqueConstraint(fields=('restaurant', 'version'), name='restaurants_profileversion_once')],
            },
        ),
        migrations.CreateModel(
            name='Till',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(db_comment='as the team calls it', max_length=60)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('revoked_at', models.DateTimeField(null=True)),
                ('new_secret', models.TextField(blank=True, db_comment='a secret as the team was shown it, for the seconds until `tills` sealed it', default='')),
                ('secret', models.BinaryField(db_comment='sealed under a key of the worker `tills` alone', null=True)),
                ('previous_secret', models.BinaryField(db_comment='the one before, sealed', null=True)),
                ('previous_until', models.DateTimeField(db_comment='until when messages may be signed with the one before', null=True)),
                ('restaurant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tills', to='restaurants.restaurant')),
            ],
            options={
                'db_table_comment': 'Where tills of restaurants send; web reads no secret.',
                'indexes': [models.Index(condition=models.Q(('new_secret', ''), _negated=True), fields=['id'], name='restaurants_till_unsealed')],
                'constraints': [models.CheckConstraint(condition=models.Q(('name__regex', '\\S')), name='restaurants_till_named')],
            },
        ),
        migrations.CreateModel(
            name='TillMessage',
            fields=[
                ('id', models.UUIDField(db_comment='sorts by time', default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('message_id', models.CharField(db_comment='the header webhook-id', max_length=120)),
                ('sent_at', models.BigIntegerField(db_comment='the header webhook-timestamp, seconds since 1970')),
                ('signatures', models.TextField(db_comment='the header webhook-signature')),
                ('body', models.TextField(db_comment='empty once it was looked at')),
                ('digest', models.BinaryField(db_comment='SHA-256 of what was sent: the same once more is not kept')),
                ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('outcome', models.CharField(choices=[('waiting', 'Waits to be verified'), ('accepted', 'Accepted'), ('unreadable', 'Signed, but can’t be read'), ('other', 'Signed, and about something else'), ('forged', 'Refused: not signed with this till’s secret'), ('late', 'Refused: signed more than five minutes before or after it came'), ('replayed', 'Refused: its id was used before')], default='waiting', max_length=10)),
                ('days', models.PositiveSmallIntegerField(db_comment='how many days were new or corrected', null=True)),
                ('problem', models.CharField(blank=True, db_comment='what is wrong with what was signed, a sentence', max_length=300)),
                ('till', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='restaurants.till')),
            ],
            options={
                'db_table_comment': 'Messages of tills; kept for 30 days without their bodies.',
                'indexes': [models.Index(fields=['till', '-id'], name='restaurants_till_newest'), models.Index(condition=models.Q(('outcome', 'waiting')), fields=['till'], name='restaurants_till_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['waiting', 'accepted', 'unreadable', 'other', 'forged', 'late', 'replayed'])), name='restaurants_till_outcome_listed'), models.UniqueConstraint(fields=('till', 'digest'), name='restaurants_till_message_once'), models.UniqueConstraint(condition=models.Q(('outcome__in', ['accepted', 'unreadable', 'other'])), fields=('till', 'message_id'), name='restaurants_till_id_once')],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.UUIDField(db_comment='sorts within a transaction', default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('transaction', models.PositiveBigIntegerField(db_comment='the number of the transaction: once all before it have ended, no line comes before this one')),
                ('kind', models.CharField(choices=[('restaurant_listed', 'a restaurant is new'), ('restaurant_changed', 'its listing, profile or menu says something else'), ('restaurant_removed', 'a restaurant is gone'), ('review_posted', 'a review is new'), ('review_edited', 'a review says something else, or its visit was confirmed'), ('review_removed', 'a review is gone'), ('reply_posted', 'the restaurant replied'), ('reply_edited', 'the reply says something else'), ('reply_removed', 'the reply is gone')], max_length=20)),
                ('slug', models.CharField(db_comment="the restaurant's, which never changes", max_length=120)),
                ('review_id', models.UUIDField(db_comment='null: it is about the restaurant', null=True)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'db_table_comment': 'What changed of restaurants and reviews within a month. Written by triggers alone.',
                'indexes': [models.Index(fields=['transaction', 'id'], name='restaurants_change_in_order'), models.Index(fields=['changed_at'], name='restaurants_change_by_time')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['restaurant_listed', 'restaurant_changed', 'restaurant_removed', 'review_posted', 'review_edited', 'review_removed', 'reply_posted', 'reply_edited', 'reply_removed'])), name='restaurants_change_kind_listed')],
            },
        ),
    ]
