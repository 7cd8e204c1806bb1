"""Keeps the sums of restaurants' ratings, and answers what an erasure asks of restaurants.

Triggers increment the versions of the restaurants' pages.
"""

import uuid
from collections import Counter

from django.db import connection
from django.db.models import F

from restaurants.models import RestaurantRating, Review
from restaurants.rules import ASPECTS

# What one review adds to each sum, as the database computes it.
_SUMS = {
    **{"count": "count(*)", "total": "sum(rating)"},
    **{f"stars_{stars}": f"count(*) FILTER (WHERE rating = {stars})" for stars in range(1, 6)},
    **{f"{name}_count": f"count({name})" for name in ASPECTS},
    **{f"{name}_total": f"COALESCE(sum({name}), 0)" for name in ASPECTS},
}
# One statement, before the reviews are deleted.
_SUBTRACT = f"""
UPDATE restaurants_restaurantrating AS sums
SET {", ".join(f"{name} = sums.{name} - theirs.{name}" for name in _SUMS)}
FROM (
    SELECT restaurant_id, {", ".join(f"{found} AS {name}" for name, found in _SUMS.items())}
    FROM restaurants_review WHERE author_id = %s GROUP BY restaurant_id
) AS theirs
WHERE sums.restaurant_id = theirs.restaurant_id
"""  # noqa: S608 - names of this module


def sums_of(review: Review) -> Counter[str]:
    """What a review adds to its restaurant's sums, by column."""
    sums = Counter({"count": 1, "total": review.rating, f"stars_{review.rating}": 1})
    for name in ASPECTS:
        if stars := getattr(review, name):
            sums.update({f"{name}_count": 1, f"{name}_total": stars})
    return sums


def add_to_sums(restaurant_id: uuid.UUID, change: Counter[str]) -> None:
    """Change a restaurant's sums by so much, in the transaction that changes its reviews."""
    changes = {name: F(name) + number for name, number in change.items() if number}
    RestaurantRating.objects.filter(pk=restaurant_id).update(**changes)


def subtract_ratings(account: uuid.UUID) -> None:
    """Subtract somebody's ratings from the restaurants' sums, in the transaction that deletes their reviews."""
    with connection.cursor() as cursor:
        cursor.execute(_SUBTRACT, [account])


def owns_pseudonym(account: uuid.UUID, person: uuid.UUID) -> bool:
    """Whether no event under the pseudonym is about a review by somebody else, by a function of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.pseudonym_is_of_another_account(%s, %s)", [person, account])
        return not cursor.fetchone()[0]
