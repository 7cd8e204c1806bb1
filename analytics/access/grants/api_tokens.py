"""Grants on tokens of the API, and on what programs were answered.

Nobody reads a digest of a token: `web` asks a function whose token a program sent.
"""

from analytics.access.definitions import RowPolicy
from analytics.access.grants.erased_rows import ASKED

_TABLE = "public.accounts_apitoken"
_REQUESTS = "public.accounts_apirequest"
_COLUMNS = "id, user_id, name, scopes, restaurant_id, expires_at"
_OWN = "{table}.user_id = NULLIF(pg_catalog.current_setting('platemark.person', true), '')::uuid"
# So long its owner's copy of their data still has it; then the worker `mail` deletes it.
_ENDED = (
    "LEAST(accounts_apitoken.expires_at, accounts_apitoken.revoked_at)"
    " < pg_catalog.clock_timestamp() - interval '90 days'"
)

_OLD = "accounts_apirequest.created_at < pg_catalog.clock_timestamp() - interval '1 day'"

WEB = {
    _REQUESTS: (
        "SELECT (id, user_id, key_digest, body_digest, status, answer, created_at), "
        "INSERT (id, user_id, key_digest, body_digest), UPDATE (status, answer), DELETE"
    ),
    _TABLE: (
        f"SELECT ({_COLUMNS}, created_at, last_used_on, revoked_at), INSERT ({_COLUMNS}, digest), UPDATE (revoked_at)"
    ),
}
WEB_FUNCTIONS = frozenset({"public.accounts_use_api_token(uuid, text, text)"})
MAIL = {_TABLE: "SELECT (expires_at, revoked_at), DELETE", _REQUESTS: "SELECT (created_at), DELETE"}


def _of_person(login: str, condition: str) -> tuple[RowPolicy, ...]:
    """A person's own rows of each table."""
    own = {table: condition.format(table=table.removeprefix("public.")) for table in (_TABLE, _REQUESTS)}
    return tuple(RowPolicy(f"{login}_own_rows", table, login, using=rule, check=rule) for table, rule in own.items())


POLICIES = (
    *_of_person("web", _OWN),
    *_of_person("privacy", ASKED.format(column="{table}.user_id")),
    RowPolicy("mail_old", _REQUESTS, "mail", using=_OLD, check=_OLD),
    RowPolicy("mail_ended", _TABLE, "mail", using=_ENDED, check=_ENDED),
)
