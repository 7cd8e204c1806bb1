"""Grants on what diners keep for themselves. Row policies show `web` the rows of the person it acts for, and no others.

`web` names the person by `SET LOCAL` (`accounts/private_rows.py`). It guards against a forgotten filter, and not
against injected SQL, which could name somebody itself.
"""

from analytics.access.definitions import RowPolicy
from analytics.access.grants.erased_rows import ASKED

_OWN = "{column} = NULLIF(pg_catalog.current_setting('platemark.person', true), '')::uuid"
_IN_LIST = (
    "EXISTS (SELECT FROM public.restaurants_savedlist AS own WHERE own.id = restaurants_savedplace.saved_list_id"
    " AND {condition})"
)
_BY_PERSON = ("savedlist", "follow", "notification", "notificationchoice", "quiethours")

WEB = {
    "public.restaurants_reviewdraft": "SELECT, INSERT, UPDATE, DELETE",
    "public.restaurants_helpfulvote": "SELECT, INSERT, DELETE",
    "public.restaurants_savedlist": "SELECT, INSERT, UPDATE (name), DELETE",
    "public.restaurants_savedplace": "SELECT, INSERT, UPDATE (saved_list_id, note), DELETE",
    "public.restaurants_follow": "SELECT, INSERT, DELETE",
    # What people are notified of, and when they were mailed, is the functions' of the worker `mail`.
    "public.restaurants_notification": "SELECT, UPDATE (read_at, waits_for_mail)",
    "public.restaurants_notificationchoice": "SELECT, INSERT, UPDATE (channel, version)",
    "public.restaurants_quiethours": "SELECT, INSERT, UPDATE (starts, ends, time_zone), DELETE",
}
PRIVACY = {
    "public.restaurants_savedlist": "SELECT (id, user_id), DELETE",
    "public.restaurants_savedplace": "SELECT (id, saved_list_id), DELETE",
}

# Deletes what analytics was sent of a review that its author withdrew.
WEB_FUNCTIONS = frozenset({"public.restaurants_delete_review_events(uuid, uuid)"})
# They make notifications and the next mail, and read for that what no login of the worker may.
MAIL_FUNCTIONS = frozenset(
    f"public.restaurants_{name}()"
    for name in ("make_notifications", "take_notification_mail", "delete_old_notifications")
)


def _policies(login: str, condition: str) -> tuple[RowPolicy, ...]:
    """A person's own rows of each table, where `condition` says of a column whether it is that person."""
    by_table = {name: condition.format(column=f"restaurants_{name}.user_id") for name in _BY_PERSON}
    by_table["savedplace"] = _IN_LIST.format(condition=condition.format(column="own.user_id"))
    return tuple(
        RowPolicy(f"{login}_own_rows", f"public.restaurants_{name}", login, using=own, check=own)
        for name, own in by_table.items()
    )


POLICIES = (*_policies("web", _OWN), *_policies("privacy", ASKED))
