"""The protections of suggestions by guests."""

from tests.attacks.protection import Protection
from tests.attacks.protections.business_pages import restaurant_of_anybody
from tests.attacks.protections.claims import EVERYBODY_COUNTS_AS_CONFIRMED
from tests.attacks.switches import FunctionRedefined, Replaced, Sql, Together, always

_SUGGEST = "public.restaurants_suggest(uuid, uuid, text, jsonb, text)"
_FOR_STAFF = "public.restaurants_is_for_staff(text, uuid)"
_STEP = "public.restaurants_take_suggestion_step(uuid, uuid, text)"
_OPEN_TO_ALL = (
    "GRANT ALL ON restaurants_suggestion TO {login}",
    "CREATE POLICY {login}_open ON restaurants_suggestion TO {login} USING (true) WITH CHECK (true)",
    f"GRANT EXECUTE ON FUNCTION {_STEP} TO {{login}}",
    "GRANT UPDATE, SELECT ON restaurants_restaurant TO {login}",
)

PROTECTIONS = (
    Protection(
        "suggestions_of_nobody",
        "The web process’s login reads the suggestions of the person whom it acts for, and of nobody else.",
        "row security is off",
        Sql("default", "ALTER TABLE restaurants_suggestion DISABLE ROW LEVEL SECURITY"),
    ),
    Protection(
        "suggestions_without_their_person",
        "The console’s login does not read who made a suggestion.",
        "it may read the whole table",
        Sql("default", "GRANT SELECT ON restaurants_suggestion TO console"),
    ),
    Protection(
        "suggestions_for_staff_at_console",
        "The console’s login reads the suggestions on which staff decide, and none that is for a team.",
        "row security is off",
        Sql("default", "ALTER TABLE restaurants_suggestion DISABLE ROW LEVEL SECURITY"),
    ),
    Protection(
        "suggestion_tables_read_only",
        "Neither the web process’s login nor the console’s writes a suggestion, decides alone, or closes a place.",
        "both have every right on the table, and may call the worker’s function",
        Sql("default", *(each.format(login=login) for login in ("web", "console") for each in _OPEN_TO_ALL)),
    ),
    Protection(
        "suggestions_decided_by_own_team",
        "Only owners and managers of a place decide on a suggestion for it, and read those that wait.",
        "neither the pages, nor the action, nor the functions of the database ask who decides",
        Together(
            Replaced("restaurants.views.team_pages.managed_restaurant", restaurant_of_anybody),
            Replaced("restaurants.actions.suggestions.may_on", always),
            FunctionRedefined(
                "default",
                "public.restaurants_require_change_page(uuid, uuid)",
                "NOT public.restaurants_may(person, place, 'change_page')",
                "false",
            ),
        ),
    ),
    Protection(
        "closing_by_staff",
        "That a place is closed for good only staff decide, also where it has a team.",
        "a team decides on everything",
        FunctionRedefined("default", _FOR_STAFF, "wanted IN ('closed', 'open') OR", "false OR"),
    ),
    Protection(
        "closing_not_by_competitors",
        "Nobody who works with a competitor of a place suggests that it is closed for good.",
        "the function does not look where somebody works",
        FunctionRedefined("default", _SUGGEST, "wanted = 'closed' AND EXISTS", "false AND EXISTS"),
    ),
    Protection(
        "suggestion_not_ones_own",
        "Nobody decides on a suggestion of their own.",
        "the function does not compare who made it",
        FunctionRedefined(
            "default",
            "public.restaurants_carry_out_suggestion(uuid, restaurants_suggestion, text, boolean)",
            "asked.user_id = actor",
            "false",
        ),
    ),
    Protection(
        "suggestion_step_signed",
        "A signature of a decision on one suggestion decides on no other.",
        "the digest leaves out what is decided",
        Replaced("accounts.staffing.canonical_form._of", lambda _act: {}),
    ),
    Protection(
        "suggestions_a_day",
        "One person suggests ten changes a day.",
        "nobody counts",
        FunctionRedefined("default", _SUGGEST, ">= 10", ">= 1000"),
    ),
    Protection(
        "suggestions_by_confirmed_people",
        "Only a confirmed person suggests a change.",
        "the function does not ask for the confirmation",
        EVERYBODY_COUNTS_AS_CONFIRMED,
    ),
    Protection(
        "suggestions_say_what_pages_show",
        "A suggestion says what its kind says, as a page can show it: no script, no other column, no other host.",
        "the function takes any document",
        FunctionRedefined(
            "default", _SUGGEST, "NOT public.restaurants_is_proposal(wanted, given)", "jsonb_typeof(given) <> 'object'"
        ),
    ),
    Protection(
        "reviews_of_open_places",
        "Nobody reviews a place that is closed for good, whoever writes past the policy.",
        "the trigger is disabled",
        Sql("default", "ALTER TABLE restaurants_review DISABLE TRIGGER restaurants_refuse_reviews_of_closed"),
    ),
    Protection(
        "letters_to_listed_addresses",
        "The letter of a claim goes to the address as it was listed, and to none that a guest suggested.",
        "the street of today is taken, whoever wrote it",
        FunctionRedefined(
            "default",
            "public.restaurants_listed_street(uuid)",
            "profile.restaurant_id = place AND profile.address <> ''",
            "false",
        ),
    ),
)
