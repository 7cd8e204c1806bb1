"""Grants on what a restaurant's team writes of its page. `web` writes none of it: it calls functions that ask who acts.

A draft, and who published something, `web` reads of restaurants whose page the person it acts for may change. It names
that person by `SET LOCAL`, which guards against a forgotten filter, and not against injected SQL.
"""

from analytics.access.definitions import RowPolicy
from analytics.access.grants.erased_rows import ASKED

_PERSON = "NULLIF(pg_catalog.current_setting('platemark.person', true), '')::uuid"
_READ = ("menuversion", "menudraft", "pageprofile", "profileversion", "specialday")
_OF_TEAM = ("menudraft", "teamedit")

WEB = {
    **{f"public.restaurants_{name}": "SELECT" for name in _READ},
    "public.restaurants_teamedit": "SELECT (restaurant_id, user_id, kind, version, edited_at)",
    "public.restaurants_planningnote": "SELECT",
}
WEB_FUNCTIONS = frozenset(
    {
        "public.restaurants_save_menu_draft(uuid, uuid, integer, jsonb, text, text, integer)",
        "public.restaurants_publish_menu(uuid, uuid, integer, text, text)",
        "public.restaurants_change_profile(uuid, uuid, integer, text, text, text, text, text, jsonb)",
        "public.restaurants_change_hours(uuid, uuid, integer, text, smallint[], jsonb)",
        "public.restaurants_currency(uuid)",
        "public.restaurants_add_planning_note(uuid, uuid, date, date, text, text, text)",
        "public.restaurants_change_planning_note(uuid, uuid, integer, date, date, text, text, text)",
        "public.restaurants_delete_planning_note(uuid, uuid)",
    }
)
POLICIES = (
    *(
        RowPolicy(
            "web_team_rows",
            f"public.restaurants_{name}",
            "web",
            using=f"public.restaurants_may({_PERSON}, restaurants_{name}.restaurant_id, 'change_page')",
        )
        for name in _OF_TEAM
    ),
    RowPolicy(
        "web_team_rows",
        "public.restaurants_planningnote",
        "web",
        using=f"public.restaurants_may({_PERSON}, restaurants_planningnote.restaurant_id, 'view_dashboard')",
    ),
    RowPolicy(
        "privacy_own_rows",
        "public.restaurants_teamedit",
        "privacy",
        using=(asked := ASKED.format(column="restaurants_teamedit.user_id")),
        check=asked,
    ),
)
