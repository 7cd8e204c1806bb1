"""Raises alerts about honey of the transactional store, which the analytical store's access log does not know."""

from django.db import connections

STORE = "analytical"
THING = "API token"


def raise_alerts() -> None:
    """Raise one for each use that has none yet. A use waits in its own store while the other one does not answer."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT use_id, place, network, used_at FROM public.accounts_honey_token_uses()")
        uses = cursor.fetchall()
    for use, place, network, used_at in uses:
        with connections[STORE].cursor() as cursor:
            values = [use, THING, place, network, "web", used_at]
            cursor.execute("SELECT governance.honey_used(%s, %s, %s, %s, %s, %s)", values)
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT public.accounts_honey_token_use_handled(%s)", [use])
