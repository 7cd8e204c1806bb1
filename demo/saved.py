"""What guests of the town saved and follow, and what they were notified of: rows, as actions and worker write them."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from uuid import UUID

from restaurants.enums import NotificationKind
from restaurants.models import Follow, Notification, Restaurant, Review, SavedList, SavedPlace

# The first signs in, so that they have a bit of everything; of the others so many have lists.
_GUESTS = 40
_NOTIFIED_OF = 3
_LISTS = {
    "Saved": ("", "Anna recommends the dumplings", "", "They take cards since May"),
    "Date night": ("Ask for the table by the window", "Candles, and no music", "Book two days ahead"),
    "Lunch near work": ("Fast, and open on Mondays", "", "The daily menu ends at two"),
}


def add_saved(source: str, first: UUID) -> int:
    """Add lists, follows and notifications for `first` and other guests, once; how many places were saved."""
    if SavedList.objects.filter(user_id=first).exists():
        return 0
    restaurants = list(Restaurant.objects.filter(source=source).order_by("source_ref").values_list("pk", flat=True))
    reviews = Review.objects.filter(restaurant__source=source).order_by("-id")
    others = dict.fromkeys(reviews.exclude(author_id=first).values_list("author_id", flat=True)[: _GUESTS * 5])
    chance = random.Random("saved")  # noqa: S311 - a demo's chance, and nothing secret
    lists: list[SavedList] = []
    places: list[SavedPlace] = []
    follows: list[Follow] = []
    for person in [first, *list(others)[:_GUESTS]]:
        for name, notes in list(_LISTS.items())[: len(_LISTS) if person == first else chance.randint(1, len(_LISTS))]:
            lists.append(SavedList(user_id=person, name=name))
            chosen = chance.sample(restaurants, len(notes))
            places += (
                SavedPlace(saved_list=lists[-1], restaurant_id=each, note=note)
                for each, note in zip(chosen, notes, strict=True)
            )
        follows += (Follow(user_id=person, restaurant_id=each) for each in chance.sample(restaurants, 4))
    SavedList.objects.bulk_create(lists)
    SavedPlace.objects.bulk_create(places)
    Follow.objects.bulk_create(follows)
    Notification.objects.bulk_create(_notifications(follows, source))
    return len(places)


def _notifications(follows: list[Follow], source: str) -> Iterator[Notification]:
    """The newest reviews of what each guest follows, of which the very newest is unread."""
    newest: Mapping[UUID, list[Review]] = defaultdict(list)
    followed = {each.restaurant_id for each in follows}
    reviews = Review.objects.filter(restaurant__source=source, restaurant_id__in=followed).order_by("-id")
    for review in reviews.only("id", "restaurant_id", "author_id", "posted_at").iterator(2_000):
        if len(newest[review.restaurant_id]) < _NOTIFIED_OF:
            newest[review.restaurant_id].append(review)
    found = [
        (review.posted_at, follow.user_id, number, review)
        for follow in follows
        for number, review in enumerate(newest[follow.restaurant_id])
        if review.author_id != follow.user_id
    ]
    # Ids are in the order of time.
    for posted_at, user_id, number, review in sorted(found, key=lambda each: each[:3]):
        read_at = posted_at if number else None
        values = {
            "user_id": user_id,
            "restaurant_id": review.restaurant_id,
            "review": review,
            "created_at": posted_at,
            "read_at": read_at,
        }
        yield Notification(kind=NotificationKind.NEW_REVIEW, key=str(review.pk), **values)
