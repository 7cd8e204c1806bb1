"""Popular dishes: which reviews name a dish, and that its sums are kept with each change of a review or a menu."""

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from restaurants.actions import reviews
from restaurants.models import Dish, DishDay, Menu, Restaurant, Review
from restaurants.models.dish import MIN_WORD_LENGTH
from restaurants.models.popularity import MIN_POPULAR_REVIEWS, popularity
from restaurants.text_folding import fold
from tests.restaurants import factories
from tests.restaurants.test_popularity import by_formula, move
from tests.restaurants.test_public_pages import queries

pytestmark = pytest.mark.django_db

MENU = (
    *("Pizza Margherita", "Pizza Salami", "Tagliatelle al ragù", "Wiener Schnitzel vom Kalb mit Petersilerdäpfeln"),
    *("Crème brûlée", "Green tea", "Tea", "Hirschragout mit Rotkraut", "Hirschragout mit Knödel", "Märzen vom Fass 0,5"),
    *("Soup of the day", "Bruckner's Gröstl", "Steak, 300 g"),
)


def serve(place: Restaurant, names: Iterable[str], price: str = "9.50") -> None:
    """Give the restaurant a menu with these dishes, in two sections."""
    dishes = [{"name": name, "price": price} for name in names]
    sections = [{"title": "First", "dishes": dishes[:2]}, {"title": "Then", "dishes": dishes[2:]}]
    Menu.objects.update_or_create(restaurant=place, defaults={"price_level": 2, "sections": sections})


def named(place: Restaurant, text: str) -> set[str]:
    """The dishes that a text about the restaurant names."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.restaurants_named_dishes(%s, %s)", [place.pk, text])
        found = [pk for (pk,) in cursor.fetchall()]
    return set(Dish.objects.filter(pk__in=found).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("text", "dishes"),
    [
        ("The PIZZA-MARGHERITA was thin.", {"Pizza Margherita"}),
        ("I had a margherita, she the salami.", {"Pizza Margherita", "Pizza Salami"}),
        ("Good pizza here.", set()),
        ("Margheritas for all!", set()),
        ("Das Wiener Schnitzel war groß.", {"Wiener Schnitzel vom Kalb mit Petersilerdäpfeln"}),
        ("schnitzel!", {"Wiener Schnitzel vom Kalb mit Petersilerdäpfeln"}),
        ("A creme brulee, and a Crème Brûlée", {"Crème brûlée"}),
        ("the ragu", set()),
        ("tagliatelle al RAGU", {"Tagliatelle al ragù"}),
        ("A green tea.", {"Green tea"}),
        ("Green tea, green tea; and a tea", {"Green tea", "Tea"}),
        ("Das Hirschragout war zart.", set()),
        ("Hirschragout mit Knödel, bitte", {"Hirschragout mit Knödel"}),
        ("Ein Marzen.", {"Märzen vom Fass 0,5"}),
        ("The best day of our trip.", set()),
        ("BRUCKNERS GROSTL", {"Bruckner's Gröstl"}),
        ("My steak was rare.", {"Steak, 300 g"}),
    ],
)
def test_a_review_names_a_dish(place: Restaurant, text: str, dishes: set[str]) -> None:
    serve(place, MENU)
    assert named(place, text) == dishes


def test_a_last_word_names_a_dish_from_so_many_letters_on(place: Restaurant) -> None:
    short, enough = "x" * (MIN_WORD_LENGTH - 1), "y" * MIN_WORD_LENGTH
    serve(place, (f"One {short}", f"One {enough}"))
    assert named(place, f"{short} {enough}") == {f"One {enough}"}


def test_only_the_menu_of_the_reviewed_restaurant_is_read(place: Restaurant) -> None:
    serve(place, MENU)
    assert named(factories.restaurant("Other"), "Pizza Margherita") == set()


LATIN = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x17E, exclude_categories=("Cc", "So", "Sk", "No")))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(LATIN)
def test_the_database_folds_latin_letters_as_search_does(db: None, text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.restaurants_fold(%s)", [text])
        assert cursor.fetchone()[0] == fold(text)


def expect_as_recomputed(place: Restaurant) -> None:
    """Each dish's sums are those of the reviews that name it, and its popularity is what the page's formula gives."""
    today = timezone.now().date()
    found: dict[str, list[Review]] = defaultdict(list)
    for review in Review.objects.filter(restaurant=place):
        for name in named(place, review.text):
            found[name].append(review)
    for dish in Dish.objects.filter(restaurant=place).annotate(popularity=popularity(day=today)):
        theirs = [(review.posted_at, review.rating) for review in found[dish.name]]
        assert (dish.count, dish.total) == (len(theirs), sum(stars for _, stars in theirs))
        assert dish.popularity == pytest.approx(by_formula(theirs, today), abs=1e-9)
        days: dict[date, int] = defaultdict(int)
        for posted_at, _ in theirs:
            days[posted_at.date()] += 1
        assert dict(DishDay.objects.filter(dish=dish).values_list("day", "count")) == days


def test_sums_are_kept_with_reviews_and_menus(place: Restaurant) -> None:
    """Posted before and after there is a menu, dated back, edited, given other stars, another menu, deleted."""
    chance = random.Random(7)  # noqa: S311 - the same reviews each time, and nothing secret
    texts = [f"We had {' and '.join(chance.sample(MENU, 3))}, and paid." for _ in range(16)]
    people = [factories.confirmed(f"guest{number}") for number in range(16)]
    written = []
    for person, text in zip(people[:6], texts, strict=False):
        written.append(factories.review(place, person, rating=chance.randint(1, 5), text=text))
    serve(place, MENU)
    expect_as_recomputed(place)
    for person, text in zip(people[6:], texts[6:], strict=True):
        written.append(factories.review(place, person, rating=chance.randint(1, 5), text=text))
    for review in written:
        move(review, chance.choice([0, 3, 3, 3, 3, 3, 3, 200, 900]))
    expect_as_recomputed(place)
    Review.objects.filter(pk__in=[each.pk for each in written[:4]]).update(rating=1)
    Review.objects.filter(pk__in=[each.pk for each in written[4:8]]).update(text="We had a margherita, and paid.")
    expect_as_recomputed(place)
    serve(place, (*MENU[:4], "Soup"))
    assert set(Dish.objects.values_list("name", flat=True)) == {*MENU[:4], "Soup"}
    expect_as_recomputed(place)
    Review.objects.filter(pk__in=[each.pk for each in written[2:10]]).delete()
    expect_as_recomputed(place)
    Review.objects.filter(restaurant=place).delete()
    assert not DishDay.objects.exists()
    assert set(Dish.objects.values_list("count", "total")) == {(0, 0)}
    Menu.objects.filter(restaurant=place).delete()
    assert not Dish.objects.exists()


def test_a_dish_keeps_its_id_on_another_menu(place: Restaurant) -> None:
    serve(place, MENU)
    known = dict(Dish.objects.values_list("key", "pk"))
    serve(place, reversed(MENU), price="11.00")
    assert dict(Dish.objects.values_list("key", "pk")) == known
    assert set(Dish.objects.values_list("price", flat=True)) == {"11.00"}
