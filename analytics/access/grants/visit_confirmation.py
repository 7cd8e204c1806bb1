"""Grants on what confirms a visit: web adds receipts and calls functions, and reads neither a code nor a picture.

The console sees what it decides on: neither whose a receipt is beyond an id, nor the review.
"""

WEB = {
    "public.restaurants_receipt": (
        "SELECT (id, review_id, restaurant_id, author_id, state, sent_at, decided_at), "
        "INSERT (id, review_id, restaurant_id, author_id, visited_on), DELETE"
    ),
}
WEB_FUNCTIONS = frozenset(
    {"public.restaurants_place_of_table_code(text)", "public.restaurants_use_table_code(uuid, text)"}
)
CONSOLE = {
    "public.restaurants_receipt": "SELECT (id, restaurant_id, author_id, visited_on, state, token, sent_at)",
    "public.restaurants_restaurant": (
        "SELECT (id, name, street, postcode, town, phone, website, opening_hours, managed_since)"
    ),
}
CONSOLE_FUNCTIONS = frozenset({"public.restaurants_decide_receipt(uuid, text)"})
MEDIA = {"public.restaurants_receipt": "SELECT, UPDATE (state, token, decided_at)"}
PRIVACY = {"public.restaurants_receipt": "SELECT (id, author_id), DELETE"}
# Codes that have expired, without the codes themselves.
MAIL = {"public.restaurants_tablecode": "SELECT (expires_at), DELETE"}
