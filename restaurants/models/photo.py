"""Photos of reviews and of restaurants' own pages. Added by `web`, decided and published by the worker `media`.

The files lie in the object store. `sql/default/photos.sql` requires that a photo is of its author's own review or of a
page that they may change, and notes the files of deleted rows. `sql/default/galleries.sql` keeps what pages show.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from restaurants.enums import PhotoKind, PhotoState
from restaurants.models.restaurant import Restaurant
from restaurants.models.review import Review
from restaurants.rules import MAX_ALT_LENGTH
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField

_SHOWN = Q(state=PhotoState.PUBLISHED)
_LOOKED_AT = Q(state__in=[PhotoState.DUPLICATE, PhotoState.UNFIT])
_HAS_FILES = Q(
    state__in=[
        *(PhotoState.PUBLISHED, PhotoState.UNCHECKED, PhotoState.BLURRING),
        *(PhotoState.DUPLICATE, PhotoState.UNFIT),
    ]
)
_UNCHECKED = Q(state=PhotoState.UNCHECKED)
_AT_WORK = Q(state__in=[PhotoState.WAITING, PhotoState.BLURRING])


class Photo(models.Model):
    """A photo that the author of a review added to it, or that a team added to its page."""

    id = models.UUIDField(
        primary_key=True, default=uuid7, editable=False, db_comment="sorts by time; names the original"
    )
    review = models.ForeignKey(
        Review,
        on_delete=models.CASCADE,
        related_name="photos",
        db_index=False,
        null=True,
        db_comment="null: the restaurant's team shows it on its page",
    )
    position = models.PositiveSmallIntegerField(null=True, db_comment="among the restaurant's own photos; 1: the cover")
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="photos", db_index=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="photos")
    state = models.CharField(max_length=9, choices=PhotoState, db_default=PhotoState.WAITING)
    reason = models.CharField(max_length=200, db_default="", db_comment="why it is not shown, in words for its author")
    sha256 = models.CharField(max_length=64, db_comment="of the file as it was sent: sent again, it is the same photo")
    alt = models.CharField(max_length=MAX_ALT_LENGTH, blank=True, db_comment="what it shows, in the author's words")
    token = models.CharField(max_length=32, null=True, db_comment="names its published files, and is made from them")
    width = models.PositiveSmallIntegerField(db_default=0, db_comment="pixels of the largest published file")
    height = models.PositiveSmallIntegerField(db_default=0)
    thumbhash = models.CharField(max_length=64, db_default="", db_comment="placeholder, in hexadecimal digits")
    phash = models.BigIntegerField(null=True, db_comment="perceptual hash; copies differ in eight bits at most")
    blur = models.CharField(
        max_length=72, db_default="", db_comment="cells to make unrecognizable, a bit each, in hexadecimal digits"
    )
    faces = models.CharField(
        max_length=72,
        db_default="",
        db_comment="cells where faces were found, while their author may still uncover them",
    )
    kind = models.CharField(
        max_length=8, choices=PhotoKind, blank=True, db_default="", db_comment="what it shows; empty: not known"
    )
    kind_probability = models.FloatField(
        null=True, db_comment="how probable its kind is, as the model says; null: faces said it, or nothing did"
    )
    sharpness = models.FloatField(null=True, db_comment="of its sharpest part, 0 to 1")
    brightness = models.FloatField(null=True, db_comment="its mean light, 0 to 1")
    model_release = models.PositiveIntegerField(null=True, db_comment="of the model that was asked for its kind")
    added_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True, db_comment="when a copy was released or refused")
    home_region = HomeRegionField()

    data_subject = SubjectPath("author_id")
    privacy = classified(
        Privacy.PERSONAL,
        public="id review restaurant position state alt token width height thumbhash kind",
        regular="reason blur added_at decided_at home_region kind_probability sharpness brightness model_release",
    )

    class Meta:
        db_table_comment = "Photos of reviews and pages; web adds and removes them, and publishes none."
        constraints = [
            models.UniqueConstraint(
                fields=["review", "sha256"], condition=~Q(state=PhotoState.REMOVED), name="restaurants_photo_once"
            ),
            models.UniqueConstraint(
                fields=["restaurant", "sha256"],
                condition=Q(review__isnull=True) & ~Q(state=PhotoState.REMOVED),
                name="restaurants_photo_of_page_once",
            ),
            models.CheckConstraint(
                condition=Q(review__isnull=True, position__isnull=False)
                | Q(review__isnull=False, position__isnull=True),
                name="restaurants_photo_of_review_or_page",
            ),
            models.UniqueConstraint(fields=["token"], name="restaurants_photo_token_unique"),
            models.CheckConstraint(condition=Q(state__in=PhotoState.values), name="restaurants_photo_state_listed"),
            models.CheckConstraint(
                condition=Q(state=PhotoState.REMOVED)
                | (_HAS_FILES & Q(token__isnull=False))
                | (~_HAS_FILES & Q(token__isnull=True)),
                name="restaurants_photo_published_has_files",
            ),
            models.CheckConstraint(
                condition=Q(faces="") | Q(token__isnull=False), name="restaurants_photo_faces_of_files"
            ),
            # What a model said of a picture goes with the picture.
            models.CheckConstraint(
                condition=Q(token__isnull=False)
                | Q(kind="", kind_probability=None, sharpness=None, brightness=None, model_release=None),
                name="restaurants_photo_kind_of_files",
            ),
            models.CheckConstraint(
                condition=Q(kind="") | Q(kind__in=PhotoKind.values, model_release__isnull=False),
                name="restaurants_photo_kind_by_release",
            ),
        ]
        indexes = [
            models.Index(fields=["review", "id"], name="restaurants_photo_of_review"),
            models.Index(fields=["restaurant"], condition=Q(review__isnull=True), name="restaurants_photo_of_page"),
            models.Index(fields=["restaurant", "-id"], condition=_SHOWN, name="restaurants_photo_shown"),
            models.Index(fields=["model_release"], condition=_SHOWN, name="restaurants_photo_by_release"),
            models.Index(fields=["id"], condition=_AT_WORK, name="restaurants_photo_waiting"),
            models.Index(fields=["added_at"], condition=~Q(faces=""), name="restaurants_photo_unblurred"),
            models.Index(fields=["added_at"], condition=_UNCHECKED, name="restaurants_photo_unchecked"),
            models.Index(fields=["id"], condition=_LOOKED_AT, name="restaurants_photo_compared"),
            models.Index(
                fields=["decided_at"], condition=Q(decided_at__isnull=False), name="restaurants_photo_decided"
            ),
        ]

    def __str__(self) -> str:
        return f"photo {self.pk}"

    @property
    def pk_text(self) -> str:
        """Its id, for addresses."""
        return str(self.pk)


class PhotoModelRelease(models.Model):
    """A release of the model of photos that was in use: none that is older is used again."""

    release = models.PositiveIntegerField(primary_key=True)
    digest = models.CharField(max_length=64, db_comment="SHA-256 over all of its files")
    accepted_at = models.DateTimeField(default=timezone.now)

    privacy = classified(Privacy.REGULAR)

    class Meta:
        db_table_comment = "Releases of the model of photos that media has used; the highest is the floor."

    def __str__(self) -> str:
        return f"release {self.release} of the model of photos"


class PhotoDeletion(models.Model):
    """Files that no row leads to any more, of a photo that went or was blurred. The worker `media` deletes them."""

    id = models.UUIDField(primary_key=True, editable=False, db_comment="of the photo that was")
    token = models.CharField(max_length=32, blank=True)
    deleted_at = models.DateTimeField(default=timezone.now)

    privacy = classified(Privacy.REGULAR)

    class Meta:
        db_table_comment = "Files to delete: of rows that went, by a trigger; of photos that were blurred, by media."

    def __str__(self) -> str:
        return f"files of photo {self.pk}"
