"""Rows that hold nobody, and the alerts that are raised. Functions of the database alone write both."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from analytics.leaks.enums import WORDS_OF_RULES, AlertState, Rule
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField

MAX_NOTE_LENGTH = 1000


class HoneyRow(models.Model):
    """One of the ids of a honey row, as a fingerprint. No login reads it: whoever can, knows what not to read."""

    fingerprint = models.UUIDField(primary_key=True, editable=False)
    token = models.UUIDField(db_comment="the same for all ids of one row")
    relation = models.CharField(max_length=100)
    planted_at = models.DateTimeField(db_default=Now())
    home_region = HomeRegionField()

    privacy = classified(Privacy.REGULAR)

    class Meta:
        db_table = '"governance"."honey_row"'

    def __str__(self) -> str:
        return f"honey in {self.relation}"


class LeakAlert(models.Model):
    """What was found of one reader, of a file or a mail, of an artefact that was refused, or of honey that was used."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(db_default=Now())
    rule = models.CharField(max_length=20)
    reader_id = models.CharField(max_length=100, db_comment="as in the access log; of honey that was used: the network")
    role = models.CharField(max_length=40)
    login = models.CharField(max_length=63)
    relation = models.CharField(
        max_length=100, db_comment="of an artefact: model and release; of what was to leave: where it is from"
    )
    detail = models.CharField(
        max_length=500, blank=True, db_default="", db_comment="why an artefact was refused, or what was to leave"
    )
    read_at = models.DateTimeField()
    event_id = models.UUIDField(db_comment="of the access log; the alert's own id where no read is behind it")
    token = models.UUIDField(null=True, db_comment="of the honey row, which names nobody; null: another rule")
    stopped = models.PositiveSmallIntegerField(db_comment="elevations of the reader that it ended")
    handled_at = models.DateTimeField(null=True, db_comment="when sessions were ended, and mails written")
    state = models.CharField(max_length=10, choices=AlertState.choices, default=AlertState.OPEN)
    note = models.CharField(max_length=MAX_NOTE_LENGTH, blank=True)
    triaged_by = models.CharField(max_length=100, blank=True, db_comment="id of a person")
    triaged_at = models.DateTimeField(null=True)
    home_region = HomeRegionField()

    data_subject = SubjectPath(
        "reader_id",
        erased="kept",
        reason="as the access log that it is from; an id in it leads to nobody once the account is gone",
        not_exported="its readers are the company's people, whom a security engineer answers",
    )
    privacy = classified(
        Privacy.PERSONAL,
        regular="id created_at rule role login relation detail read_at event_id token stopped handled_at state "
        "triaged_at home_region",
    )

    class Meta:
        db_table = '"governance"."leak_alert"'
        indexes = [
            models.Index(fields=["reader_id", "login", "token", "read_at"], name="leak_alert_cool_down"),
            models.Index(fields=["id"], name="leak_alert_unhandled", condition=Q(handled_at=None)),
        ]
        constraints = [
            models.CheckConstraint(name="leak_alert_rule_listed", condition=Q(rule__in=[rule.value for rule in Rule])),
            models.CheckConstraint(name="leak_alert_state_listed", condition=Q(state__in=AlertState.values)),
        ]

    def __str__(self) -> str:
        return f"{self.rule} at {self.read_at:%Y-%m-%d %H:%M}"

    @property
    def words(self) -> str:
        """What the rule found, for people."""
        return WORDS_OF_RULES[Rule(self.rule)]

    @property
    def is_certain(self) -> bool:
        """Whether the reader was stopped."""
        return Rule(self.rule).is_certain

    @property
    def is_of_artefact(self) -> bool:
        """Whether it is about a model's artefact, and about nobody's reading."""
        return self.rule == Rule.ARTEFACT

    @property
    def is_of_use(self) -> bool:
        """Whether somebody used what belongs to nobody, of whom the network alone is known."""
        return self.rule == Rule.HONEY_USE

    @property
    def is_outgoing(self) -> bool:
        """Whether it is about a file or a mail that was to leave."""
        return self.rule == Rule.OUTGOING


class CarriedAccess(models.Model):
    """A line of the audit log that is in the access log too, for an hour: so that none is carried twice."""

    event = models.UUIDField(primary_key=True, editable=False, db_comment="its id; no foreign key: another store")
    made_at = models.DateTimeField(db_index=True, db_comment="when the line was written there")
    home_region = HomeRegionField()

    privacy = classified(Privacy.REGULAR)

    class Meta:
        db_table = '"governance"."carried_access"'

    def __str__(self) -> str:
        return f"line {self.event} of the audit log"


class ReadingHour(models.Model):
    """How much one person of the company read in one hour: what `HourOfReading` counts. It names nobody else."""

    pk = models.CompositePrimaryKey("reader_id", "starts_at")
    reader_id = models.CharField(max_length=100, db_comment="as in the access log")
    starts_at = models.DateTimeField()
    role = models.CharField(max_length=40)
    in_hour = models.FloatField(db_comment="weighted distinct rows of people")
    in_day = models.FloatField(db_comment="the same from midnight on, UTC")
    in_month = models.FloatField(db_comment="the same of 30 days")
    in_hour_new = models.FloatField(db_comment="those of the hour that were not read in the 30 days before")
    relations = ArrayField(models.CharField(max_length=100))
    home_region = HomeRegionField()

    data_subject = SubjectPath(
        "reader_id",
        erased="kept",
        reason="as the access log that it is from; it goes after 400 days",
        not_exported="its readers are the company's people, whom a security engineer answers",
    )
    privacy = classified(
        Privacy.PERSONAL, regular="starts_at role in_hour in_day in_month in_hour_new relations home_region"
    )

    class Meta:
        db_table = '"governance"."reading_hour"'

    def __str__(self) -> str:
        return f"{self.role} at {self.starts_at:%Y-%m-%d %H}"
