"""The protections of what a restaurant's team writes of its page."""

from typing import Any

from restaurants.models import Restaurant
from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Replaced, Sql, Together, always

_TABLES = ("restaurants_menu", "restaurants_menuversion", "restaurants_menudraft", "restaurants_teamedit")
_SAVE = "public.restaurants_save_menu_draft(uuid, uuid, integer, jsonb, text, text, integer)"
_ARE_LINKS = "public.restaurants_are_links(jsonb)"
_IS_MINUTES = "public.restaurants_is_open_minutes(smallint[], integer)"

_ANYBODY_WRITES = FunctionRedefined(
    "default",
    "public.restaurants_require_change_page(uuid, uuid)",
    "NOT public.restaurants_may(person, place, 'change_page')",
    "false",
)


def restaurant_of_anybody(_user: Any, slug: str, _permission: Any) -> Any:
    """Return a restaurant, whoever asks."""
    return Restaurant.objects.get(slug=slug)


PROTECTIONS = (
    Protection(
        "menus_of_own_restaurant",
        "A stranger, an analyst or another restaurant’s owner gets 404 for each page of a menu, and writes nothing.",
        "neither the pages, nor the actions, nor the functions of the database check who asks",
        Together(
            Replaced("restaurants.views.team_pages.managed_restaurant", restaurant_of_anybody),
            Replaced("restaurants.actions.menus.may_on", always),
            _ANYBODY_WRITES,
        ),
    ),
    Protection(
        "menu_tables_read_only",
        "The web process's login writes no menu, no draft, no history, and not who published what.",
        "`web` is granted all verbs",
        Sql("default", f"GRANT ALL ON {', '.join(_TABLES)} TO web"),
    ),
    Protection(
        "menu_functions_ask_who_acts",
        "Injected SQL saves and publishes menus only of restaurants whose page the named person may change.",
        "the functions do not ask",
        _ANYBODY_WRITES,
    ),
    Protection(
        "menu_documents_checked",
        "What is saved as a menu is one: of bounded length, with the fields of a dish and no others.",
        "the function takes any document",
        FunctionRedefined("default", _SAVE, "NOT public.restaurants_is_menu(given)", "false"),
    ),
    Protection(
        "menu_changes_in_turn",
        "Of two people who change the same version of a menu's draft, one is refused.",
        "the function does not compare the version",
        FunctionRedefined("default", _SAVE, "AND version = seen", ""),
    ),
    Protection(
        "menu_history_kept",
        "What a menu was until it was replaced is kept, whoever replaces it.",
        "the trigger is disabled",
        Sql("default", "ALTER TABLE restaurants_menu DISABLE TRIGGER restaurants_keep_menu_version"),
    ),
    Protection(
        "menu_drafts_of_own_team",
        "The web process's login sees drafts of menus, and who published one, only for somebody of that team.",
        "there are no row policies",
        Sql(
            "default",
            *(f"ALTER TABLE restaurants_{name} DISABLE ROW LEVEL SECURITY" for name in ("menudraft", "teamedit")),
        ),
    ),
    Protection(
        "menu_imports_bounded",
        "An imported menu is no larger than a menu is, sent or unpacked.",
        "there is no limit",
        Replaced("restaurants.menus.sources.MAX_BYTES", 10**9),
    ),
    Protection(
        "menu_cells_guarded",
        "No text of a menu is a formula in the file that a spreadsheet opens.",
        "cells are written as they are",
        Replaced("restaurants.menus.table_files.guard_cell", str),
    ),
    Protection(
        "profiles_of_own_restaurant",
        "A stranger, an analyst or another restaurant’s owner neither sees the form of a profile nor changes it.",
        "neither the page, nor the action, nor the function of the database checks who asks",
        Together(
            Replaced("restaurants.views.team_pages.managed_restaurant", restaurant_of_anybody),
            Replaced("restaurants.actions.profiles.may_on", always),
            _ANYBODY_WRITES,
        ),
    ),
    Protection(
        "profile_tables_read_only",
        "The web process's login writes no profile, no listing, and no history of either.",
        "`web` is granted all verbs",
        Sql(
            "default",
            "GRANT ALL ON restaurants_pageprofile, restaurants_profileversion, restaurants_restaurant TO web",
        ),
    ),
    Protection(
        "profile_values_checked",
        "A website that injected SQL writes is an address of the web, and runs nothing.",
        "neither table compares it",
        Sql(
            "default",
            "ALTER TABLE restaurants_pageprofile DROP CONSTRAINT restaurants_pageprofile_website_http",
            "ALTER TABLE restaurants_restaurant DROP CONSTRAINT restaurants_restaurant_website_http",
        ),
    ),
    Protection(
        "profile_links_checked",
        "A link that injected SQL writes is of a known kind, over https, and on the site that its name says.",
        "the function takes any links",
        FunctionRedefined(
            "default", "public.restaurants_are_links(jsonb)", "SELECT jsonb_typeof", "SELECT true OR jsonb_typeof"
        ),
    ),
    Protection(
        "hours_of_own_restaurant",
        "A stranger, an analyst or another restaurant’s owner neither sees the form of the hours nor changes them.",
        "neither the page, nor the action, nor the function of the database checks who asks",
        Together(
            Replaced("restaurants.views.team_pages.managed_restaurant", restaurant_of_anybody),
            Replaced("restaurants.actions.profiles.may_on", always),
            _ANYBODY_WRITES,
        ),
    ),
    Protection(
        "hours_only_by_function",
        "The web process's login writes no hours and no days of a restaurant but by the function that asks who acts.",
        "`web` is granted all verbs",
        Sql("default", "GRANT ALL ON restaurants_specialday, restaurants_restaurant TO web"),
    ),
    Protection(
        "hours_texts_checked",
        "What injected SQL writes as hours are hours, in the one grammar that the form writes.",
        "the table does not compare it",
        Sql("default", "ALTER TABLE restaurants_pageprofile DROP CONSTRAINT restaurants_pageprofile_hours_plain"),
    ),
    Protection(
        "hours_minutes_checked",
        "What the filter reads of hours is in order and within a week or a day.",
        "the function takes any minutes",
        FunctionRedefined(
            "default",
            _IS_MINUTES,
            "SELECT COALESCE(",
            "SELECT true OR COALESCE(",
        ),
    ),
    Protection(
        "profile_history_kept",
        "What a profile said until it was changed is kept, whoever changes it.",
        "the trigger is disabled",
        Sql("default", "ALTER TABLE restaurants_pageprofile DISABLE TRIGGER restaurants_keep_profile_version"),
    ),
    Protection(
        "planning_notes_of_the_team",
        "What a restaurant plans is read by its team, and written by people who may enter its guest numbers.",
        "it is read, written and deleted by whoever asks, in the site and in the database",
        Together(
            Replaced("restaurants.views.visits.managed_restaurant", restaurant_of_anybody),
            FunctionRedefined("default", "public.restaurants_may(uuid, uuid, text)", "held.user_id = person", "true"),
            Sql("default", "GRANT INSERT, UPDATE, DELETE ON restaurants_planningnote TO web"),
            Sql("default", "CREATE POLICY open_to_all ON restaurants_planningnote TO web USING (true)"),
        ),
    ),
)
