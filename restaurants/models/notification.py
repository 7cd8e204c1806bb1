"""Who follows a restaurant, what people are notified of, and how they want to be.

The worker `mail` makes notifications by a function of the database (`sql/default/notifications.sql`); `web` only marks
them as read. Row policies show each row to its owner only.
"""

from datetime import UTC, date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import IsNull
from django.utils import timezone

from restaurants.enums import NotificationChannel, NotificationKind
from restaurants.models.restaurant import Restaurant
from restaurants.models.review import Review
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField

_UTC_THERE = Func(
    F("time_zone"),
    Value(datetime(2026, 1, 1, tzinfo=UTC)),
    function="timezone",
    output_field=models.DateTimeField(),
)


class Follow(models.Model):
    """That somebody wants to know of a restaurant's new reviews."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="+", db_index=False)
    followed_at = models.DateTimeField(default=timezone.now)
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(Privacy.PERSONAL, regular="id followed_at home_region")

    class Meta:
        db_table_comment = "Who follows which restaurant. Nobody but themselves sees it."
        constraints = [models.UniqueConstraint(fields=["restaurant", "user"], name="restaurants_follow_once")]

    def __str__(self) -> str:
        return f"follow {self.pk}"


class NotificationChoice(models.Model):
    """How somebody wants to be notified of one kind; without a row it is in the page."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_choices", db_index=False
    )
    kind = models.CharField(max_length=20, choices=NotificationKind)
    channel = models.CharField(max_length=4, choices=NotificationChannel)
    version = models.PositiveIntegerField(
        default=1, db_comment="one more by each choice: a link in a mail ends the choice that it was sent for"
    )
    mailed_at = models.DateTimeField(null=True, db_comment="the last mail of this kind; at most one is sent a day")
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(Privacy.PERSONAL, regular="id version home_region")

    class Meta:
        db_table_comment = "What people chose to be notified of, and how."
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="restaurants_notificationchoice_once"),
            models.CheckConstraint(
                condition=Q(kind__in=NotificationKind.values, channel__in=NotificationChannel.values),
                name="restaurants_notificationchoice_listed",
            ),
        ]

    def __str__(self) -> str:
        return f"choice {self.pk}"


class QuietHours(models.Model):
    """When somebody gets no mail about notifications, by the clock of where they are; without a row, never.

    Mails that fall due then are sent when the hours end.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="quiet_hours"
    )
    starts = models.PositiveSmallIntegerField(db_comment="the hour of the day, 0 to 23")
    ends = models.PositiveSmallIntegerField(db_comment="the hour of the day, of the next one if it is the lower")
    time_zone = models.CharField(max_length=40, db_comment="IANA name")
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(Privacy.PERSONAL, regular="home_region")

    class Meta:
        db_table_comment = "When people are not mailed about notifications."
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__range=(0, 23), ends__range=(0, 23)) & ~Q(starts=F("ends")),
                name="restaurants_quiethours_hours",
            ),
            # PostgreSQL refuses a name that it does not know: the function that mails could not work with it.
            models.CheckConstraint(
                condition=IsNull(_UTC_THERE, False),
                name="restaurants_quiethours_time_zone",
            ),
        ]

    def __str__(self) -> str:
        return f"quiet hours {self.pk}"


class Notification(models.Model):
    """Something that happened at a restaurant, for one person. It goes with its review, or after 90 days."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False, db_comment="sorts by time")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications", db_index=False
    )
    kind = models.CharField(max_length=20, choices=NotificationKind)
    key = models.CharField(max_length=60, db_comment="what happened: the same is notified of once")
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="+")
    review = models.ForeignKey(
        Review, on_delete=models.CASCADE, null=True, related_name="+", db_comment="null: it is about no review"
    )
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, db_comment="null: not yet")
    waits_for_mail = models.BooleanField(default=False, db_comment="the next mail of this kind tells of it")
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(Privacy.PERSONAL, regular="id created_at read_at waits_for_mail home_region")

    class Meta:
        db_table_comment = "Notifications, each for one person. `web` makes none."
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "key"], name="restaurants_notification_once"),
            models.CheckConstraint(
                condition=Q(kind__in=NotificationKind.values), name="restaurants_notification_kind_listed"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="restaurants_notification_new"),
            models.Index(fields=["created_at"], name="restaurants_notification_age"),
            models.Index(
                fields=["user", "kind"],
                condition=Q(waits_for_mail=True),
                name="restaurants_notification_mail",
            ),
        ]

    @property
    def day(self) -> date:
        """The day that an alert about guests is of, which its key ends with."""
        return date.fromisoformat(self.key[-10:])

    def __str__(self) -> str:
        return f"notification {self.pk}"
