"""Notes who printed cards that ask guests for reviews. A function of the database does, which asks who acts."""

from collections.abc import Sequence

from django.db import connection, transaction

from accounts.models import User
from restaurants.enums import TeamAction
from restaurants.exceptions import TooManyCards
from restaurants.models import Restaurant, TeamEvent
from reviews_site.audit.log import record

# As `sql/default/guest_cards.sql` has it.
MAX_PRINTS_PER_DAY = 20
_SHOWN = 10


@transaction.atomic
def note_cards(*, restaurant: Restaurant, by: User) -> None:
    """Note that `by` prints a sheet of cards.

    Raises:
        TooManyCards: they may not change the restaurant's page, or there were many sheets today.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.restaurants_note_guest_cards(%s, %s)", [by.pk, restaurant.pk])
        (is_noted,) = cursor.fetchone()
    if not is_noted:
        raise TooManyCards(f"A restaurant prints {MAX_PRINTS_PER_DAY} sheets a day. Please go on tomorrow.")
    record("guest_cards.printed", actor_id=by.pk, object_id=restaurant.pk)


def latest_prints(restaurant: Restaurant) -> Sequence[TeamEvent]:
    """When cards were printed last, the newest first."""
    prints = TeamEvent.objects.filter(restaurant=restaurant, action=TeamAction.CARDS_PRINTED)
    return list(prints.only("id", "created_at").order_by("-id")[:_SHOWN])
