"""The protections of the database servers: from logins that hold others up, fill the disk or look around."""

from tests.attacks.protection import Protection
from tests.attacks.switches import InCluster, Sql, Together, on_this_database

_STORES = ("default", "vault", "analytical")
_CLUSTERS = ("default", "analytical")
_A_LOGIN_OF = {"default": "rewrapper", "vault": "vacuum", "analytical": "executive"}


def _in_sessions(setting: str) -> Together:
    """Switch a limit off for one login of each store, in this worker's copy."""
    return Together(
        *(
            Sql(store, on_this_database(f"ALTER ROLE {login} IN DATABASE %I SET {setting}"))
            for store, login in _A_LOGIN_OF.items()
        )
    )


def _in_clusters(statement: str, undo: str) -> tuple[InCluster, ...]:
    return tuple(InCluster(store, statement, undo) for store in _CLUSTERS)


PROTECTIONS = (
    Protection(
        "closed_functions",
        "No login takes locks by number, writes to the database's log, ends sessions, or keeps things anywhere.",
        "everybody may take advisory locks",
        Together(
            *(Sql(store, "GRANT EXECUTE ON FUNCTION pg_try_advisory_lock(bigint) TO PUBLIC") for store in _STORES)
        ),
    ),
    Protection(
        "closed_statistics",
        "No login sees how many rows a table has that it may not read, or how large it is.",
        "the catalog's counts are everybody's",
        Together(*(Sql(store, "GRANT SELECT (reltuples) ON pg_class TO PUBLIC") for store in _STORES)),
    ),
    Protection(
        "login_limits",
        "Each session begins with bounds on statements, locks, transactions and temporary files.",
        "one login of each store waits for locks without end",
        _in_sessions("lock_timeout = 0"),
    ),
    Protection(
        "temporary_files",
        "No login fills the disk with temporary files.",
        "there is no bound for one login of each store",
        _in_sessions("temp_file_limit = -1"),
    ),
    Protection(
        "connection_limits",
        "No login, and not all of them together, takes every connection.",
        "one login of each store has no limit",
        Together(
            *(
                InCluster(
                    store, f"ALTER ROLE {login} CONNECTION LIMIT -1", f"ALTER ROLE {login} CONNECTION LIMIT {limit}"
                )
                for store, login, limit in (
                    *(("default", "rewrapper", 4), ("default", "vacuum", 4)),
                    *(("analytical", "executive", 6), ("analytical", "vacuum", 4)),
                )
            )
        ),
    ),
    Protection(
        "maintenance_databases_closed",
        "No login, not even the owner's, enters the databases `postgres` and `template1`.",
        "everybody may connect to them",
        Together(
            *_in_clusters(
                "GRANT CONNECT ON DATABASE postgres TO PUBLIC", "REVOKE CONNECT ON DATABASE postgres FROM PUBLIC"
            ),
            *_in_clusters(
                "GRANT CONNECT ON DATABASE template1 TO PUBLIC", "REVOKE CONNECT ON DATABASE template1 FROM PUBLIC"
            ),
        ),
    ),
)
