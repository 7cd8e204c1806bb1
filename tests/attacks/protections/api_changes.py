"""The protections of what programs are told of changes."""

from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Sql

PROTECTIONS = (
    Protection(
        "api_changes_of_public_rows",
        "No line of the changes tells that there is a reply which is not on the page.",
        "every reply leaves a line",
        FunctionRedefined(
            "default", "public.restaurants_note_replies()", "NEW.state = 'published'", "NEW.state IS NOT NULL"
        ),
    ),
    Protection(
        "api_changes_by_triggers",
        "The web process's login neither adds a change nor hides one.",
        "`web` may write the table",
        Sql(
            "default",
            "GRANT INSERT, UPDATE, DELETE ON restaurants_change TO web",
            "GRANT EXECUTE ON FUNCTION restaurants_note_change(text, uuid, uuid) TO web",
            "GRANT EXECUTE ON FUNCTION restaurants_delete_old_changes() TO web",
        ),
    ),
)
