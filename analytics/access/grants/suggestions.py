"""Grants on suggestions by guests: `web` reads its person's, and calls functions that look at who asks for the rest.

The console reads those on which staff decide, and not whose they are. `web` names the person it acts for, as for lists
(`diners.py`).
"""

from analytics.access.definitions import RowPolicy
from analytics.access.grants.erased_rows import ASKED

_SUGGESTION = "public.restaurants_suggestion"
_PERSON = "NULLIF(pg_catalog.current_setting('platemark.person', true), '')::uuid"
_SHOWN = "id, restaurant_id, kind, proposed, note, state, submitted_at, decided_at"

WEB = {_SUGGESTION: f"SELECT ({_SHOWN}, user_id)"}
WEB_FUNCTIONS = frozenset(
    {
        "public.restaurants_suggest(uuid, uuid, text, jsonb, text)",
        "public.restaurants_withdraw_suggestion(uuid, uuid)",
        "public.restaurants_suggestions_for_team(uuid, uuid)",
        "public.restaurants_decide_suggestion(uuid, uuid, uuid, text)",
    }
)
CONSOLE = {
    _SUGGESTION: f"SELECT ({_SHOWN})",
    "public.accounts_suggestionaction": (
        "SELECT (id, actor_id, created_at, signature_kind, home_region, suggestion_id, step), INSERT"
    ),
}
# Its row policy asks it.
CONSOLE_FUNCTIONS = frozenset({"public.restaurants_is_for_staff(text, uuid)"})
STAFFING = {"public.accounts_suggestionaction": "SELECT, UPDATE (signature)"}
STAFFING_FUNCTIONS = frozenset({"public.restaurants_take_suggestion_step(uuid, uuid, text)"})
MAIL_FUNCTIONS = frozenset({"public.restaurants_delete_old_suggestions()"})
POLICIES = (
    RowPolicy("web_own_rows", _SUGGESTION, "web", using=f"user_id = {_PERSON}"),
    RowPolicy(
        "console_for_staff",
        _SUGGESTION,
        "console",
        using="public.restaurants_is_for_staff(restaurants_suggestion.kind, restaurants_suggestion.restaurant_id)",
    ),
    RowPolicy(
        "privacy_own_rows",
        _SUGGESTION,
        "privacy",
        using=(asked := ASKED.format(column="restaurants_suggestion.user_id")),
        check=asked,
    ),
)
