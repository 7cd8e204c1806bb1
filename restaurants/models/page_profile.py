"""What a restaurant's team says of it in place of its listing: a description, contact details, access.

Suggestions by guests that were accepted change it, too. `web` may only read both tables: it calls the functions of
`sql/default/profiles.sql` and `suggestions.sql`, which ask who acts.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from restaurants.enums import LinkKind, Wheelchair
from restaurants.models.restaurant import Restaurant
from restaurants.rules import MAX_HOURS_LENGTH, MAX_PROFILE_LENGTH
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, classified

# The grammar in which `hours/written.py` writes, and nothing else.
_DAY = "(Mo|Tu|We|Th|Fr|Sa|Su)"
_DATE = r"\d{4} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d\d"
_SPAN = r"\d\d:\d\d-\d\d:\d\d"
_HOURS = rf"^(({_DAY}(-{_DAY})?|PH|{_DATE}) (off|{_SPAN}(,{_SPAN})*)(; |$))*$"


class ProfileFields(models.Model):
    """What a profile says. An import of listings does not overwrite it."""

    version = models.PositiveIntegerField(db_comment="1 at first, one more by each change; 0: the listing before it")
    description = models.TextField(blank=True, db_comment="plain text as written; escaped when shown")
    language = models.CharField(max_length=3, blank=True, db_comment="ISO 639-1 as guessed, or empty")
    phone = models.CharField(max_length=60, blank=True)
    website = models.URLField(max_length=500, blank=True, db_comment="http or https only")
    wheelchair = models.CharField(max_length=8, blank=True, choices=Wheelchair)
    opening_hours = models.CharField(
        max_length=MAX_HOURS_LENGTH, blank=True, db_comment="as OpenStreetMap writes them; empty: those of the listing"
    )
    links = models.JSONField(default=dict, db_comment="addresses by kind, https only")
    name = models.CharField(max_length=200, blank=True, db_comment="empty: as listed, and never changed here")
    address = models.CharField(max_length=330, blank=True, db_comment="on one line; empty: as listed, the same")
    is_closed = models.BooleanField(default=False, db_comment="whether it is closed for good")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    @property
    def shown_links(self) -> list[tuple[str, str, str]]:
        """Kind, label and address of each link, in the order of kinds."""
        return [(kind.value, str(kind.label), self.links[kind]) for kind in LinkKind if kind in self.links]


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
            models.CheckConstraint(
                condition=Q(opening_hours__regex=_HOURS), name="restaurants_pageprofile_hours_plain"
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
