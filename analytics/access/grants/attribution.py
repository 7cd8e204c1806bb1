"""The two logs: in whose name each login writes, by row policies. The database adds the login and the time."""

from analytics.access.definitions import RowPolicy
from reviews_site.processes import COMPANY_LOGINS

AUDIT, ACCESS = "public.audit_event", "governance.access_event"
WRITES_THE_AUDIT_LOG = "INSERT (id, action, actor_id, object_id, detail, home_region)"
# For each login that reads for somebody: it adds events, and can neither read nor change them.
WRITES_THE_ACCESS_LOG = (
    "INSERT (id, reader_id, role, relation, version, columns, rows, subjects, purpose, kind, home_region, "
    "restaurant_id, row_fingerprints)"
)
# An id carries the time at which it was made: none is from the past, which may be sealed already.
_IS_NEW = (
    "pg_catalog.uuid_extract_timestamp(id) > pg_catalog.clock_timestamp() - interval '1 hour'"
    " AND pg_catalog.uuid_extract_timestamp(id) < pg_catalog.clock_timestamp() + interval '5 minutes'"
)
_OF_THE_COMPANY = "EXISTS (SELECT FROM public.accounts_staffrole AS part WHERE part.user_id = actor_id)"
_WITHDREW = "EXISTS (SELECT FROM public.accounts_verificationwithdrawal AS asked WHERE asked.user_id = actor_id)"
# login -> whose acts it writes down, beside those of the site itself.
ACTORS = {
    "web": "NOT public.is_company_account(actor_id)",
    "console": _OF_THE_COMPANY,
    "staffing": _OF_THE_COMPANY,
    "identity": _WITHDREW,
    "privacy": "false",
    "media": "false",
    "tills": "false",
    "breach": "false",
    "registrar": "false",
    "elevation": "false",
}
_IS_A_PERSON = "reader_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'"
_ROLES = ", ".join(f"'{login}'" for login in COMPANY_LOGINS)
# login -> whose reads it writes down.
READERS = {
    "dashboards": f"role = 'restaurant' AND restaurant_id IS NOT NULL AND {_IS_A_PERSON}",
    "query_log": f"role IN ({_ROLES}) AND {_IS_A_PERSON}",
    "models": "role = 'process' AND reader_id = 'models'",
    "forecasts": "role = 'process' AND reader_id = 'forecasts'",
}

AUDIT_POLICIES = (
    *(
        RowPolicy(f"{login}_speaks_for", AUDIT, login, check=f"{_IS_NEW} AND (actor_id IS NULL OR {whose})")
        for login, whose in ACTORS.items()
    ),
    *(RowPolicy(f"{login}_reads", AUDIT, login, using="true") for login in ("console", "sealer", "auditor", "breach")),
)
ACCESS_POLICIES = (
    *(
        RowPolicy(f"{login}_speaks_for", ACCESS, login, check=f"{_IS_NEW} AND {whose}")
        for login, whose in READERS.items()
    ),
    *(RowPolicy(f"{login}_reads", ACCESS, login, using="true") for login in ("console", "sealer", "auditor", "breach")),
)
