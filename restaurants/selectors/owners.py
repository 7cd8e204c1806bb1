"""Who may do what at which restaurant. Only django-guardian's permissions of people decide; a role is a set of them."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import QuerySet
from guardian.shortcuts import get_objects_for_user

from accounts.models import User
from restaurants.models import Restaurant, RestaurantUserObjectPermission
from restaurants.models.restaurant import SEARCH_FIELDS
from reviews_site.policy.teams import TeamPermission, TeamRole, team_role


@dataclass(frozen=True)
class TeamMember:
    """Somebody of a restaurant's team. `role` is None where their permissions are those of no role."""

    user: User
    role: TeamRole | None


def permissions_on(user: User | AnonymousUser, restaurant: Restaurant) -> frozenset[TeamPermission]:
    """What the person may do at this restaurant, for a page that shows several things of it."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    rows = RestaurantUserObjectPermission.objects.filter(user=user, content_object=restaurant)
    return frozenset(TeamPermission(name) for name in rows.values_list("permission__codename", flat=True))


def may_on(user: User | AnonymousUser, restaurant: Restaurant, permission: TeamPermission) -> bool:
    """Whether the person holds the permission on this restaurant."""
    return permission in permissions_on(user, restaurant)


def is_on_team(user: User | AnonymousUser, restaurant: Restaurant) -> bool:
    """Whether the person works with the restaurant: every role of a team may open the dashboard."""
    return may_on(user, restaurant, TeamPermission.VIEW_DASHBOARD)


def is_affiliated(user: User | AnonymousUser, restaurant: Restaurant) -> bool:
    """Whether the person works with the restaurant, or did within a year: the database's triggers ask the same."""
    if not isinstance(user, User):
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.restaurants_is_affiliated(%s, %s)", [user.pk, restaurant.pk])
        return bool(cursor.fetchone()[0])


def managed_restaurants(user: User, permission: TeamPermission = TeamPermission.VIEW_DASHBOARD) -> QuerySet[Restaurant]:
    """The restaurants on which the person holds the permission, by name."""
    managed: QuerySet[Restaurant] = get_objects_for_user(
        user, f"restaurants.{permission}", klass=Restaurant, use_groups=False, accept_global_perms=False
    )
    return managed.select_related("rating").order_by("slug")


def managed_restaurant(user: User, slug: str, permission: TeamPermission = TeamPermission.VIEW_DASHBOARD) -> Restaurant:
    """The restaurant, if the person holds the permission on it.

    Raises:
        Restaurant.DoesNotExist: there is none, or they do not hold it. Strangers can't tell the two apart.
    """
    return managed_restaurants(user, permission).get(slug=slug)


def restaurants_of(user: User) -> list[tuple[Restaurant, frozenset[TeamPermission]]]:
    """Every restaurant that the person works with, and what they may do there, by name. One query."""
    rows = RestaurantUserObjectPermission.objects.filter(user=user).select_related("content_object", "permission")
    held: defaultdict[Restaurant, set[TeamPermission]] = defaultdict(set)
    unread = [f"content_object__{name}" for name in SEARCH_FIELDS]
    for row in rows.defer(*unread).order_by("content_object__slug"):
        held[row.content_object].add(TeamPermission(row.permission.codename))
    return [
        (restaurant, frozenset(permissions))
        for restaurant, permissions in held.items()
        if TeamPermission.VIEW_DASHBOARD in permissions
    ]


def team_of(restaurant: Restaurant) -> list[TeamMember]:
    """Everybody who holds a permission on the restaurant, with their role, by address."""
    rows = RestaurantUserObjectPermission.objects.filter(content_object=restaurant)
    held: defaultdict[User, set[str]] = defaultdict(set)
    for row in rows.select_related("user", "permission"):
        held[row.user].add(row.permission.codename)
    return [
        TeamMember(user, team_role(permissions))
        for user, permissions in sorted(held.items(), key=lambda pair: pair[0].email)
    ]
