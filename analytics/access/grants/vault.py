"""The vault: one login, one table. It adds and looks up proofs, and extends one; it deletes by one function only."""

from analytics.access.vocabulary import Store

VAULT = Store(
    alias="vault",
    tables={"identity": {"public.vault_identityproof": "SELECT, INSERT, UPDATE (expires_on)"}},
    owner_only=frozenset({"public.django_migrations", "public.vault_forgetting"}),
    functions={"identity": frozenset({"public.vault_forget(uuid[], uuid)"})},
)
