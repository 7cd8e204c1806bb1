"""Grants on webhooks: web calls functions and reads no secret; the worker `webhooks` sends what triggers have added.

It talks to hosts that anybody may name, so that it reads these two tables, and of restaurants where their pages are.
"""

_HOOK, _DELIVERY = "public.restaurants_webhook", "public.restaurants_webhookdelivery"

WEB = {
    _HOOK: (
        "SELECT (id, restaurant_id, url, events, created_at, revoked_at, failing_since, disabled_at, previous_until)"
    ),
    _DELIVERY: "SELECT",
}
WEB_FUNCTIONS = frozenset(
    {
        "public.restaurants_make_webhook(uuid, uuid, text, text[], text)",
        "public.restaurants_renew_webhook(uuid, uuid, text)",
        "public.restaurants_revoke_webhook(uuid, uuid)",
        "public.restaurants_ping_webhook(uuid, uuid)",
        "public.restaurants_resend_webhook(uuid, uuid)",
    }
)
WEBHOOKS = {
    _HOOK: (
        "SELECT (id, restaurant_id, url, revoked_at, new_secret, secret, previous_secret, previous_until, "
        "failing_since, disabled_at), "
        "UPDATE (new_secret, secret, failing_since)"
    ),
    _DELIVERY: "SELECT, UPDATE (state, attempts, due_at, tried_at, status, milliseconds, problem), DELETE",
    "public.restaurants_restaurant": "SELECT (id, slug)",
}
WEBHOOKS_FUNCTIONS = frozenset({"public.restaurants_disable_webhook(uuid)"})
