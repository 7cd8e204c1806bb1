"""The protections of pen names."""

import re

from tests.attacks.protection import Protection
from tests.attacks.switches import Replaced, Sql, Together


def never(_name: str) -> bool:
    """Whatever is asked, it is not so."""
    return False


PROTECTIONS = (
    Protection(
        "pen_name_skeleton",
        "Nobody writes under a name that looks like somebody else's, whatever letters it is made of.",
        "the database compares names by their letters alone, and so does the form",
        Together(
            Sql("default", "DROP INDEX accounts_profile_skeleton_unique"),
            Replaced("accounts.forms.skeleton", str.upper),
        ),
    ),
    Protection(
        "pen_name_visible",
        "A pen name has no sign that shows nothing.",
        "such signs are letters and marks like any other",
        Together(
            Sql("default", "ALTER TABLE accounts_profile DROP CONSTRAINT accounts_profile_name_visible"),
            Replaced("accounts.pen_names._INVISIBLE", re.compile("(?!)")),
        ),
    ),
    Protection(
        "pen_name_reserved",
        "A pen name looks neither like the site's own name nor like an office.",
        "no word is reserved",
        Replaced("accounts.pen_names.is_reserved", never),
    ),
    Protection(
        "pen_name_listed",
        "No pen name is the name of a listed restaurant, nor stays it when the restaurant is listed later.",
        "the triggers are dropped",
        Sql(
            "default",
            "DROP TRIGGER restaurants_pen_name_not_listed ON accounts_profile",
            "DROP TRIGGER restaurants_release_pen_name ON restaurants_restaurant",
        ),
    ),
)
