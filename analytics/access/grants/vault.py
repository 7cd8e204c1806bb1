"""The vault: one login, one table. It may add and look up proofs, and extend one; it may not delete any."""

from analytics.access.vocabulary import Store

VAULT = Store(
    alias="vault",
    tables={"identity": {"public.vault_identityproof": "SELECT, INSERT, UPDATE (expires_on)"}},
    owner_only=frozenset({"public.django_migrations"}),
)
