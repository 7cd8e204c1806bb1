"""The access log, in `governance`: who read what of the analytical store. The audit log has what people did."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

from analytics.access.enums import Kind
from reviews_site.audit.models import Member, Seal
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, Subject
from reviews_site.regions import HomeRegionField


class AccessEvent(models.Model):
    """Rows that somebody got to see. Never changed and never deleted: a trigger refuses both, from the owner too."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(default=timezone.now)
    who = models.CharField(max_length=100, db_comment="id of a person, or a login; no foreign key, on purpose")
    role = models.CharField(max_length=40, db_comment="company role, or what the person is on the site")
    process = models.CharField(max_length=20, db_comment="the process that read for them, and wrote this")
    relation = models.CharField(max_length=100, db_comment="with its schema, or its bucket")
    version = models.CharField(max_length=20, blank=True, db_comment="of the dataset, where it is one")
    columns = ArrayField(models.CharField(max_length=63))
    rows = models.PositiveBigIntegerField()
    subjects = models.PositiveBigIntegerField(null=True, db_comment="distinct people in the rows; null: not counted")
    purpose = models.CharField(max_length=200, db_comment="what it was read for")
    kind = models.CharField(max_length=10, default=Kind.READ)
    home_region = HomeRegionField()
    restaurant_id = models.UUIDField(null=True, db_comment="where rows of this one restaurant were read, and no others")
    marks = ArrayField(
        models.UUIDField(), null=True, db_comment="digests of what names the rows, see marks.py; null: not row by row"
    )

    whose: ClassVar[Subject] = Subject(
        "who",
        erased="kept",
        because="the log can't be changed; an id in it leads to nobody once the account is gone",
    )
    privacy: ClassVar[dict[str, Privacy]] = {
        "id": Privacy.REGULAR,
        "at": Privacy.REGULAR,
        "who": Privacy.PERSONAL,
        "role": Privacy.REGULAR,
        "process": Privacy.REGULAR,
        "relation": Privacy.REGULAR,
        "version": Privacy.REGULAR,
        "columns": Privacy.REGULAR,
        "rows": Privacy.REGULAR,
        "subjects": Privacy.REGULAR,
        "purpose": Privacy.PERSONAL,
        "kind": Privacy.REGULAR,
        "home_region": Privacy.REGULAR,
        "restaurant_id": Privacy.PUBLIC,
        "marks": Privacy.PSEUDONYMOUS,
    }

    class Meta:
        db_table = '"governance"."access_event"'
        # The last three answer whose rows an event touched, from the person's side: by row, by restaurant, as a whole.
        indexes = [
            models.Index(fields=["relation", "id"], name="access_event_relation"),
            GinIndex(fields=["marks"], name="access_event_marks"),
            models.Index(
                fields=["restaurant_id", "id"], name="access_event_restaurant", condition=Q(restaurant_id__isnull=False)
            ),
            models.Index(
                fields=["id"], name="access_event_whole", condition=Q(restaurant_id__isnull=True, marks__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(name="access_event_kind_listed", condition=Q(kind__in=[kind.value for kind in Kind]))
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.relation} at {self.at:%Y-%m-%d %H:%M}"


class AccessSeal(Seal):
    """A seal of the access log."""

    class Meta:
        db_table = '"governance"."access_seal"'


class AccessMember(Member):
    """A row of the access log in its batch."""

    class Meta:
        db_table = '"governance"."access_member"'
        constraints = [models.UniqueConstraint(fields=["number", "position"], name="access_member_place_once")]
