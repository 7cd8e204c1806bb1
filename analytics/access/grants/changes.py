"""Grants on the changes that programs are told: `web` reads them, triggers write them, the worker deletes old ones."""

WEB = {"public.restaurants_change": "SELECT"}
MAIL_FUNCTIONS = frozenset({"public.restaurants_delete_old_changes()"})
