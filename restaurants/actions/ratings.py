"""What the erasure of an account needs of restaurants: ratings to subtract, and the owner of a pseudonym."""

import uuid

from django.db import connection

# One statement, before the reviews are deleted. Triggers increment the versions of the restaurants' pages.
_SUBTRACT = """
UPDATE restaurants_restaurantrating AS sums
SET count = sums.count - theirs.count, total = sums.total - theirs.total,
    stars_1 = sums.stars_1 - theirs.stars_1, stars_2 = sums.stars_2 - theirs.stars_2,
    stars_3 = sums.stars_3 - theirs.stars_3, stars_4 = sums.stars_4 - theirs.stars_4,
    stars_5 = sums.stars_5 - theirs.stars_5
FROM (
    SELECT restaurant_id, count(*) AS count, sum(rating) AS total,
           count(*) FILTER (WHERE rating = 1) AS stars_1, count(*) FILTER (WHERE rating = 2) AS stars_2,
           count(*) FILTER (WHERE rating = 3) AS stars_3, count(*) FILTER (WHERE rating = 4) AS stars_4,
           count(*) FILTER (WHERE rating = 5) AS stars_5
    FROM restaurants_review WHERE author_id = %s GROUP BY restaurant_id
) AS theirs
WHERE sums.restaurant_id = theirs.restaurant_id
"""


def subtract_ratings(account: uuid.UUID) -> None:
    """Subtract somebody's ratings from the restaurants' sums, in the transaction that deletes their reviews."""
    with connection.cursor() as cursor:
        cursor.execute(_SUBTRACT, [account])


def owns_pseudonym(account: uuid.UUID, person: uuid.UUID) -> bool:
    """Whether no event under the pseudonym is about a review by somebody else, by a function of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.pseudonym_is_of_another_account(%s, %s)", [person, account])
        return not cursor.fetchone()[0]
