"""Who may open which dashboard. Only django-guardian's permissions decide."""

from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from guardian.shortcuts import get_objects_for_user, get_users_with_perms

from accounts.models import User
from restaurants.models import Restaurant

VIEW_DASHBOARD = "restaurants.view_dashboard"


def is_owner(user: User | AnonymousUser, restaurant: Restaurant) -> bool:
    """Whether the person may open the restaurant's dashboard."""
    return user.is_authenticated and user.is_active and user.has_perm(VIEW_DASHBOARD, restaurant)


def owned_restaurants(user: User) -> QuerySet[Restaurant]:
    """The restaurants whose dashboards the person may open, by name."""
    owned: QuerySet[Restaurant] = get_objects_for_user(
        user, VIEW_DASHBOARD, klass=Restaurant, accept_global_perms=False
    )
    return owned.select_related("rating").order_by("slug")


def owned_restaurant(user: User, slug: str) -> Restaurant:
    """The restaurant, if the person may open its dashboard.

    Raises:
        Restaurant.DoesNotExist: there is none, or it is not theirs. Strangers can't tell the two apart.
    """
    return owned_restaurants(user).get(slug=slug)


def owners_of(restaurant: Restaurant) -> list[User]:
    """The people who may open the dashboard."""
    owners = cast(QuerySet[User], get_users_with_perms(restaurant, only_with_perms_in=["view_dashboard"]))
    return list(owners.order_by("email"))
