"""Makes table codes, as an operator's command, and uses one for a review. Nobody can read a code again."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from restaurants.exceptions import InvalidReview
from restaurants.models import Restaurant, RestaurantRating, Review, TableCode
from restaurants.visit_confirmation.codes import CODE_DAYS, code_digest, new_code
from reviews_site.audit.log import record
from reviews_site.policy import Denied, Permission, PersonFacts, Role
from reviews_site.policy.decide import may

MAX_CODES = 500
# The same for a code that is wrong, used, expired or another restaurant's: who tries codes learns nothing.
NO_CONFIRMATION = (
    "This code confirms no visit here. Check its letters. A code works once, within 90 days, and only for the "
    "restaurant where it lay. You can go on without one."
)


@transaction.atomic
def make(*, restaurant: Restaurant, count: int, now: datetime | None = None) -> Sequence[str]:
    """New codes of a restaurant. This is the only time that they are there in full.

    Raises:
        ValueError: `count` is not between 1 and `MAX_CODES`.
    """
    may(PersonFacts(roles=frozenset({Role.OPERATOR})).roles, Permission.TABLE_CODES_MAKE).require()
    if not 1 <= count <= MAX_CODES:
        raise ValueError(f"A sheet has 1 to {MAX_CODES} codes.")
    now = now or timezone.now()
    codes = [new_code() for _ in range(count)]
    expires_at = now + timedelta(days=CODE_DAYS)
    TableCode.objects.bulk_create(
        TableCode(restaurant=restaurant, digest=code_digest(code), made_at=now, expires_at=expires_at) for code in codes
    )
    record("table_codes.made", actor_id=None, object_id=restaurant.pk, detail={"codes": count})
    return codes


@transaction.atomic
def revoke(*, restaurant: Restaurant) -> int:
    """Delete the codes of a restaurant that nobody has used, such as those of a lost sheet; how many they were."""
    may(PersonFacts(roles=frozenset({Role.OPERATOR})).roles, Permission.TABLE_CODES_MAKE).require()
    count, _ = TableCode.objects.filter(restaurant=restaurant, used_on__isnull=True).delete()
    record("table_codes.revoked", actor_id=None, object_id=restaurant.pk, detail={"codes": count})
    return count


def delete_old() -> None:
    """Delete codes that have expired, used ones too: what a review says of its visit is kept with the review."""
    TableCode.objects.filter(expires_at__lt=timezone.now()).delete()


@transaction.atomic
def use(*, review: Review, code: str, by: User) -> None:
    """Confirm the visit of a review of `by`, and use the code up. What a code is worth, the database decides.

    Raises:
        InvalidReview: the code confirms no visit of this review; nothing is written.
        reviews_site.policy.Denied: it is not their review.
    """
    if review.author_id != by.pk:
        raise Denied("You can confirm the visit of your own reviews only.")
    # In the order in which whoever posts or edits a review locks.
    RestaurantRating.objects.select_for_update().get(restaurant_id=review.restaurant_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.restaurants_use_table_code(%s, %s)", [review.pk, code_digest(code)])
        (is_used,) = cursor.fetchone()
    if not is_used:
        raise InvalidReview({"visit_code": NO_CONFIRMATION})
    record("visit.confirmed", actor_id=by.pk, object_id=review.pk, detail={"by": "table_code"})


def place_of(code: str) -> uuid.UUID | None:
    """The restaurant of a code that can still be used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.restaurants_place_of_table_code(%s)", [code_digest(code)])
        (place,) = cursor.fetchone()
    found: uuid.UUID | None = place
    return found
