"""How far each release is with reading all reviews: what a promotion has still to read anew."""

from dataclasses import dataclass

from django.db import connections

STORE = "analytical"
# Of a review that was edited since, the score is of another text, and counts as none.
_READ_BY = """
SELECT r.language, s.model_version, s.aspects_version, count(*)
FROM core.reviews r
LEFT JOIN derived.review_sentiment s
    ON s.restaurant_id = r.restaurant_id AND s.review_id = r.review_id AND s.event_id = r.event_id
WHERE r.for_models
GROUP BY r.language, s.model_version, s.aspects_version
"""
_COLUMNS = {"sentiment": 1, "aspects": 2}


@dataclass(frozen=True)
class Progress:
    """Of `reviews` in the languages that a model reads, `read` are by one release of it."""

    read: int
    reviews: int


class ReadingProgress:
    """Counts of all reviews, taken once."""

    def __init__(self) -> None:
        with connections[STORE].cursor() as cursor:
            cursor.execute(_READ_BY)
            self._rows = cursor.fetchall()

    def of(self, name: str, release: int) -> Progress | None:
        """The progress of a release; None of a model that reads no reviews.

        A language is one that the model reads where any release of it has read a review in it.
        """
        if (column := _COLUMNS.get(name)) is None:
            return None
        languages = {row[0] for row in self._rows if row[column] is not None}
        return Progress(
            sum(row[3] for row in self._rows if row[column] == release),
            sum(row[3] for row in self._rows if row[0] in languages),
        )
