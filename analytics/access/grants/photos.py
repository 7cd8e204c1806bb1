"""Grants on photos: web adds and removes, media decodes and publishes, privacy deletes them with an account."""

from analytics.access.grants.attribution import WRITES_THE_AUDIT_LOG

WEB = {
    # Which files a photo has, and so whether it is published, is the worker's to say.
    "public.restaurants_photo": (
        "SELECT (id, review_id, restaurant_id, author_id, state, reason, sha256, alt, token, width, height, "
        "thumbhash, faces, added_at, position, kind, sharpness), "
        "INSERT (id, review_id, restaurant_id, author_id, sha256, alt, position), "
        "UPDATE (state, alt, blur)"
    ),
}
WEB_FUNCTIONS = frozenset({"public.restaurants_change_page_photo(uuid, uuid, text, text)"})
# It sees what looks like a copy and what that resembles; whose they are by an id, to keep people from their own.
CONSOLE = {
    "public.restaurants_photo": "SELECT (id, restaurant_id, author_id, state, token, width, phash, added_at, kind)",
}
CONSOLE_FUNCTIONS = frozenset({"public.restaurants_decide_copied_photo(uuid, text, text)"})
# It reads no review and no account.
MEDIA = {
    "public.restaurants_photo": (
        "SELECT, UPDATE (state, reason, blur, faces, token, width, height, thumbhash, phash, decided_at, kind, "
        "kind_probability, sharpness, brightness, model_release), DELETE"
    ),
    "public.restaurants_photomodelrelease": "SELECT, INSERT",
    "public.restaurants_photodeletion": "SELECT, INSERT, DELETE",
    "public.audit_event": WRITES_THE_AUDIT_LOG,
}
PRIVACY = {
    "public.restaurants_photo": "SELECT (id, author_id), DELETE",
    "public.restaurants_photodeletion": "SELECT, DELETE",
}
