"""Reads the restaurants of somebody who works with several, side by side."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import User
from accounts.private_rows import private_rows
from restaurants.models import Menu, MenuDraft, Restaurant, RestaurantUserObjectPermission, Review
from restaurants.selectors.menus import WrittenMenu, content_of
from restaurants.selectors.owners import managed_restaurants
from reviews_site.policy import TeamPermission

WEEK_DAYS, UNANSWERED_DAYS = 7, 90


@dataclass(frozen=True)
class ManagedPlace:
    """One restaurant, and what of it may need somebody's attention."""

    restaurant: Restaurant
    permissions: frozenset[TeamPermission]
    reviews_this_week: int
    unanswered: int
    has_menu_draft: bool

    @property
    def may_reply(self) -> bool:
        """Whether the person replies to its reviews."""
        return TeamPermission.REPLY_TO_REVIEWS in self.permissions


def managed_places(person: User) -> list[ManagedPlace]:
    """The restaurants that the person works with, by name. Six queries, however many there are."""
    now = timezone.now()
    places = list(managed_restaurants(person).order_by("name", "slug"))
    ids = [place.pk for place in places]
    if not ids:
        return []
    permissions = _permissions(person, ids)
    with private_rows(person.pk):
        recent = Review.objects.filter(restaurant__in=ids, posted_at__gt=now - timedelta(days=UNANSWERED_DAYS))
        of_week = Count("pk", filter=Q(posted_at__gt=now - timedelta(days=WEEK_DAYS)))
        unanswered = Count("pk", filter=Q(reply=None))
        rows = recent.values_list("restaurant").annotate(of_week=of_week, unanswered=unanswered).order_by()
        counts = {place: (week, without) for place, week, without in rows}
        drafts = MenuDraft.objects.in_bulk(ids)
    menus = Menu.objects.in_bulk(list(drafts))
    return [
        ManagedPlace(
            place,
            permissions[place.pk],
            *counts.get(place.pk, (0, 0)),
            _differs(drafts.get(place.pk), menus.get(place.pk)),
        )
        for place in places
    ]


def _differs(draft: MenuDraft | None, menu: Menu | None) -> bool:
    """Whether somebody has written what is not published yet."""
    if draft is None:
        return False
    return not WrittenMenu(content_of(draft), draft.version, content_of(menu) if menu else None).is_published


def _permissions(person: User, places: Iterable[UUID]) -> dict[UUID, frozenset[TeamPermission]]:
    rows = RestaurantUserObjectPermission.objects.filter(user=person, content_object__in=places)
    found: defaultdict[UUID, set[TeamPermission]] = defaultdict(set)
    for place, name in rows.values_list("content_object", "permission__codename"):
        found[place].add(TeamPermission(name))
    return {place: frozenset(held) for place, held in found.items()}
