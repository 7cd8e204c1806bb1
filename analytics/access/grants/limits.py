"""How much of a server each login may take: connections, time, locks, temporary files. Nobody waits for anybody else.

A login can switch its own time limits off by SQL, and can't raise the number of its connections or of temporary files.
"""

from dataclasses import replace

from analytics.access.definitions import StoreGrants
from reviews_site.processes import COMPANY_LOGINS

# Of a cluster: what the migrator and the superuser find free when all logins have taken all that they may.
RESERVED_CONNECTIONS = 8
# login -> connections. A service has one for each of its threads, of which the site has eight, and a few for its
# health; while one server takes another's place, twice as many.
_CONNECTIONS = {
    **{"web": 24, "dashboards": 24, "console": 12, "query_log": 12},
    **dict.fromkeys(("vacuum", "auditor", "breach", "rewrapper", "publisher"), 4),
    **dict.fromkeys(COMPANY_LOGINS, 6),
}
_WORKERS_CONNECTIONS = 6

_SERVICE = {
    "statement_timeout": "15s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
    "transaction_timeout": "60s",
    "temp_file_limit": "256MB",
}
_PEOPLE = {**_SERVICE, "statement_timeout": "60s", "transaction_timeout": "120s"}
# A task ends after 26 minutes at the latest.
_WORKER = {
    "statement_timeout": "1500s",
    "lock_timeout": "60s",
    "idle_in_transaction_session_timeout": "600s",
    "transaction_timeout": "1600s",
    "temp_file_limit": "2GB",
}
_COMMAND = {**_WORKER, "transaction_timeout": "2h", "temp_file_limit": "4GB"}
# It rewrites files with their indexes, which are sorted in temporary files, and sets its own time limits by table.
_VACUUM = {**_COMMAND, "statement_timeout": "6h", "transaction_timeout": "6h", "temp_file_limit": "20GB"}
_LIMITS = {
    **dict.fromkeys(("web", "dashboards", "console", "query_log"), _SERVICE),
    **dict.fromkeys(COMPANY_LOGINS, _PEOPLE),
    **dict.fromkeys(("auditor", "breach", "rewrapper", "publisher"), _COMMAND),
    "vacuum": _VACUUM,
}


def with_limits(store: StoreGrants) -> StoreGrants:
    """Add each login's limits to its settings of sessions. What a store says of a login itself counts more."""
    logins = (*store.logins, *store.shut_out)
    return replace(
        store,
        connections={login: _CONNECTIONS.get(login, _WORKERS_CONNECTIONS) for login in logins},
        sessions={login: {**_LIMITS.get(login, _WORKER), **store.sessions.get(login, {})} for login in logins},
    )
