"""The protections of restaurants' own photos."""

from typing import Any

from restaurants.models import Photo
from tests.attacks.protection import Protection
from tests.attacks.protections.business_pages import restaurant_of_anybody
from tests.attacks.switches import FunctionRedefined, Replaced, Sql, Together, always

_CHANGE = "public.restaurants_change_page_photo(uuid, uuid, text, text)"
_ANYBODY_CHANGES = FunctionRedefined(
    "default", _CHANGE, "OR NOT public.restaurants_may(person, place, 'change_page')", ""
)
_ANYBODY_ADDS = Sql("default", "ALTER TABLE restaurants_photo DISABLE TRIGGER restaurants_photo_of_own_review")


def any_photo(_rows: Any, **named: Any) -> Photo:
    """Return a photo by its id alone."""
    return Photo.objects.select_related("restaurant").only("id", "restaurant__id").get(pk=named["pk"])


PROTECTIONS = (
    Protection(
        "galleries_of_own_restaurant",
        "A stranger, an analyst or another restaurant’s owner neither opens its page of photos nor changes one.",
        "neither the pages, nor the actions, nor the functions of the database check who asks",
        Together(
            Replaced("restaurants.views.team_pages.managed_restaurant", restaurant_of_anybody),
            Replaced("restaurants.actions.galleries.may_on", always),
            _ANYBODY_CHANGES,
            _ANYBODY_ADDS,
        ),
    ),
    Protection(
        "gallery_photo_of_that_page",
        "An owner changes photos of their own page by its address, and none of another page or of a guest.",
        "the page takes any photo’s id, and neither action nor function checks whose it is",
        Together(
            Replaced("restaurants.views.galleries.get_object_or_404", any_photo),
            Replaced("restaurants.actions.galleries.may_on", always),
            _ANYBODY_CHANGES,
        ),
    ),
    Protection(
        "gallery_functions_ask_who_acts",
        "Injected SQL removes, describes, moves and blurs only photos of pages that the named person may change.",
        "the function does not ask",
        _ANYBODY_CHANGES,
    ),
    Protection(
        "gallery_photos_by_their_team",
        "Injected SQL adds a photo to a page only for somebody who may change it.",
        "the trigger is disabled",
        _ANYBODY_ADDS,
    ),
    Protection(
        "gallery_only_by_function",
        "The web process's login changes no photo of a page but by the function that asks who acts.",
        "the trigger is disabled",
        Sql("default", "ALTER TABLE restaurants_photo DISABLE TRIGGER restaurants_page_photos_by_function"),
    ),
    Protection(
        "gallery_kept_by_trigger",
        "What a page shows of its own photos follows from published ones, and the web process's login can't write it.",
        "`web` is granted all verbs",
        Together(
            Sql("default", "GRANT ALL ON restaurants_photo, restaurants_restaurant TO web"),
            Sql("default", "ALTER TABLE restaurants_photo DISABLE TRIGGER restaurants_page_photos_by_function"),
        ),
    ),
)
