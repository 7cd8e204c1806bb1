"""The protections of replies to reviews."""

from typing import Any

from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Replaced, Sql, Together, allow

_WRITE = "public.restaurants_write_reply(uuid, uuid, text, text, text[])"
_DECIDE = "public.restaurants_decide_reply(uuid, uuid, integer, text)"
_MAY = "public.restaurants_may(uuid, uuid, text)"


def find_nothing(*_args: Any) -> list[str]:
    """Nothing in a reply reveals anybody."""
    return []


def any_restaurant(_user: Any, slug: str, _permission: Any = None) -> Any:
    """The restaurant, whoever asks."""
    from restaurants.models import Restaurant

    return Restaurant.objects.get(slug=slug)


PROTECTIONS = (
    Protection(
        "replies_by_the_team",
        "Only people who may reply at a restaurant see its page of replies, write, delete or ask about one.",
        "any signed-in person may, in the site and in the database",
        Together(
            Replaced("restaurants.views.replies.managed_restaurant", any_restaurant),
            Replaced("restaurants.actions.replies.may_reply", allow),
            FunctionRedefined("default", _MAY, "held.user_id = person", "true"),
        ),
    ),
    Protection(
        "replies_written_by_functions",
        "The web process's login writes no row of replies and of their history past the functions that ask who writes.",
        "it is granted all verbs, and no row is hidden from it",
        Together(
            Sql("default", "GRANT INSERT, UPDATE, DELETE ON restaurants_reply, restaurants_replyversion TO web"),
            Sql("default", "CREATE POLICY open_to_all ON restaurants_reply TO web USING (true) WITH CHECK (true)"),
        ),
    ),
    Protection(
        "reply_functions_ask",
        "The functions write, delete and ask about a reply only for somebody who may reply at that restaurant.",
        "they believe whoever is named",
        FunctionRedefined("default", _MAY, "held.user_id = person", "true"),
    ),
    Protection(
        "reply_templates_of_the_team",
        "Texts that a restaurant starts its replies from are read and changed by people who may reply there.",
        "they are read, written and deleted by whoever knows an id, in the site and in the database",
        Together(
            Replaced("restaurants.views.replies.managed_restaurant", any_restaurant),
            FunctionRedefined("default", _MAY, "held.user_id = person", "true"),
            Sql("default", "GRANT INSERT, UPDATE, DELETE ON restaurants_replytemplate TO web"),
            Sql("default", "CREATE POLICY open_to_all ON restaurants_replytemplate TO web USING (true)"),
        ),
    ),
    Protection(
        "replies_on_hold_hidden",
        "A reply on hold is seen by its restaurant's team and by no other person that the web process acts for.",
        "the row policy shows all replies",
        Sql(
            "default",
            "DROP POLICY web_shown ON restaurants_reply",
            "CREATE POLICY web_shown ON restaurants_reply FOR SELECT TO web USING (true)",
        ),
    ),
    Protection(
        "replies_reveal_nobody",
        "A reply that names the guest, or gives a number, a booking, a room or a table with its day, is not shown.",
        "no text is looked at",
        Replaced("restaurants.actions.replies.guest_details", find_nothing),
    ),
    Protection(
        "reply_on_hold_roles",
        "Only customer support reads replies that are on hold, and decides on them.",
        "every role of the company may",
        Together(
            Replaced("analytics.console.gate.may", allow),
            Replaced("restaurants.actions.replies.may_check_reply", allow),
        ),
    ),
    Protection(
        "reply_on_hold_not_ones_own",
        "Nobody decides on a reply of a restaurant that they work with, or to a review of their own.",
        "the function does not ask",
        FunctionRedefined("default", _DECIDE, "review.id = reviewed AND (", "false AND ("),
    ),
    Protection(
        "reply_on_hold_decided_by_console",
        "The web process's login publishes no reply on hold by the function that the console calls.",
        "it may call the function",
        Sql("default", f"GRANT EXECUTE ON FUNCTION {_DECIDE} TO web"),
    ),
    Protection(
        "reply_on_hold_as_read",
        "What is shown is the text that somebody of customer support read, also where the team changes it meanwhile.",
        "the function publishes whatever waits",
        FunctionRedefined("default", _DECIDE, "AND version = read_version", ""),
    ),
    Protection(
        "one_reply_a_review",
        "Two people who reply to a review at once write one reply, and the first text stays in its history.",
        "they do not take turns",
        FunctionRedefined("default", _WRITE, "WHERE id = reviewed FOR UPDATE", "WHERE id = reviewed"),
    ),
)
