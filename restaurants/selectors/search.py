"""Finds restaurants by words, with mistakes in them too, and says what else somebody may have meant."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from restaurants.models import Restaurant
from restaurants.search_queries import QueryWord, Tiers, parse_query, tiers

# Alternatives whose similarity is less than the best one's by more than this are not meant.
_WITHIN = 0.1
_MAX_SIMILAR = 4
_MIN_LENGTH = 3
_MAX_LENGTH = 30
SUGGESTIONS = 6
_WORDS = ("name_words", "cuisine_words", "dish_words", "place_words")
# Words by groups of three letters, from an index; the operator % asks for a similarity of 0.3.
_SIMILAR = """
SELECT typed.word, found.word, found.similarity
FROM unnest(%s::text[]) AS typed (word) CROSS JOIN LATERAL (
    SELECT word, similarity(known.word, typed.word) AS similarity FROM restaurants_searchword AS known
    WHERE known.word %% typed.word AND known.word <> typed.word
    ORDER BY similarity DESC, uses DESC, word LIMIT 6
) AS found
"""


Read = TypeVar("Read")


@dataclass(frozen=True)
class Search(Generic[Read]):
    """Restaurants that match, each with `relevance`, what was read of them, and words that were taken for others."""

    matching: QuerySet[Restaurant]
    found: Read
    corrected: str = ""


def find_matching(
    restaurants: QuerySet[Restaurant], query: str, *, read: Callable[[QuerySet[Restaurant]], Read]
) -> Search[Read]:
    """Those of `restaurants` that match a query. One reading, and four queries more if nothing matches as typed.

    Each word is the beginning of a word in the name, town, street, cuisine or menu, and all have to match.

    Args:
        read: what is wanted of those that match; it is false if none does.
    """
    words = parse_query(query)
    if not words:
        found = _with_relevance(restaurants.none() if query.strip() else restaurants, None)
        return Search(found, read(found))
    typed = tiers(words)
    found = _with_relevance(_matching(restaurants, typed), typed)
    # Counted, because the planner takes any row for likely and would read them all.
    if (rows := read(found)) or _matching(Restaurant.objects.all(), typed).count():
        return Search(found, rows)
    similar = similar_words(words)
    meant = tiers(words, similar)
    if not similar or (best := _best(meant)) is None:
        return Search(found, rows)
    found = _with_relevance(_matching(restaurants, meant), meant)
    return Search(found, read(found), " ".join(_taken(word, similar, best) for word in words))


def similar_words(words: Sequence[QueryWord]) -> dict[str, list[str]]:
    """Words of listings that are spelled like each of these, the most similar first. One query."""
    typed = [word.written for word in words if _MIN_LENGTH <= len(word.written) <= _MAX_LENGTH]
    with connection.cursor() as cursor:
        cursor.execute(_SIMILAR, [typed])
        rows = cursor.fetchall()
    found: dict[str, list[str]] = {}
    best: dict[str, float] = {}
    for written, word, similarity in sorted(rows, key=lambda row: -row[2]):
        if similarity >= best.setdefault(written, similarity) - _WITHIN and len(found.get(written, [])) < _MAX_SIMILAR:
            found.setdefault(written, []).append(word)
    return found


def suggestions(query: str) -> list[str]:
    """Names that begin with the words typed so far, the most reviewed first, or words that are spelled alike."""
    words = parse_query(query)
    if not words:
        return []
    rows = _with_relevance(_matching(Restaurant.listed.all(), found := tiers(words)), found)
    names = list(
        rows.order_by(F("relevance").desc(), "-rating__count", "slug").values_list("name", flat=True)[:SUGGESTIONS]
    )
    if names:
        return list(dict.fromkeys(names))
    similar = similar_words(words)
    return [" ".join(similar.get(word.written, [word.written])[0] for word in words)] if similar else []


def _matching(restaurants: QuerySet[Restaurant], found: Tiers) -> QuerySet[Restaurant]:
    return restaurants.filter(search=_raw(found.matching))


def _with_relevance(restaurants: QuerySet[Restaurant], found: Tiers | None) -> QuerySet[Restaurant]:
    """`relevance`: 3 where the name has the words as they are, 2 their beginnings, 1 with cuisine and place, else 0."""
    better = found.better if found else ()
    cases = [When(Q(listing_search=_raw(part)), then=Value(len(better) - rank)) for rank, part in enumerate(better)]
    return restaurants.annotate(relevance=Case(*cases, default=Value(0), output_field=IntegerField()))


def _best(meant: Tiers) -> str | None:
    """The words of the restaurant that matches best, between blanks."""
    rows = _with_relevance(_matching(Restaurant.listed.all(), meant), meant)
    row = rows.order_by(F("relevance").desc(), "-rating__lower_bound", "slug").values_list(*_WORDS).first()
    return f" {' '.join(row)} " if row else None


def _taken(word: QueryWord, similar: dict[str, list[str]], best: str) -> str:
    """The word that the best match has in place of the one typed."""
    if any(f" {form}" in best for form in word.forms):
        return word.written
    return next((each for each in similar.get(word.written, []) if f" {each} " in best), word.written)


def _raw(words: str) -> SearchQuery:
    return SearchQuery(words, config="simple", search_type="raw")
