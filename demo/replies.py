"""Replies of the demo's owners to the newest reviews: most to the point, one edited, and one that waits for staff."""

from collections.abc import Mapping

from accounts.models import User
from demo import sign_ins
from restaurants.actions import replies, reply_templates
from restaurants.models import Reply, Restaurant, Review

_GLAD = (
    "Thank you for coming. We have passed this on to the kitchen, who were happy to read it.",
    "That is kind of you. The recipe is my grandmother’s, and we have not dared to change it.",
    "Thank you! From next week the small terrace is open at noon as well, if you would like to sit outside.",
    "We are glad that you felt at home. Until next time!",
)
_SORRY = (
    "We are sorry that you waited. Two of us were ill that evening, which is an explanation and no excuse. Please give"
    " us another chance.",
    "Thank you for telling us. We have talked about it in the kitchen, and the side dishes are cooked to order now.",
    "You are right that it was loud. Felt panels hang on the ceiling of the back room since last week.",
)
_EDITED = "Thank you for coming. We have passed this on to the kitchen. Edit: from May on we are open on Mondays, too."
# The restaurant means its own cook, which no rule can know.
_DOUBTFUL = "Thank you. Herr Leitner, who makes our strudel every morning, was very pleased to read this."
_TEMPLATES = (
    ("Thanks", "Thank you for coming. We have passed this on to the kitchen."),
    ("Sorry, and what changes", "We are sorry that this went wrong. This is what we have changed since: "),
)
# Of the newest reviews of each restaurant, every third goes without a reply.
_NEWEST, _UNANSWERED = 14, 3


def add(known: Mapping[str, Restaurant]) -> int:
    """Reply to reviews of the restaurants that have a team, once; how many replies were written."""
    if Reply.objects.exists():
        return 0
    managed = {one.restaurant for one in sign_ins.listed() if one.restaurant}
    count = 0
    for place in (known[ref] for ref in sorted(managed)):
        owner = sign_ins.owner_of(place)
        count += _reply_for(place, owner)
        for title, text in _TEMPLATES:
            reply_templates.save(restaurant=place, template=None, title=title, text=text, by=owner)
    return count


def _reply_for(place: Restaurant, owner: User) -> int:
    reviews = Review.objects.filter(restaurant=place).select_related("restaurant", "author__profile")
    answered = [each for number, each in enumerate(reviews.order_by("-id")[:_NEWEST]) if number % _UNANSWERED]
    for number, review in enumerate(answered):
        pool = _GLAD if review.rating > 3 else _SORRY
        replies.write(review=review, text=pool[number % len(pool)], by=owner)
    if answered:
        replies.write(review=answered[0], text=_EDITED, by=owner)
    if len(answered) > 1:
        replies.write(review=answered[-1], text=_DOUBTFUL, by=owner)
        replies.ask_about(review=answered[-1], by=owner)
    return len(answered)
