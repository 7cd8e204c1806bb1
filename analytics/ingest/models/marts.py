"""Published counts. They are suppressed already: reading them needs no further care."""

from django.db import models
from django.db.models import F, Q

from reviews_site.privacy import Privacy, classified


class RestaurantAgeBand(models.Model):
    """How many of a restaurant's reviewers were born in a band; null where there are too few to show."""

    pk = models.CompositePrimaryKey("restaurant_id", "birth_band")
    restaurant_id = models.UUIDField(db_comment="distribution key")
    birth_band = models.CharField(max_length=20)
    reviewers = models.PositiveIntegerField(null=True, db_comment="to the nearest ten; null: too few to show")
    of_reviewers = models.PositiveIntegerField(db_comment="how many people all bands count together, in tens")
    published_at = models.DateTimeField()

    privacy = classified(Privacy.REGULAR, public="restaurant_id", business="reviewers of_reviewers")

    class Meta:
        db_table = '"marts"."restaurant_age_bands"'
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewers__isnull=True) | Q(reviewers__gte=10), name="marts_age_bands_at_least_10"
            ),
            models.CheckConstraint(
                condition=Q(reviewers__isnull=True) | Q(reviewers=F("reviewers") / 10 * 10),
                name="marts_age_bands_in_tens",
            ),
        ]
        indexes = [models.Index(fields=["published_at"], name="marts_age_bands_published")]

    def __str__(self) -> str:
        return f"{self.restaurant_id} {self.birth_band}"


class RestaurantCohort(models.Model):
    """How many reviewers of a cohort say something of a restaurant. Of too few people to show there is no row."""

    pk = models.CompositePrimaryKey("restaurant_id", "topic", "month", "birth_band", "answer")
    restaurant_id = models.UUIDField(db_comment="distribution key")
    topic = models.CharField(max_length=20, db_comment="return_intent, an aspect, or people: how many all rows count")
    month = models.CharField(max_length=7, db_comment="such as 2026-03, or earlier; empty: of all time")
    birth_band = models.CharField(max_length=20, db_comment="years of birth, coarser than those of age bands")
    answer = models.CharField(max_length=12, db_comment="what they say of the topic")
    people = models.PositiveIntegerField(db_comment="distinct people, to the nearest ten")
    model_version = models.PositiveIntegerField(db_comment="the newest release of the model of aspects that read one")
    published_at = models.DateTimeField()

    privacy = classified(Privacy.REGULAR, public="restaurant_id", business="people")

    class Meta:
        db_table = '"marts"."restaurant_cohorts"'
        constraints = [
            models.CheckConstraint(condition=Q(people__gte=10), name="marts_cohorts_at_least_10"),
            models.CheckConstraint(condition=Q(people=F("people") / 10 * 10), name="marts_cohorts_in_tens"),
        ]

    def __str__(self) -> str:
        return f"{self.restaurant_id} {self.topic} {self.month} {self.birth_band} {self.answer}"


class ReviewerCube(models.Model):
    """A cell of a fixed table of reviewers for the business side; null where there are too few to show."""

    pk = models.CompositePrimaryKey("cube", "first", "second")
    cube = models.CharField(max_length=30, db_comment="which table: the names of its two dimensions")
    first = models.CharField(max_length=40, db_comment="the value of the first dimension")
    second = models.CharField(max_length=40, db_comment="the value of the second")
    reviewers = models.PositiveIntegerField(null=True, db_comment="distinct people, to the nearest ten; null: too few")
    average_rating = models.DecimalField(
        max_digits=2, decimal_places=1, null=True, db_comment="each person counted once"
    )
    of_reviewers = models.PositiveIntegerField(db_comment="how many people the whole table counts")
    published_at = models.DateTimeField()

    privacy = classified(Privacy.REGULAR, business="reviewers average_rating of_reviewers")

    class Meta:
        db_table = '"marts"."reviewer_cubes"'
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewers__isnull=True, average_rating__isnull=True) | Q(reviewers__gte=10),
                name="marts_reviewer_cubes_at_least_10",
            )
        ]

    def __str__(self) -> str:
        return f"{self.cube} {self.first} {self.second}"
