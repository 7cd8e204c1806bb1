"""What a restaurant answers to a review, and what it answered before.

Functions of the database write both (`sql/default/replies.sql`), for somebody of the team who may reply. Who wrote a
reply stands in the audit log and nowhere else: it is the restaurant that answers.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from restaurants.enums import GuestDetail, ReplyState
from restaurants.models.restaurant import Restaurant
from restaurants.models.review import Review
from restaurants.rules import MAX_REPLY_LENGTH, MAX_TEMPLATE_TITLE_LENGTH, MIN_REPLY_LENGTH
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class Reply(models.Model):
    """The one reply to a review. It is shown while it is published, and goes with its review."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, primary_key=True, related_name="reply")
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="+", db_comment="the review's")
    text = models.TextField(db_comment="plain text as written; escaped when shown")
    language = models.CharField(max_length=3, blank=True, db_comment="ISO 639-1 as guessed, or empty")
    state = models.CharField(max_length=10, choices=ReplyState)
    details = ArrayField(
        models.CharField(max_length=10, choices=GuestDetail), default=list, db_comment="what it may reveal of the guest"
    )
    version = models.PositiveSmallIntegerField(db_comment="1 as first written, one more by each new text")
    written_at = models.DateTimeField(db_comment="when it got this text")
    posted_at = models.DateTimeField(null=True, db_comment="when a text was first on the page; null: none was")
    decided_at = models.DateTimeField(null=True, db_comment="when customer support read it; null: it did not")
    home_region = HomeRegionField()

    data_subject = SubjectPath("review__author_id")
    privacy = classified(
        Privacy.PERSONAL,
        public="review restaurant language written_at posted_at",
        regular="state version decided_at home_region",
    )

    class Meta:
        db_table_comment = (
            "Replies of restaurants, one a review. `web` sees published ones, and those of whom it acts for."
        )
        constraints = [
            models.CheckConstraint(
                condition=Q(text__length__range=(MIN_REPLY_LENGTH, MAX_REPLY_LENGTH)),
                name="restaurants_reply_text_length",
            ),
            models.CheckConstraint(condition=Q(state__in=ReplyState.values), name="restaurants_reply_state_listed"),
            models.CheckConstraint(
                condition=~Q(state=ReplyState.PUBLISHED) | Q(posted_at__isnull=False), name="restaurants_reply_posted"
            ),
        ]
        indexes = [
            models.Index(
                fields=["written_at"], condition=Q(state=ReplyState.WAITING), name="restaurants_reply_waiting"
            ),
            models.Index(fields=["posted_at"], name="restaurants_reply_posted_at"),
        ]

    def __str__(self) -> str:
        return f"reply to review {self.pk}"


class ReplyVersion(models.Model):
    """What a reply said on the page until a new text. A function writes it; it goes with its review."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="reply_versions", db_index=False)
    version = models.PositiveSmallIntegerField()
    text = models.TextField(db_comment="as reply.text")
    language = models.CharField(max_length=3, blank=True)
    written_at = models.DateTimeField(db_comment="when it got this text")
    home_region = HomeRegionField()

    data_subject = SubjectPath("review__author_id")
    privacy = classified(Privacy.PERSONAL, public="id review version text language written_at", regular="home_region")

    class Meta:
        db_table_comment = "The public history of replies that were edited. `web` may only read it."
        constraints = [models.UniqueConstraint(fields=["review", "version"], name="restaurants_replyversion_once")]

    def __str__(self) -> str:
        return f"version {self.version} of the reply to review {self.review_id}"


class ReplyTemplate(models.Model):
    """A text that a restaurant starts its replies from. Functions write it (`sql/default/reply_templates.sql`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="reply_templates")
    title = models.CharField(max_length=MAX_TEMPLATE_TITLE_LENGTH, db_comment="by which the team finds it")
    text = models.TextField(db_comment="plain text, of no guest in particular")

    privacy = classified(Privacy.REGULAR)

    class Meta:
        db_table_comment = "Texts that restaurants start replies from. `web` sees those of the teams that it acts for."
        constraints = [
            models.CheckConstraint(
                condition=Q(text__length__range=(MIN_REPLY_LENGTH, MAX_REPLY_LENGTH)),
                name="restaurants_replytemplate_text_length",
            ),
            models.CheckConstraint(condition=Q(title__regex=r"\S"), name="restaurants_replytemplate_titled"),
        ]

    def __str__(self) -> str:
        return f"reply template {self.pk}"
