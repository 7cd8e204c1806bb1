"""The vault: one login, one table. It adds, looks up and extends proofs; it deletes and moves by one function each.

Another login has the table's files rewritten, and reads nothing.
"""

from analytics.access.definitions import SAMPLES, TABLE_SIZE, StoreGrants
from analytics.access.grants.transactional import TRANSACTIONAL

VAULT = StoreGrants(
    alias="vault",
    tables={
        "identity": {"public.vault_identitydigest": "SELECT, INSERT, UPDATE (expires_on)"},
        "vacuum": dict.fromkeys(("public.vault_identitydigest", SAMPLES), "MAINTAIN"),
    },
    owner_only=frozenset({"public.django_migrations", "public.vault_digesterasure", "public.vault_digesttransfer"}),
    # Both may lie in one cluster, where a login has one set of settings.
    sessions={login: TRANSACTIONAL.sessions[login] for login in ("identity", "vacuum")},
    functions={
        "identity": frozenset({"public.vault_erase(uuid[], uuid)", "public.vault_transfer(bytea, uuid, uuid)"}),
        "vacuum": frozenset({TABLE_SIZE}),
    },
)
