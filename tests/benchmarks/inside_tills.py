"""What the benchmark of tills has to run inside one of the site's processes."""

import time
from typing import Any

OWNER = "owner-of-many@example.org"
# Ids of what was sent; the floor's rows have others.
SENT = "till-"


def tills(count: str) -> list[dict[str, str]]:
    """So many tills, each of another restaurant whose owner is new, with their secrets."""
    from accounts.models import User
    from restaurants.actions import tills as actions
    from restaurants.selectors import managed_restaurants

    owner = User.objects.get(email=OWNER)
    made = []
    for place in managed_restaurants(owner)[: int(count)]:
        till, secret = actions.make(restaurant=place, name="Bench", by=owner)
        made.append({"id": str(till.pk), "place": str(place.pk), "secret": secret})
    return made


def owner_of(count: str) -> None:
    """Somebody who owns so many restaurants."""
    from django.utils import timezone

    from accounts.actions import users
    from restaurants.actions import owners
    from restaurants.models import Restaurant

    person = users.create_confirmed(person=users.NewUser(OWNER, "!", "Owner of many"), confirmed_at=timezone.now())
    for place in Restaurant.objects.order_by("slug")[: int(count)]:
        owners.grant(restaurant=place, user=person, by=None)


def read_till_messages() -> dict[str, Any]:
    """Verify what waits, over a connection that is open already; and how many were ever accepted."""
    from django.db import connection

    from restaurants.models import TillMessage
    from restaurants.tills import messages

    connection.ensure_connection()
    began = time.perf_counter()
    messages.read_waiting()
    seconds = time.perf_counter() - began
    accepted = TillMessage.objects.filter(outcome="accepted", message_id__startswith=SENT)
    return {"seconds": seconds, "accepted": accepted.count()}
