"""The protections of what programs do for people who work with a restaurant."""

from typing import Any

from rest_framework import serializers

from restaurants.models import Restaurant
from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Replaced, Together, allow, always, do_nothing


def restaurant_of_anybody(_user: Any, slug: str, _permission: Any) -> Restaurant:
    """Return a restaurant, whoever asks."""
    return Restaurant.objects.get(slug=slug)


PROTECTIONS = (
    Protection(
        "api_team_of_own_restaurant",
        "A program of a stranger, an analyst or another restaurant’s owner reads and writes nothing of a team.",
        "neither the routes, nor the actions, nor the functions of the database check whose restaurant it is",
        Together(
            Replaced("api.team_access.managed_restaurant", restaurant_of_anybody),
            Replaced("restaurants.actions.menus.may_on", always),
            Replaced("restaurants.actions.profiles.may_on", always),
            Replaced("restaurants.actions.replies.may_reply", allow),
            FunctionRedefined(
                "default", "public.restaurants_may(uuid, uuid, text)", "SELECT EXISTS (", "SELECT true OR EXISTS ("
            ),
        ),
    ),
    Protection(
        "api_team_token_restaurant",
        "A token for one restaurant reaches nothing of another one, where its person works too.",
        "the bound is not asked for",
        Together(
            Replaced("api.team_access.is_within_bound", always),
            Replaced("api.views.teams.is_within_bound", always),
        ),
    ),
    Protection(
        "api_team_second_factor",
        "A session or token of an account without a second factor opens no route of a team.",
        "nobody asks for one",
        Replaced("api.team_access.gave_second_factor", always),
    ),
    Protection(
        "api_team_fields",
        "A body sets nothing of a profile, menu or reply but what its team writes.",
        "fields that nobody knows are passed over",
        Replaced("api.serializers.inputs.Input.to_internal_value", serializers.Serializer.to_internal_value),
    ),
    Protection(
        "api_team_if_match",
        "Of two programs that change what a team wrote, the second sees the first one's change before it writes.",
        "nobody compares ETags",
        Together(
            Replaced("api.views.teams.require_match", do_nothing),
            Replaced("api.views.menus.require_match", do_nothing),
            Replaced("api.views.replies.require_match", do_nothing),
            Replaced("api.views.reply_templates.require_match", do_nothing),
        ),
    ),
)
