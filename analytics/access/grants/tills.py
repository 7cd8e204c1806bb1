"""Grants on tills: web calls functions and reads no secret; the worker `tills` verifies, and saves guest numbers.

What it may publish is guest numbers alone: a constraint of the outbox says so.
"""

from analytics.access.grants.attribution import WRITES_THE_AUDIT_LOG

_TILL, _MESSAGE = "public.restaurants_till", "public.restaurants_tillmessage"

WEB = {
    _TILL: "SELECT (id, restaurant_id, name, created_at, revoked_at, previous_until)",
    _MESSAGE: "SELECT (id, till_id, message_id, received_at, outcome, days, problem)",
}
WEB_FUNCTIONS = frozenset(
    {
        "public.restaurants_make_till(uuid, uuid, text, text)",
        "public.restaurants_renew_till(uuid, uuid, text)",
        "public.restaurants_revoke_till(uuid, uuid)",
        "public.restaurants_receive_till_message(uuid, text, bigint, text, text)",
    }
)
TILLS = {
    _TILL: (
        "SELECT (id, restaurant_id, revoked_at, new_secret, secret, previous_secret, previous_until), "
        "UPDATE (new_secret, secret)"
    ),
    _MESSAGE: (
        "SELECT (id, till_id, message_id, sent_at, signatures, body, received_at, outcome, days, problem), "
        "UPDATE (outcome, days, problem, signatures, body), DELETE"
    ),
    "public.restaurants_visitcount": "SELECT, INSERT, UPDATE (visitors, purchases, takings, currency, counted_at)",
    "public.outbox_event": "INSERT (id, topic, version, restaurant_id, payload, created_at)",
    "public.audit_event": WRITES_THE_AUDIT_LOG,
}
TILLS_FUNCTIONS = frozenset({"public.restaurants_currency(uuid)"})
