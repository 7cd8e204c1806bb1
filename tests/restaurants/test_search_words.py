"""Search word by word: order among equals, odd input, how words are counted, and that indexes find them."""

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from restaurants.models import Restaurant, SearchWord
from restaurants.search_queries import parse_query, tiers
from restaurants.selectors.listing import list_restaurants
from restaurants.selectors.search import _SIMILAR
from tests.restaurants import factories

pytestmark = pytest.mark.django_db


def test_among_equals_the_better_rated_comes_first(db: None) -> None:
    worse, better = (factories.restaurant(name, "pizza") for name in ("Amsel", "Bussard"))
    for place, stars in ((worse, 3), (better, 5)):
        for number in range(2):
            factories.review(place, factories.confirmed(f"{place.slug}{number}"), rating=stars)
    assert [place.name for place in list_restaurants(query="pizza", now=timezone.now()).rows] == ["Bussard", "Amsel"]


@pytest.mark.parametrize(
    "query",
    [
        *("' OR 1=1 --", "a:*B & !b", "pizza <-> !!", "%' LIKE '%", "\\", ":*", "(((", "a" * 5000, "pizza " * 2000),
        *(
            "pizza\u202e",
            "🍕",
            "&#0;",
            "{}",
            "$$",
            "' || pg_sleep(9) || '",
            "near",
            "near near in bei",
            "in",
            "restaurant",
        ),
    ],
)
def test_nothing_that_is_typed_is_syntax(client: Client, place: Restaurant, query: str) -> None:
    for address in ("/restaurants/", "/search/suggestions/"):
        assert client.get(address, {"q": query}).status_code == 200


def test_a_nul_is_a_bad_request_and_many_words_are_a_bounded_query(client: Client, place: Restaurant) -> None:
    assert client.get("/restaurants/?q=a%00b").status_code == 400
    assert client.get("/search/suggestions/?q=a%00b").status_code == 400
    words = parse_query("word " * 500)
    assert len(words) == 8
    assert len(tiers(words).matching) < 500


def test_words_are_counted_by_triggers(db: None) -> None:
    def uses(word: str) -> int:
        return sum(SearchWord.objects.filter(word=word).values_list("uses", flat=True))

    first, second = factories.restaurant("Zum Reiher"), factories.restaurant("Zum Kranich")
    assert (uses("zum"), uses("reiher")) == (2, 1)
    Restaurant.objects.filter(pk=first.pk).update(name_words="zum adler")
    assert (uses("zum"), uses("reiher"), uses("adler")) == (2, 0, 1)
    Restaurant.objects.filter(pk__in=[first.pk, second.pk]).delete()
    assert not SearchWord.objects.filter(word__in=["zum", "reiher", "adler", "kranich"]).exists()


def test_mistyped_words_and_matches_are_found_by_indexes(place: Restaurant) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {_SIMILAR}", [["piza"]])
        assert "restaurants_searchword_similar" in str(cursor.fetchall())
    assert "restaurants_search" in Restaurant.objects.filter(search="reiher").explain()
