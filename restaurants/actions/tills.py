"""Makes addresses for tills, renews their secrets and revokes them, and takes what tills send.

All of it by functions of the database, which ask who acts. Nobody here verifies a message: the worker `tills` does.
"""

from typing import cast
from uuid import UUID

from django.db import transaction

from accounts.models import User
from restaurants.database_functions import call_function
from restaurants.exceptions import TillRefused
from restaurants.models import Restaurant, Till
from reviews_site.audit.log import record
from reviews_site.celery import app
from reviews_site.crypto.standard_webhooks import new_secret
from reviews_site.policy import Denied

READ_TASK = "restaurants.tills.read"
MAX_TILLS = 10


@transaction.atomic
def make(*, restaurant: Restaurant, name: str, by: User) -> tuple[Till, str]:
    """A new address for a till, and its secret, which can't be shown again.

    Raises:
        TillRefused: `by` may not enter guest numbers there, or the restaurant has `MAX_TILLS`.
    """
    secret = new_secret()
    made = call_function("restaurants_make_till", by.pk, restaurant.pk, name, secret)
    if made is None:
        raise TillRefused(f"A restaurant has at most {MAX_TILLS} addresses for tills. Revoke one that you don’t need.")
    record("till.made", actor_id=by.pk, object_id=restaurant.pk, detail={"till": str(made)})
    transaction.on_commit(nudge)
    return Till.objects.only("id", "name").get(pk=cast(UUID, made)), secret


@transaction.atomic
def renew(*, till: Till, by: User) -> str:
    """Another secret of a till; the one before works for a day more.

    Raises:
        TillRefused: `by` may not, the till was revoked, or its last secret is seconds old.
    """
    secret = new_secret()
    if not call_function("restaurants_renew_till", by.pk, till.pk, secret):
        raise TillRefused("The secret was renewed a moment ago. Wait a minute, and look at the list again.")
    record("till.renewed", actor_id=by.pk, object_id=till.restaurant_id, detail={"till": str(till.pk)})
    transaction.on_commit(nudge)
    return secret


@transaction.atomic
def revoke(*, till: Till, by: User) -> None:
    """End a till's address, and its secrets with it.

    Raises:
        reviews_site.policy.Denied: `by` may not, or it had ended.
    """
    if not call_function("restaurants_revoke_till", by.pk, till.pk):
        raise Denied("This till’s address has ended already.")
    record("till.revoked", actor_id=by.pk, object_id=till.restaurant_id, detail={"till": str(till.pk)})


def receive(*, till_id: UUID, message_id: str, sent_at: int, signatures: str, body: str) -> bool:
    """Keep what was sent to a till's address for the worker; False where too much waits there already."""
    is_kept = bool(call_function("restaurants_receive_till_message", till_id, message_id, sent_at, signatures, body))
    if is_kept:
        transaction.on_commit(nudge)
    return is_kept


def nudge() -> None:
    """Tell the worker that there is something to read."""
    # A lost message delays and never loses: the worker looks every ten seconds.
    app.nudge(READ_TASK)
