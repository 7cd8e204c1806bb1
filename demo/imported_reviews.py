"""Posts real review texts (a CSV with restaurant, review and rating) onto imported restaurants, by generated people.

The texts' own restaurants and times don't matter here: each of their names stands for one imported restaurant, and
the reviews are spread over the last year in the order that they had.
"""

import csv
import gzip
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from demo import imported_users
from demo.town import SOURCE
from restaurants.actions import reviews
from restaurants.exceptions import InvalidReview, UnreadableListing
from restaurants.models import Restaurant, Review
from restaurants.models.restaurant import SEARCH_FIELDS

SPREAD_DAYS = 330
BATCH = 100
Progress = Callable[[str], None]


@dataclass(frozen=True)
class ImportedReview:
    """One text: on which restaurant, as its how manieth from the newest, by whom, and how long ago."""

    place: Restaurant
    number: int
    person: int
    rating: str
    text: str
    age: timedelta


def post(path: Path, *, limit: int | None, tell: Progress) -> Counter[str]:
    """Post the texts that are not there yet, the oldest first; how many were posted, and left out for which reason.

    Raises:
        UnreadableListing: the file is no such CSV, or no restaurants have been imported.
    """
    now = timezone.now()
    # The newest `limit` of each restaurant in turn, so that a part of the texts is spread over the restaurants too.
    texts = sorted(_texts(path), key=lambda text: text.number)[:limit]
    wanted = imported_users.generate_users(1 + max((text.person for text in texts), default=0))
    known = imported_users.create_users(wanted, now=now, tell=tell)
    people = [known[person.email] for person in wanted]
    there = set(Review.objects.filter(author__in=people).values_list("restaurant_id", "author_id"))
    outcome: Counter[str] = Counter()
    waiting = iter(sorted(texts, key=lambda text: text.age, reverse=True))
    while batch := list(islice(waiting, BATCH)):
        with transaction.atomic():
            outcome.update(_post_one(text, people[text.person], there, now) for text in batch)
        tell(f"reviews: {outcome.total()} of {len(texts)}")
    return outcome


def _post_one(text: ImportedReview, author: User, there: set[tuple[UUID, UUID]], now: datetime) -> str:
    if (text.place.pk, author.pk) in there:
        return "there before"
    try:
        stars = int(float(text.rating) + 0.5)
    except ValueError:
        return "left out: no stars"
    posted_at = now - text.age
    visited_on = posted_at.date() - timedelta(days=text.number % 5)
    try:
        reviews.submit(
            restaurant=text.place, rating=stars, text=text.text, visited_on=visited_on, by=author, posted_at=posted_at
        )
    except InvalidReview as invalid:
        return f"left out: {invalid}"
    return "posted"


def _texts(path: Path) -> Iterator[ImportedReview]:
    rows = _rows_of(path)
    places = list(Restaurant.objects.exclude(source=SOURCE).defer(*SEARCH_FIELDS).order_by("id"))
    if not places:
        raise UnreadableListing("No restaurants are imported yet. Run `manage.py listings import PATH` first.")
    names = {name: index for index, name in enumerate(dict.fromkeys(row["restaurant"] for row in rows))}
    most = Counter(names[row["restaurant"]] % len(places) for row in rows).most_common(1)[0][1] if rows else 1
    numbers: Counter[int] = Counter()
    for row in rows:
        index = names[row["restaurant"]] % len(places)
        number = numbers[index]
        numbers[index] += 1
        # Beginning elsewhere for each restaurant mixes the people; within one, nobody comes twice.
        person = (number + 7 * index) % max(most, 150)
        age = timedelta(days=1 + SPREAD_DAYS * number / most, minutes=index)
        yield ImportedReview(places[index], number, person, row["rating"], row["review"], age)


def _rows_of(path: Path) -> list[dict[str, str]]:
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8", newline="")
            if path.suffix == ".gz"
            else path.open(newline="") as file
        ):
            reader = csv.DictReader(file)
            missing = {"restaurant", "review", "rating"} - set(reader.fieldnames or ())
            if missing:
                raise UnreadableListing(f"{path} lacks the columns {', '.join(sorted(missing))}.")
            return list(reader)
    except (OSError, EOFError, UnicodeError, csv.Error) as problem:
        raise UnreadableListing(f"{path} can't be read: {problem}.") from None
