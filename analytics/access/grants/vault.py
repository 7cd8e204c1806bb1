"""The vault: one login, one table. It adds, looks up and extends proofs; it deletes and moves by one function each.

Another login has the table's files rewritten, and reads nothing.
"""

from analytics.access.vocabulary import SAMPLES, Store

VAULT = Store(
    alias="vault",
    tables={
        "identity": {"public.vault_identityproof": "SELECT, INSERT, UPDATE (expires_on)"},
        "scour": dict.fromkeys(("public.vault_identityproof", SAMPLES), "MAINTAIN"),
    },
    owner_only=frozenset({"public.django_migrations", "public.vault_forgetting", "public.vault_moving"}),
    functions={"identity": frozenset({"public.vault_forget(uuid[], uuid)", "public.vault_move(bytea, uuid, uuid)"})},
)
