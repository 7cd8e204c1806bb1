"""Edits some reviews of the town, as their authors would: each shows that it was edited, and what it said before."""

from accounts.models import User
from restaurants.actions.reviews import edit
from restaurants.models import Review
from restaurants.rules import ASPECTS

# What an author adds after another visit, and by how many stars it changes their rating.
_ADDITIONS = (
    ("Edit: we went again two weeks later, and it was just as good.", 0),
    ("Edit: they have a second room now, so that it is easier to get a table.", 0),
    ("Edit: after a third visit I give one star less. The portions have become smaller.", -1),
    ("Edit: the new card has more without meat, which we had missed.", 0),
    ("Edit: I had written that they take cash only. They take cards as well.", 0),
    ("Edit: on a Saturday evening you wait for long. Come at noon.", -1),
)
# The newest reviews are those that visitors of the demo see; every so many of them is edited.
_AMONG, _EVERY = 60, 5


def add_edits(source: str) -> int:
    """Edit reviews of `source`, once; how many are edited."""
    reviews = Review.objects.filter(restaurant__source=source, language="en", rating__gte=3)
    if reviews.filter(edited_at__isnull=False).exists():
        return 0
    newest = list(reviews.select_related("restaurant", "author").order_by("-posted_at")[:_AMONG:_EVERY])
    for number, review in enumerate(newest):
        addition, stars = _ADDITIONS[number % len(_ADDITIONS)]
        _add_to(review, review.author, addition, stars)
    return len(newest)


def _add_to(review: Review, author: User, addition: str, stars: int) -> None:
    edit(
        restaurant=review.restaurant,
        rating=review.rating + stars,
        text=f"{review.text}\n\n{addition}",
        visited_on=review.visited_on,
        by=author,
        **{name: getattr(review, name) for name in ASPECTS},
    )
