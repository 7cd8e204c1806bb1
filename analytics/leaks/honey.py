"""Honey rows: reviews that nobody wrote, which whoever reads row by row without need comes upon."""

import uuid

from django.db import connections, transaction

from reviews_site.ids import uuid7
from reviews_site.outgoing.canaries import make_canary

STORE = "analytical"
TEXTS = (
    "The soup came lukewarm, and they brought another one at once. We stayed for dessert.",
    "Good bread, friendly people, and a table by the window. A little loud after eight.",
    "We waited half an hour for the main course. It was worth it, but say so beforehand.",
)
# Their restaurants' ids come last in every order, so that no page leads to them by chance.
_PLANTED = "SELECT count(*) FROM core.reviews WHERE restaurant_id >= 'ffffffff-0000-0000-0000-000000000000'"


def plant() -> int:
    """Plant those that are not there, as the owner of the store; how many. Again after facts were loaded anew."""
    with transaction.atomic(using=STORE), connections[STORE].cursor() as cursor:
        cursor.execute(_PLANTED)
        ((there,),) = cursor.fetchall()
        for text in TEXTS[there:]:
            # Their ids are canaries: a file with one does not leave.
            ids = [make_canary(uuid7()), make_canary(uuid.uuid4())]
            cursor.execute("SELECT governance.plant_honey_review(%s, %s, %s)", [text, *ids])
    return len(TEXTS[there:])
