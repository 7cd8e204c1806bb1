"""The published formula of popularity, for restaurants and dishes alike.

Triggers keep the sums that it is computed from: `sql/default/popularity.sql` and `sql/default/dishes.sql`.
"""

from datetime import date

from django.db import models
from django.db.models import F
from django.db.models.expressions import CombinedExpression
from django.utils import timezone

# A rating from few reviews says little: it counts as if twenty more people had given the average.
PRIOR_REVIEWS, PRIOR_STARS = 20, 3.7
MIN_POPULAR_REVIEWS = 5
# A review weighs half as much after so many days, and those of one day together at most as much as five.
# `sql/default/popularity.sql` keeps the sums, with weights that are relative to the first day.
HALF_LIFE_DAYS, MAX_WEIGHT_PER_DAY = 365, 5
FIRST_DAY = date(2020, 1, 1)


def decay(day: date) -> float:
    """What a weight relative to `FIRST_DAY` is multiplied by to be one of `day`."""
    return float(2.0 ** (-(day - FIRST_DAY).days / HALF_LIFE_DAYS))


def popularity(prefix: str = "", *, day: date | None = None, factor: float | None = None) -> CombinedExpression:
    """The Bayesian mean of the stars, 1 to 5, in which a review weighs less with age. The page "Popular" explains it.

    Args:
        prefix: the path to the rating, such as `rating__`.
        day: the day whose popularity it is, in UTC; today by default.
        factor: the `decay` of that day, if it is known.
    """
    factor = decay(day or timezone.now().date()) if factor is None else factor
    stars = F(f"{prefix}recent_stars") * factor + PRIOR_REVIEWS * PRIOR_STARS
    return stars / (F(f"{prefix}recent_weight") * factor + float(PRIOR_REVIEWS))


class Popularity(models.Model):
    """The sums of the reviews of a restaurant, or of those that name a dish, which its popularity is computed from."""

    count = models.PositiveIntegerField(default=0, db_comment="how many reviews")
    total = models.PositiveIntegerField(default=0, db_comment="sum of their stars")
    recent_weight = models.FloatField(default=0, db_comment="what its reviews weigh, relative to 1 January 2020")
    recent_stars = models.FloatField(default=0, db_comment="sum of their stars, each times its weight")

    class Meta:
        abstract = True

    @property
    def average(self) -> float | None:
        """Mean of the stars; None without reviews."""
        return self.total / self.count if self.count else None

    def weight_on(self, day: date) -> float:
        """What its reviews weigh on a day: at most their number."""
        return self.recent_weight * decay(day)

    def popularity_on(self, day: date) -> float:
        """Its popularity on a day, from 1 to 5, as `popularity` computes it in the database."""
        factor = decay(day)
        stars = self.recent_stars * factor + PRIOR_REVIEWS * PRIOR_STARS
        return stars / (self.recent_weight * factor + PRIOR_REVIEWS)
