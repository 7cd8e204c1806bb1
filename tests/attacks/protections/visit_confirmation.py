"""The protections of what confirms a visit: table codes and receipts."""

from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Replaced, Sql, TextReplaced, Together, always

_USE = "public.restaurants_use_table_code(uuid, text)"
_PLACE = "public.restaurants_place_of_table_code(text)"

PROTECTIONS = (
    Protection(
        "table_code_tries",
        "One person tries twenty table codes an hour at most.",
        "nobody counts",
        Replaced("restaurants.views.table_codes.ratelimit.consume", always),
    ),
    Protection(
        "table_code_once",
        "A table code confirms one review, also where two people use it at once.",
        "a used code is taken again",
        FunctionRedefined("default", _USE, "code.used_on IS NULL", "true"),
    ),
    Protection(
        "table_code_of_place",
        "A table code confirms a visit to the restaurant where it lay, and no other.",
        "every restaurant's code is taken",
        FunctionRedefined("default", _USE, "code.restaurant_id = review.restaurant_id", "true"),
    ),
    Protection(
        "table_code_days",
        "A table code is worth nothing after 90 days.",
        "nobody looks at the day",
        FunctionRedefined("default", _USE, "code.expires_at > pg_catalog.clock_timestamp()", "true"),
    ),
    Protection(
        "table_code_not_by_owner",
        "No table code confirms a review by somebody who manages the restaurant, whatever the site says.",
        "the database does not ask who wrote it",
        FunctionRedefined("default", _USE, "permission.user_id = review.author_id", "false"),
    ),
    Protection(
        "table_code_answers",
        "Whoever tries codes learns the same of one that is wrong, used, expired or another restaurant's.",
        "codes that are used or expired lead to their restaurant",
        Together(
            FunctionRedefined("default", _PLACE, "code.used_on IS NULL", "true"),
            FunctionRedefined("default", _PLACE, "code.expires_at > pg_catalog.clock_timestamp()", "true"),
        ),
    ),
    Protection(
        "table_codes_unread",
        "The web process's login reads, makes and changes no table code.",
        "it has every right on the table",
        Sql("default", "GRANT ALL ON restaurants_tablecode TO web"),
    ),
    Protection(
        "visit_confirmed_by_function",
        "The web process's login can't say that a visit is confirmed, nor how often a review was found helpful.",
        "it writes the columns of a review, and the trigger for new ones is disabled",
        Sql(
            "default",
            "GRANT UPDATE ON restaurants_review TO web",
            "ALTER TABLE restaurants_review DISABLE TRIGGER restaurants_new_review_is_bare",
        ),
    ),
    Protection(
        "table_code_paths_masked",
        "No log line holds a table code, also where the address of a page has one.",
        "paths are written as they were asked for",
        Replaced("reviews_site.logs._MASKS", ()),
    ),
    Protection(
        "table_code_addresses",
        "The page that a QR code opens leads away from the code's address at once; nothing stores it or refers to it.",
        "it is answered as any public page",
        Together(
            Replaced("restaurants.views.table_codes.never_store", lambda _response: None),
            TextReplaced("restaurants.views.table_codes.REFERRER_POLICY", "no-referrer", "unsafe-url"),
        ),
    ),
)
