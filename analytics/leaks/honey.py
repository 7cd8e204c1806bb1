"""Honey: reviews that nobody wrote, which whoever reads row by row comes upon, and API tokens of nobody."""

import uuid

from django.db import connections, transaction

from reviews_site.crypto.bearer_tokens import TokenKind, make_token
from reviews_site.ids import uuid7
from reviews_site.outgoing.canaries import make_canary

STORE = "analytical"
MAX_PLACE_LENGTH = 100
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


def make_honey_token(place: str) -> str:
    """Make a token, as the owner of the store, for a place where nobody should read. It can't be shown again."""
    identifier = uuid7()
    token, digest = make_token(identifier, TokenKind.USER)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT public.accounts_plant_honey_token(%s, %s, %s)", [identifier, digest, place])
    return token
