"""The Atom feed of a restaurant's newest reviews, which says what its page shows and nothing else."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, linebreaks

from restaurants.models import Restaurant
from restaurants.models.popularity import FIRST_DAY
from restaurants.selectors import PublicReview
from reviews_site.texts import tidy
from reviews_site.web.discovery import absolute

MAX_ENTRIES = 20


def restaurant_feed(restaurant: Restaurant, reviews: Sequence[PublicReview]) -> bytes:
    """The feed's bytes. Texts are HTML within XML, so that they are escaped for both."""
    page = absolute(restaurant.get_absolute_url())
    feed = _Feed(
        title=f"{tidy(restaurant.name)} on Platemark",
        link=page,
        description="",
        feed_url=f"{page}feed.atom",
        language="en",
    )
    feed.latest = max((_day(each.edited_at or each.posted_at) for each in reviews), default=_day(FIRST_DAY))
    for review in reviews:
        feed.add_item(
            title=f"{review.rating} of 5 stars by {review.pen_name}",
            link=f"{page}#review-{review.id}",
            description=linebreaks(escape(tidy(review.text))),
            author_name=review.pen_name,
            pubdate=_day(review.posted_at),
            updateddate=_day(review.edited_at or review.posted_at),
            unique_id=f"urn:uuid:{review.id}",
        )
    return feed.writeString("utf-8").encode()


class _Feed(Atom1Feed):
    """An Atom feed that was changed with its latest entry, and not when somebody asked for it."""

    latest: datetime

    def latest_post_date(self) -> datetime:
        return self.latest


def _day(day: date) -> datetime:
    """The beginning of a day in UTC: the page shows no times."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
