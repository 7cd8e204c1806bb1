"""The access log, which says who read what of the analytical store; elevations; statements that people wrote."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from analytics.access.enums import AccessKind, StatementOutcome
from reviews_site.audit.models import LoginField, Seal, SealMember
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class AccessEvent(models.Model):
    """Rows that somebody read. A trigger refuses changes and deletions, also by the owner of the table."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    reader_id = models.CharField(max_length=100, db_comment="id of a person, or a login; no foreign key, on purpose")
    role = models.CharField(max_length=40, db_comment="company role, or what the person is on the site")
    login = LoginField()
    relation = models.CharField(max_length=100, db_comment="with its schema, or its bucket")
    version = models.CharField(max_length=20, blank=True, db_comment="of the dataset, where it is one")
    columns = ArrayField(models.CharField(max_length=63))
    rows = models.PositiveBigIntegerField()
    subjects = models.PositiveBigIntegerField(null=True, db_comment="distinct people in the rows; null: not counted")
    purpose = models.CharField(max_length=200, db_comment="what it was read for")
    kind = models.CharField(max_length=10, default=AccessKind.READ)
    home_region = HomeRegionField()
    restaurant_id = models.UUIDField(null=True, db_comment="where rows of this one restaurant were read, and no others")
    row_fingerprints = ArrayField(
        models.UUIDField(),
        null=True,
        db_comment="digests of what names the rows; null: not row by row",
    )

    data_subject = SubjectPath(
        "reader_id",
        erased="kept",
        reason="the log can't be changed; an id in it leads to nobody once the account is gone",
        not_exported="its readers are the company's people, whom a security engineer answers",
    )
    privacy = classified(
        Privacy.PERSONAL,
        public="restaurant_id",
        regular="id created_at role login relation version columns rows subjects kind home_region",
        pseudonymous="row_fingerprints",
    )

    class Meta:
        db_table = '"governance"."access_event"'
        # The last three find the events with rows of one person: by row, by restaurant, by whole relation.
        indexes = [
            models.Index(fields=["relation", "id"], name="access_event_relation"),
            # What people of the company read lately, which the watcher on leaks counts. Rows come in the order of time.
            BrinIndex(fields=["created_at"], name="access_event_time"),
            models.Index(fields=["reader_id", "created_at"], name="access_event_reader", condition=~Q(role="process")),
            GinIndex(fields=["row_fingerprints"], name="access_event_fingerprints"),
            models.Index(
                fields=["restaurant_id", "id"], name="access_event_restaurant", condition=Q(restaurant_id__isnull=False)
            ),
            models.Index(
                fields=["id"],
                name="access_event_whole",
                condition=Q(restaurant_id__isnull=True, row_fingerprints__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="access_event_kind_listed", condition=Q(kind__in=[kind.value for kind in AccessKind])
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.relation} at {self.created_at:%Y-%m-%d %H:%M}"


class AccessSeal(Seal):
    """A seal of the access log."""

    class Meta:
        db_table = '"governance"."access_seal"'


class AccessSealMember(SealMember):
    """A row of the access log in its batch."""

    class Meta:
        db_table = '"governance"."access_seal_member"'
        constraints = [models.UniqueConstraint(fields=["number", "position"], name="access_seal_member_place_once")]


class Elevation(models.Model):
    """A login that one person has for a limited time. Functions of the database alone write it (ADR 36)."""

    id = models.UUIDField(primary_key=True, editable=False, db_comment="id of the request, in the transactional store")
    login = models.CharField(max_length=40, unique=True)
    reader_id = models.CharField(max_length=100, db_comment="id of the person")
    role = models.CharField(max_length=40)
    scope = models.CharField(max_length=20)
    key = models.UUIDField(null=True, db_comment="the one restaurant, person or event that it is about")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_comment="in each of its row policies too")
    stopped_at = models.DateTimeField(null=True, db_comment="when somebody ended it early")
    stopped_by = models.CharField(max_length=100, blank=True)
    seen_at = models.DateTimeField(db_comment="the latest time that an enforcer saw; a clock that goes back ends it")
    ended_at = models.DateTimeField(null=True, db_comment="when the login was gone")
    ended_by = models.CharField(max_length=63, blank=True, db_comment="the login of the enforcer that dropped it")
    home_region = HomeRegionField()

    data_subject = SubjectPath(
        "reader_id",
        erased="kept",
        reason="it says who could read more than their role; an id leads to nobody once the account is gone",
        not_exported="its readers are the company's people, whom a security engineer answers",
    )
    privacy = classified(
        Privacy.PERSONAL,
        regular="id login role scope begins_at ends_at stopped_at seen_at ended_at ended_by home_region",
        pseudonymous="key",
    )

    class Meta:
        db_table = '"governance"."elevation"'
        indexes = [models.Index(fields=["ends_at"], name="elevation_live", condition=Q(ended_at=None))]
        constraints = [
            models.CheckConstraint(name="elevation_ends", condition=Q(ends_at__gt=models.F("begins_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.login} until {self.ends_at:%Y-%m-%d %H:%M}"


class SqlStatement(models.Model):
    """A statement that somebody of the company wrote at the console. It may name people, so it is deleted soon."""

    id = models.UUIDField(
        primary_key=True, default=uuid7, editable=False, db_comment="also in the purpose of its lines in the access log"
    )
    created_at = models.DateTimeField(db_default=Now())
    reader_id = models.CharField(max_length=100, db_comment="id of the person; no foreign key, on purpose")
    role = models.CharField(max_length=40, db_comment="company role under whose login it ran")
    elevation = models.CharField(
        max_length=15, blank=True, default="", db_comment="login of the elevation under which it ran instead"
    )
    statement = models.TextField(db_comment="as it was written")
    outcome = models.CharField(max_length=10)
    problem = models.CharField(max_length=300, blank=True, db_comment="why it was refused or failed; no value of a row")
    rows = models.PositiveIntegerField()
    milliseconds = models.PositiveIntegerField()
    home_region = HomeRegionField()

    data_subject = SubjectPath(
        "reader_id",
        erased="kept",
        reason="it is deleted after thirty days, and an id leads to nobody once the account is gone",
        not_exported="its writers are the company's people, whom a security engineer answers",
    )
    privacy = classified(
        Privacy.PERSONAL,
        regular="id created_at role elevation outcome rows milliseconds home_region",
    )

    class Meta:
        db_table = '"governance"."sql_statement"'
        indexes = [
            models.Index(fields=["reader_id", "-id"], name="sql_statement_reader"),
            models.Index(fields=["elevation", "-id"], condition=~Q(elevation=""), name="sql_statement_elevation"),
        ]
        constraints = [
            models.CheckConstraint(
                name="sql_statement_outcome_listed",
                condition=Q(outcome__in=[outcome.value for outcome in StatementOutcome]),
            )
        ]

    def __str__(self) -> str:
        return f"statement {self.id}, {self.outcome}"


class SavedStatement(models.Model):
    """A statement that somebody keeps under a name. One that names a person is not kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reader_id = models.CharField(max_length=100, db_comment="id of the person; no foreign key, on purpose")
    role = models.CharField(max_length=40, db_comment="company role under whose login it is to run")
    name = models.CharField(max_length=60)
    statement = models.TextField(db_comment="without ids, addresses and phone numbers")
    home_region = HomeRegionField()

    data_subject = SubjectPath(
        "reader_id",
        erased="kept",
        reason="it is a tool of the company, and an id leads to nobody once the account is gone",
        not_exported="its writers are the company's people, whom a security engineer answers",
    )
    privacy = classified(Privacy.PERSONAL, regular="id role home_region")

    class Meta:
        db_table = '"governance"."saved_statement"'
        constraints = [models.UniqueConstraint(fields=["reader_id", "name"], name="saved_statement_name_once")]

    def __str__(self) -> str:
        return f"saved statement {self.id}"


class DownloadCount(models.Model):
    """Rows that somebody downloaded under a role on a day. A function of the database alone writes it."""

    pk = models.CompositePrimaryKey("reader_id", "role", "day")
    reader_id = models.CharField(max_length=100, db_comment="id of the person; no foreign key, on purpose")
    role = models.CharField(max_length=40)
    day = models.DateField(db_comment="in UTC")
    rows = models.PositiveIntegerField()
    home_region = HomeRegionField()

    data_subject = SubjectPath(
        "reader_id",
        erased="kept",
        reason="it is deleted after thirty days, and an id leads to nobody once the account is gone",
        not_exported="its readers are the company's people, whom a security engineer answers",
    )
    privacy = classified(Privacy.PERSONAL, regular="role day rows home_region")

    class Meta:
        db_table = '"governance"."download_count"'

    def __str__(self) -> str:
        return f"{self.rows} rows on {self.day}"


class NoisyCell(models.Model):
    """A number with its noise, for a month: asked for again, it is the same."""

    pk = models.CompositePrimaryKey("version", "measure", "cell")
    version = models.CharField(max_length=7, db_comment="the month")
    measure = models.CharField(max_length=20)
    cell = models.CharField(max_length=200, db_comment="dimensions with their values, in order")
    value = models.BigIntegerField(db_comment="with noise; the exact number is kept nowhere")

    privacy = classified(Privacy.PUBLIC)

    class Meta:
        db_table = '"governance"."noisy_cell"'

    def __str__(self) -> str:
        return f"{self.measure} of {self.cell}"


class PrivacySpent(models.Model):
    """What a role spent in a month. A function of the database alone writes it."""

    pk = models.CompositePrimaryKey("version", "role")
    version = models.CharField(max_length=7, db_comment="the month")
    role = models.CharField(max_length=40)
    spent = models.PositiveIntegerField(db_comment="thousandths of the privacy loss epsilon")

    privacy = classified(Privacy.REGULAR)

    class Meta:
        db_table = '"governance"."privacy_spent"'

    def __str__(self) -> str:
        return f"{self.spent} by {self.role} in {self.version}"
