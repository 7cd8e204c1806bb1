"""The words of the page: who the readers are, why they may and what they can't see, and how columns are called."""

from collections.abc import Mapping
from dataclasses import dataclass

# Roles of the access log that are no company role.
OWNER, PROCESS, SUPPORT = "restaurant", "process", "customer_support"


@dataclass(frozen=True)
class ReaderLabel:
    """Who reads, as a person is told: the role, never who has it."""

    name: str
    why: str
    not_seen: str


_NO_ROWS_IN_CLEAR = "Your name, your address, your year of birth, your gender and the text of your reviews."
READERS: Mapping[str, ReaderLabel] = {
    OWNER: ReaderLabel(
        "The owner of a restaurant",
        "They see how guests feel about their own restaurant, from the reviews of it that are public anyway.",
        "Who wrote a review beyond its pen name, and anything that you said of yourself.",
    ),
    PROCESS: ReaderLabel(
        "A program of ours",
        "It works through reviews by itself: the language model gives each a score between negative and positive.",
        "Who wrote them: it gets texts without names, and no pen name.",
    ),
    "data_scientist": ReaderLabel(
        "A data scientist",
        "They look for what reviews tell as a whole, and check what our models make of them.",
        _NO_ROWS_IN_CLEAR,
    ),
    "data_engineer": ReaderLabel(
        "A data engineer",
        "They keep the copy for statistics complete, and mend what could not be loaded.",
        "Who you are, what you said of yourself, and the text of your reviews.",
    ),
    "security_engineer": ReaderLabel(
        "A security engineer",
        "They watch who reads what, and whether anybody reads too much.",
        "Your identity document, and the text of your reviews.",
    ),
    "software_engineer": ReaderLabel(
        "A software engineer",
        "They build the site. Where people are real, they have no way in.",
        "Everything, where people are real.",
    ),
    "marketing_analyst": ReaderLabel(
        "A marketing analyst",
        "They ask how many, where and when, of published counts and of tables that at least two colleagues agreed on.",
        _NO_ROWS_IN_CLEAR,
    ),
    "product_manager": ReaderLabel(
        "A product manager",
        "They ask how many, where and when, to decide what to build next.",
        _NO_ROWS_IN_CLEAR,
    ),
    "executive": ReaderLabel("Somebody of the management", "They look at dashboards.", _NO_ROWS_IN_CLEAR),
    SUPPORT: ReaderLabel(
        "Customer support",
        "You, or somebody who knew your whole e-mail address, asked for help. They see one masked record at a time.",
        "Your full name and address, your reviews, and what you said of yourself.",
    ),
}
UNKNOWN = ReaderLabel("Somebody with another role", "What it may read stands in our table of roles.", _NO_ROWS_IN_CLEAR)

# What rows of a relation are, as a person would call them: many of them.
_ROWS = {
    "core.user_demographics": "rows of what people said of themselves",
    "marts.masked_demographics": "rows of what people said of themselves",
    "landing.person_events": "events about people",
    "landing.review_events": "events about reviews",
    "derived.review_sentiment": "scores of reviews",
    "landing.quarantine": "events that could not be loaded",
}
_COLUMNS = {
    "restaurant_id": "which restaurant",
    "review_id": "the number of a review",
    "event_id": "the number of an event",
    "reviewer": "a pseudonym",
    "person": "a pseudonym",
    "user_id": "a token in place of you",
    "rating": "stars",
    "text": "the text, without names",
    "text_length": "how long the text is",
    "visited_on": "the day of the visit",
    "posted_at": "when it was posted",
    "posted_on": "the day it was posted",
    "birth_band": "the decade of birth",
    "birth_year": "the year of birth",
    "score": "the model's score",
    "label": "what the model made of it",
    "confidence": "how sure the model was",
    "loaded_at": "when it was loaded",
    "changed_at": "when it changed",
}


def reader_label(role: str) -> ReaderLabel:
    """Who a role of the access log is."""
    return READERS.get(role, UNKNOWN)


def relation_label(relation: str) -> str:
    """What rows of a relation are called, many of them."""
    return _ROWS.get(relation, "rows of reviews")


def column_labels(names: tuple[str, ...]) -> str:
    """Columns in words, each once."""
    return ", ".join(dict.fromkeys(_COLUMNS.get(name, name.replace("_", " ")) for name in names))
