"""A listed restaurant, and the sums of its ratings in a table of their own.

There are two tables because `web` updates the sums with each review, but may not change the listing.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Degrees, Greatest, Least, Ln, Pi, Radians, Tan
from django.urls import reverse
from django.utils import timezone

from restaurants.enums import Licence, Wheelchair
from restaurants.maps.frame import MAX_LATITUDE
from restaurants.models.popularity import Popularity
from restaurants.pictures.paths import picture_path
from restaurants.rules import ASPECTS, MAX_HOURS_LENGTH, MIN_REVIEWS_FOR_INTERVAL
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, classified
from reviews_site.skeletons import SkeletonField, without_spaces

# What search reads in the database; no page shows it, so that no query needs to fetch it.
SEARCH_FIELDS = (
    "name_words",
    "cuisine_words",
    "dish_words",
    "place_words",
    "search",
    "listing_search",
    "open_week",
)
# What filters read of all restaurants, from an index of a tenth of the table's size.
_FILTERED = ["cuisines", "wheelchair", "time_zone", "open_week"]
# The lower end of the interval of `rules.rating_interval`, without its minimum of reviews; 0 without reviews.
_MEAN = "(total::double precision / count)"
_LOWER_BOUND = (
    f"CASE WHEN count = 0 THEN 0 ELSE GREATEST(1, {_MEAN} - 1.96 * sqrt(GREATEST(0,"
    " stars_1 + 4 * stars_2 + 9 * stars_3 + 16 * stars_4 + 25 * stars_5 + 55"
    f" - 2 * {_MEAN} * (total + 15) + {_MEAN} * {_MEAN} * (count + 5)) / (count + 5) / count)) END"
)


def map_position() -> Func:
    """Where web maps draw a restaurant (spherical Mercator), as a `point` in degrees. `maps/frame.py` does the same.

    On this flat map the nearest are nearly the nearest on the globe, so that an index finds them.
    """
    latitude = Greatest(Least(F("latitude"), MAX_LATITUDE), -MAX_LATITUDE)
    northing = Degrees(Ln(Tan(Pi() / 4 + Radians(latitude) / 2)))
    return Func(F("longitude"), northing, function="point", output_field=models.TextField())


class ListedManager(models.Manager["Restaurant"]):
    """The places that search, lists and maps show: those that are not closed for good."""

    def get_queryset(self) -> models.QuerySet["Restaurant"]:
        """All but the closed ones."""
        return super().get_queryset().filter(closed_at=None)


class Restaurant(models.Model):
    """A place to eat, listed once per source. Its slug never changes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=120, db_index=False, db_comment="folded name and town; browsing is in its order")
    name = models.CharField(max_length=200)
    name_skeleton = SkeletonField(
        name_field="name", db_comment="what the name looks like: no pen name may look like it"
    )
    cuisines = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, db_comment="normalised keys, such as latin_american"
    )
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=16, blank=True)
    town = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2, blank=True, db_comment="ISO 3166-1, or empty")
    latitude = models.FloatField(null=True, blank=True, db_comment="degrees north, WGS 84")
    longitude = models.FloatField(null=True, blank=True, db_comment="degrees east, WGS 84")
    phone = models.CharField(max_length=60, blank=True)
    website = models.URLField(max_length=500, blank=True, db_comment="http or https only")
    time_zone = models.CharField(max_length=40, blank=True, db_comment="IANA name; empty where it is not known")
    opening_hours = models.CharField(max_length=MAX_HOURS_LENGTH, blank=True, db_comment="as OpenStreetMap writes them")
    open_week = ArrayField(
        models.SmallIntegerField(),
        null=True,
        db_comment="minutes of a usual week from Monday, local time, at which it opens and closes in turn",
    )
    wheelchair = models.CharField(max_length=8, blank=True, choices=Wheelchair)
    gallery = models.JSONField(null=True, db_comment="its team's published photos in order, kept by a trigger")
    source = models.CharField(max_length=60, db_comment="the listing that it came from")
    source_ref = models.CharField(max_length=250, db_comment="its name within that listing")
    licence = models.CharField(max_length=12, choices=Licence, db_comment="under what terms it came to us")
    name_words = models.TextField(db_comment="words of the name, folded to plain lower case, for search")
    cuisine_words = models.TextField(blank=True, default="", db_comment="words of the cuisines, folded")
    dish_words = models.TextField(blank=True, default="", db_comment="words of the menu's dishes, folded")
    place_words = models.TextField(blank=True, default="", db_comment="words of town and street, folded")
    search = models.GeneratedField(
        expression=SearchVector("name_words", config="simple", weight="A")
        + SearchVector("cuisine_words", config="simple", weight="B")
        + SearchVector("dish_words", config="simple", weight="C")
        + SearchVector("place_words", config="simple", weight="D"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    # Without dishes it is short, and stays in the row: every match is ranked by it.
    listing_search = models.GeneratedField(
        expression=SearchVector("name_words", config="simple", weight="A")
        + SearchVector("cuisine_words", config="simple", weight="B")
        + SearchVector("place_words", config="simple", weight="D"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    managed_since = models.DateTimeField(
        null=True, blank=True, db_comment="since when its team has an owner; a trigger on teams writes it"
    )
    closed_at = models.DateTimeField(
        null=True,
        blank=True,
        db_comment="since when it counts as closed for good; its page stays, and lists leave it out",
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = models.Manager["Restaurant"]()
    listed = ListedManager()

    # What lists add to their rows. Django's templates take long to look for an attribute that is missing.
    cover: Any = None
    opening: Any = None
    distance: Any = None

    privacy = classified(Privacy.PUBLIC, regular="created_at updated_at")

    class Meta:
        db_table_comment = "Places to eat, as listed. Written by imports; web may only read."
        # Which role of a team holds which is said in `reviews_site/policy/teams.py`.
        permissions = [
            ("view_dashboard", "Can open the restaurant's dashboard"),
            ("change_page", "Can change the restaurant's profile, hours, menu and gallery"),
            ("reply_to_reviews", "Can reply to reviews of the restaurant"),
            ("enter_guest_numbers", "Can enter the restaurant's guest numbers"),
            ("manage_team", "Can invite people to the restaurant's team, change their roles and remove them"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="restaurants_restaurant_slug_unique"),
            models.UniqueConstraint(fields=["source", "source_ref"], name="restaurants_restaurant_source_unique"),
            models.CheckConstraint(condition=Q(name__regex=r"\S"), name="restaurants_restaurant_named"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="restaurants_restaurant_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(website="") | Q(website__regex=r"^https?://"), name="restaurants_restaurant_website_http"
            ),
            models.CheckConstraint(
                condition=Q(wheelchair__in=Wheelchair.values), name="restaurants_restaurant_wheelchair_listed"
            ),
            models.CheckConstraint(
                condition=Q(licence__in=Licence.values), name="restaurants_restaurant_licence_listed"
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="restaurants_search"),
            GinIndex(fields=["cuisines"], name="restaurants_cuisines"),
            GistIndex(map_position(), name="restaurants_position"),
            models.Index(without_spaces("name_skeleton"), name="restaurants_name_skeleton"),
            models.Index(fields=["id"], include=_FILTERED, condition=Q(closed_at=None), name="restaurants_filtered"),
            models.Index(fields=["id"], condition=Q(closed_at__isnull=False), name="restaurants_closed"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("restaurants:detail", args=[self.slug])

    def local_time(self, now: datetime) -> datetime:
        """The time by the restaurant's own clock; in UTC where its time zone is not known."""
        return now.astimezone(ZoneInfo(self.time_zone or "UTC"))

    @property
    def cuisine(self) -> str:
        """Its cuisines in words, such as `Latin american, Pizza`."""
        return ", ".join(key.replace("_", " ").capitalize() for key in self.cuisines)

    @property
    def picture(self) -> str:
        """The static path of its drawing, in place of a photograph."""
        return picture_path(self.slug, self.cuisines)

    @property
    def rating_count(self) -> int:
        """The number of reviews; needs `select_related("rating")`."""
        return self.rating.count

    @property
    def rating_average(self) -> float | None:
        """Mean of its stars, 1 to 5; None without reviews."""
        return self.rating.average


class RestaurantRating(Popularity):
    """Sums of a restaurant's ratings, updated with each review, so that no page has to count."""

    restaurant = models.OneToOneField(Restaurant, on_delete=models.CASCADE, primary_key=True, related_name="rating")
    stars_1 = models.PositiveIntegerField(default=0)
    stars_2 = models.PositiveIntegerField(default=0)
    stars_3 = models.PositiveIntegerField(default=0)
    stars_4 = models.PositiveIntegerField(default=0)
    stars_5 = models.PositiveIntegerField(default=0)
    lower_bound = models.GeneratedField(
        expression=Func(template=_LOWER_BOUND, output_field=models.FloatField()),
        output_field=models.FloatField(),
        db_persist=True,
        db_comment="the lower end of the interval of its rating; 0 without reviews",
    )
    food_count, food_total = models.PositiveIntegerField(default=0), models.PositiveIntegerField(default=0)
    service_count, service_total = models.PositiveIntegerField(default=0), models.PositiveIntegerField(default=0)
    value_count, value_total = models.PositiveIntegerField(default=0), models.PositiveIntegerField(default=0)
    ambience_count, ambience_total = models.PositiveIntegerField(default=0), models.PositiveIntegerField(default=0)

    privacy = classified(Privacy.PUBLIC)

    class Meta:
        db_table_comment = "Counted incrementally; `web` may update it and nothing else of a restaurant."
        constraints = [
            models.CheckConstraint(
                condition=Q(count=F("stars_1") + F("stars_2") + F("stars_3") + F("stars_4") + F("stars_5")),
                name="restaurants_rating_count_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(
                    total=F("stars_1") + 2 * F("stars_2") + 3 * F("stars_3") + 4 * F("stars_4") + 5 * F("stars_5")
                ),
                name="restaurants_rating_total_adds_up",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(
                        **{f"{name}_count__lte": F("count"), f"{name}_total__gte": F(f"{name}_count")},
                        **{f"{name}_total__lte": F(f"{name}_count") * 5},
                    ),
                    name=f"restaurants_rating_{name}_1_to_5",
                )
                for name in ASPECTS
            ),
        ]
        indexes = [
            models.Index(fields=["-count", "restaurant"], name="restaurants_rating_most"),
            models.Index(fields=["-lower_bound", "restaurant"], name="restaurants_rating_lower"),
        ]

    def __str__(self) -> str:
        return f"rating of restaurant {self.pk}"

    @property
    def stars(self) -> tuple[int, int, int, int, int]:
        """How many reviews gave 1, 2, 3, 4 and 5 stars."""
        return (self.stars_1, self.stars_2, self.stars_3, self.stars_4, self.stars_5)

    @property
    def aspects(self) -> list[tuple[str, float]]:
        """Each aspect that enough reviews rated, with the mean of its stars."""
        sums = [(name, getattr(self, f"{name}_count"), getattr(self, f"{name}_total")) for name in ASPECTS]
        return [(name, total / count) for name, count, total in sums if count >= MIN_REVIEWS_FOR_INTERVAL]


class RatingDay(models.Model):
    """A restaurant's reviews of one day, in UTC. Triggers on reviews write it: `sql/default/popularity.sql`."""

    pk = models.CompositePrimaryKey("restaurant_id", "day")
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="rating_days", db_index=False)
    day = models.DateField()
    count = models.PositiveIntegerField()
    total = models.PositiveIntegerField(db_comment="sum of the stars")

    privacy = classified(Privacy.PUBLIC)

    class Meta:
        db_table_comment = "How many reviews were posted on a day, so that one day weighs no more than five reviews."

    def __str__(self) -> str:
        return f"{self.day} of restaurant {self.restaurant_id}"
