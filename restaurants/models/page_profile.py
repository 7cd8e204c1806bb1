"""What a restaurant's team says of it in place of its listing: a description, contact details, access.

`web` may only read both tables: it calls the function of `sql/default/profiles.sql`, which asks who acts.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from restaurants.enums import Wheelchair
from restaurants.models.restaurant import Restaurant
from restaurants.rules import MAX_PROFILE_LENGTH
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, classified


class ProfileFields(models.Model):
    """What a profile says. An import of listings does not overwrite it."""

    version = models.PositiveIntegerField(db_comment="1 at first, one more by each change; 0: the listing before it")
    description = models.TextField(blank=True, db_comment="plain text as written; escaped when shown")
    language = models.CharField(max_length=3, blank=True, db_comment="ISO 639-1 as guessed, or empty")
    phone = models.CharField(max_length=60, blank=True)
    website = models.URLField(max_length=500, blank=True, db_comment="http or https only")
    wheelchair = models.CharField(max_length=8, blank=True, choices=Wheelchair)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class PageProfile(ProfileFields):
    """The profile as it is."""

    restaurant = models.OneToOneField(
        Restaurant, on_delete=models.CASCADE, primary_key=True, related_name="page_profile"
    )

    privacy = classified(Privacy.PUBLIC)

    class Meta:
        db_table_comment = "What restaurants' teams say of them. Written by a function alone."
        constraints = [
            models.CheckConstraint(
                condition=Q(description__length__lte=MAX_PROFILE_LENGTH), name="restaurants_pageprofile_length"
            ),
            models.CheckConstraint(
                condition=Q(website="") | Q(website__regex=r"^https?://"), name="restaurants_pageprofile_website_http"
            ),
            models.CheckConstraint(
                condition=Q(wheelchair__in=Wheelchair.values), name="restaurants_pageprofile_wheelchair_listed"
            ),
        ]

    def __str__(self) -> str:
        return f"profile of restaurant {self.pk}"


class ProfileVersion(ProfileFields):
    """What a profile said until it was changed. A trigger writes it, and nobody changes it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    restaurant = models.ForeignKey(
        Restaurant, on_delete=models.CASCADE, related_name="profile_versions", db_index=False
    )

    privacy = classified(Privacy.PUBLIC)

    class Meta:
        db_table_comment = "Earlier profiles, the listing before the first of them. Written by a trigger alone."
        constraints = [
            models.UniqueConstraint(fields=["restaurant", "version"], name="restaurants_profileversion_once")
        ]

    def __str__(self) -> str:
        return f"version {self.version} of the profile of restaurant {self.restaurant_id}"
