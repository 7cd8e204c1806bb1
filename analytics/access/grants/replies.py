"""Grants on replies: web reads and calls functions, and writes no row. The console sees those that wait for it.

`web` names the person it acts for, as for lists (`diners.py`), to see replies of their restaurants that are not shown.
"""

from analytics.access.definitions import RowPolicy
from analytics.access.grants.erased_rows import ASKED

_REPLY = "public.restaurants_reply"
_TEMPLATE = "public.restaurants_replytemplate"
_OF_ONES_OWN_RESTAURANT = (
    "public.restaurants_may(NULLIF(pg_catalog.current_setting('platemark.person', true), '')::uuid, "
    "{table}.restaurant_id, 'reply_to_reviews')"
)
_OF_WHO_ASKED = (
    "EXISTS (SELECT FROM public.restaurants_review AS review WHERE review.id = restaurants_reply.review_id AND "
    + ASKED.format(column="review.author_id")
    + ")"
)

WEB = {_REPLY: "SELECT", _TEMPLATE: "SELECT", "public.restaurants_replyversion": "SELECT"}
WEB_FUNCTIONS = frozenset(
    {
        "public.restaurants_write_reply(uuid, uuid, text, text, text[])",
        "public.restaurants_ask_about_reply(uuid, uuid)",
        "public.restaurants_delete_reply(uuid, uuid)",
        "public.restaurants_save_reply_template(uuid, uuid, uuid, text, text, text, text)",
        "public.restaurants_delete_reply_template(uuid, uuid)",
    }
)
# Neither the review nor who wrote it.
CONSOLE = {_REPLY: "SELECT (review_id, restaurant_id, text, language, state, details, version, written_at)"}
CONSOLE_FUNCTIONS = frozenset({"public.restaurants_decide_reply(uuid, uuid, integer, text)"})
PRIVACY = {
    _REPLY: "SELECT (review_id), DELETE",
    "public.restaurants_replyversion": "SELECT (id, review_id), DELETE",
}
POLICIES = (
    RowPolicy(
        "web_shown",
        _REPLY,
        "web",
        using=f"state = 'published' OR {_OF_ONES_OWN_RESTAURANT.format(table='restaurants_reply')}",
    ),
    RowPolicy(
        "web_of_ones_own_restaurant",
        _TEMPLATE,
        "web",
        using=_OF_ONES_OWN_RESTAURANT.format(table="restaurants_replytemplate"),
    ),
    RowPolicy("console_waiting", _REPLY, "console", using="state = 'waiting'"),
    RowPolicy("who_asked", _REPLY, "privacy", using=_OF_WHO_ASKED),
)
