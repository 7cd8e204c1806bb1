"""Grants on what confirms a visit: web calls functions, and reads neither a code nor a receipt."""

WEB_FUNCTIONS = frozenset(
    {"public.restaurants_place_of_table_code(text)", "public.restaurants_use_table_code(uuid, text)"}
)
# Codes that have expired, without the codes themselves.
MAIL = {"public.restaurants_tablecode": "SELECT (expires_at), DELETE"}
