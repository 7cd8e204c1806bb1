"""The protections of guest numbers that a till sends."""

from accounts.models import User
from restaurants.models import Restaurant
from reviews_site.policy import TeamPermission
from tests.attacks.protection import Protection
from tests.attacks.switches import Replaced, Together, allow, always


def any_restaurant(_user: User, slug: str, _permission: TeamPermission) -> Restaurant:
    """The restaurant, whoever asks."""
    return Restaurant.objects.get(slug=slug)


PROTECTIONS = (
    Protection(
        "till_token_restaurant",
        "A token for one restaurant neither reads nor writes the guest numbers of another.",
        "the bound is not asked for",
        Replaced("api.views.guest_numbers.is_within_bound", always),
    ),
    Protection(
        "till_permission",
        "A token enters guest numbers for as long as its person may.",
        "neither the view nor the action asks for the permission",
        Together(
            Replaced("api.views.guest_numbers.managed_restaurant", any_restaurant),
            Replaced("restaurants.actions.visits.Decision", allow),
        ),
    ),
    Protection(
        "till_second_factor",
        "A team's routes ask for a second factor, as its pages do.",
        "a password is enough",
        Replaced("api.views.guest_numbers.gave_second_factor", always),
    ),
)
