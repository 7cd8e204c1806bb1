"""Grants on tokens of the API. Nobody reads a digest: `web` asks a function whose token a program sent."""

from analytics.access.definitions import RowPolicy
from analytics.access.grants.erased_rows import ASKED

_TABLE = "public.accounts_apitoken"
_COLUMNS = "id, user_id, name, scopes, restaurant_id, expires_at"
_OWN = "accounts_apitoken.user_id = NULLIF(pg_catalog.current_setting('platemark.person', true), '')::uuid"
_ASKED = ASKED.format(column="accounts_apitoken.user_id")
# So long its owner's copy of their data still has it; then the worker `mail` deletes it.
_ENDED = (
    "LEAST(accounts_apitoken.expires_at, accounts_apitoken.revoked_at)"
    " < pg_catalog.clock_timestamp() - interval '90 days'"
)

WEB = {
    _TABLE: (
        f"SELECT ({_COLUMNS}, created_at, last_used_on, revoked_at), INSERT ({_COLUMNS}, digest), UPDATE (revoked_at)"
    ),
}
WEB_FUNCTIONS = frozenset({"public.accounts_use_api_token(uuid, text)"})
MAIL = {_TABLE: "SELECT (expires_at, revoked_at), DELETE"}
POLICIES = (
    RowPolicy("web_own_rows", _TABLE, "web", using=_OWN, check=_OWN),
    RowPolicy("privacy_own_rows", _TABLE, "privacy", using=_ASKED, check=_ASKED),
    RowPolicy("mail_ended", _TABLE, "mail", using=_ENDED, check=_ENDED),
)
