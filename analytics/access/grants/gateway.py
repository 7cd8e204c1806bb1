"""Grants on what the gateway of the models has: models to load, and a function that compares tokens and counts.

It reads no fact, no score and no token, so that no question to it can lead to one.
"""

GATEWAY = {
    "derived.model_release": "SELECT (name, version, digest, erased_since)",
    "derived.visitor_model": "SELECT (version, sealed, made_at, trained_on, erased_since)",
}
# What the worker of the models writes down of each release that it used.
ACCEPTS_RELEASES = (
    "SELECT, INSERT (name, version, digest, accepted_at, trained_on, promotion, erased_since, last_erasure_at)"
)
GATEWAY_FUNCTIONS = frozenset({"governance.gateway_ask(uuid, text, text, text, text[], integer)"})
# No login reads these: the function does.
GATEWAY_BY_FUNCTIONS = frozenset({"governance.gateway_quota", "governance.gateway_token"})
