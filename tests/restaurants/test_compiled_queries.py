"""Queries whose SQL is made once: they say what the queryset says, whatever was asked before and beside."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from restaurants.models import Restaurant
from restaurants.models.popularity import decay
from restaurants.selectors import pages
from restaurants.selectors.pages import ReviewFilter, restaurant_with_menu, reviews_page
from reviews_site.compiled_queries import CompiledQuery
from tests.restaurants import factories


@pytest.mark.django_db
def test_each_call_gets_the_rows_of_its_own_values() -> None:
    places = [factories.restaurant(name) for name in ("Amsel", "Bussard", "published")]
    for place in (*places, *reversed(places)):
        found = restaurant_with_menu(place.slug)
        assert (found.pk, found.name, found.rating.count) == (place.pk, place.name, 0)
    with pytest.raises(Restaurant.DoesNotExist):
        restaurant_with_menu("no-such-place")


@pytest.mark.django_db
def test_the_statement_is_the_one_of_the_queryset() -> None:
    factor = decay(date(2026, 1, 1))
    with CaptureQueriesContext(connection) as captured:
        pages._BY_SLUG.read(slug="amsel", factor=factor)
        list(pages._by_slug("amsel", factor))
    read, expected = (query["sql"] for query in captured.captured_queries)
    assert read == expected


@pytest.mark.django_db
def test_a_first_page_is_the_page_of_the_same_filter() -> None:
    """The way without and the way with a filter that holds for all reviews say the same, keys included."""
    place = factories.restaurant()
    factories.some_reviews(place, pages.REVIEWS_PER_PAGE)
    assert reviews_page(place.pk) == reviews_page(place.pk, chosen=ReviewFilter(language="en"))
    factories.review(place, factories.confirmed("last"))
    assert reviews_page(place.pk) == reviews_page(place.pk, chosen=ReviewFilter(language="en"))
    assert reviews_page(place.pk).after


def test_a_value_that_the_query_does_not_take_is_an_error() -> None:
    with pytest.raises(ValueError, match="takes no other"):
        CompiledQuery(lambda pk, other: Restaurant.objects.filter(pk=pk), pk=UUID, other=str).read(pk="", other="")


@pytest.mark.django_db(transaction=True)
def test_threads_do_not_get_each_others_rows() -> None:
    places = [factories.restaurant(f"Place {number}") for number in range(4)]

    def names(place: Restaurant) -> set[str]:
        with closing(connection):
            return {restaurant_with_menu(place.slug).name for _ in range(50)}

    with ThreadPoolExecutor(len(places)) as threads:
        assert list(threads.map(names, places)) == [{place.name} for place in places]
