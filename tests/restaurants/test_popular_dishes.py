"""Popular dishes: which reviews name a dish, and that its sums are kept with each change of a review or a menu."""

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from restaurants.actions import reviews
from restaurants.models import Dish, DishDay, Menu, Restaurant, Review
from restaurants.models.dish import MIN_WORD_LENGTH
from restaurants.models.popularity import MIN_POPULAR_REVIEWS, PRIOR_REVIEWS, PRIOR_STARS, popularity
from restaurants.selectors.dishes import popular_dishes
from restaurants.text_folding import fold
from tests.conftest import Login
from tests.restaurants import factories
from tests.restaurants.test_popularity import by_formula, move
from tests.restaurants.test_public_pages import queries

pytestmark = pytest.mark.django_db

MENU = (
    *("Pizza Margherita", "Pizza Salami", "Tagliatelle al ragù", "Wiener Schnitzel vom Kalb mit Petersilerdäpfeln"),
    *(
        "Crème brûlée",
        "Green tea",
        "Tea",
        "Hirschragout mit Rotkraut",
        "Hirschragout mit Knödel",
        "Märzen vom Fass 0,5",
    ),
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


def test_a_short_last_word_names_no_dish(place: Restaurant) -> None:
    short, enough = "x" * (MIN_WORD_LENGTH - 1), "y" * MIN_WORD_LENGTH
    serve(place, (f"One {short}", f"One {enough}"))
    assert named(place, f"{short} {enough}") == {f"One {enough}"}


def test_only_the_menu_of_the_reviewed_restaurant_is_read(place: Restaurant) -> None:
    serve(place, MENU)
    assert named(factories.restaurant("Other"), "Pizza Margherita") == set()


# All of ASCII, and letters of Europe's languages but three, which few write.
LATIN = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x7E)
    | st.characters(min_codepoint=0xC0, max_codepoint=0x17E, categories=["L"], exclude_characters="ĸŊŋ")
    | st.sampled_from("\u2019\u2018ẞ")
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(LATIN)
def test_the_database_folds_latin_script_as_search_does(db: None, text: str) -> None:
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


def name_dishes(place: Restaurant, stars: dict[str, int], count: int = MIN_POPULAR_REVIEWS) -> None:
    """So many reviews of a restaurant for each dish, which name it and give it these stars."""
    for dish, rating in stars.items():
        for number in range(count):
            person = factories.confirmed(fold(f"{place.name}{dish}{number}").replace(" ", ""))
            factories.review(place, person, rating=rating, text=f"We went there for the {dish.upper()}.")


def test_the_page_orders_by_popularity_and_says_why(client: Client, place: Restaurant) -> None:
    serve(place, MENU)
    name_dishes(place, {"Crème brûlée": 3, "Pizza Margherita": 5})
    name_dishes(place, {"Green tea": 5}, count=MIN_POPULAR_REVIEWS - 1)
    page = client.get("/popular/dishes/")
    assert [each.dish.name for each in page.context["dishes"]] == ["Pizza Margherita", "Crème brûlée"]
    body = page.content.decode()
    value = f"{(5 * 5 + PRIOR_REVIEWS * PRIOR_STARS) / (5 + PRIOR_REVIEWS):.2f}"
    assert "5 reviews name it, with 5.00 stars on average. They weigh 5.0 today;" in body
    assert f"with {PRIOR_REVIEWS} more of {PRIOR_STARS} stars they give {value}." in body
    assert f'9.50 EUR at <a href="/restaurants/{place.slug}/#menu">Zum Reiher</a>' in body
    assert queries(client, "/popular/dishes/") == 1
    serve(factories.restaurant("Other"), MENU)
    name_dishes(Restaurant.objects.get(name="Other"), {"Steak": 4})
    assert queries(client, "/popular/dishes/") == 1


def test_popular_dishes_near_a_place(client: Client, place: Restaurant) -> None:
    far = factories.restaurant("Far", town="Wels")
    Restaurant.objects.filter(pk=place.pk).update(latitude=48.31, longitude=14.29)
    Restaurant.objects.filter(pk=far.pk).update(latitude=48.16, longitude=14.02)
    for each in (place, far):
        serve(each, MENU)
        name_dishes(each, {"Green tea": 5})
    for near in ("Linz", "48.31,14.29"):
        page = client.get("/popular/dishes/", {"near": near})
        assert [each.dish.restaurant.name for each in page.context["dishes"]] == ["Zum Reiher"]
        assert queries(client, f"/popular/dishes/?near={near}") == 1 + (near == "Linz")
    body = client.get("/popular/dishes/?near=Linz").content.decode()
    assert 'href="/popular/?near=Linz"' in body, "The other tab stays near the place."
    assert len(client.get("/popular/dishes/?near=Atlantis").context["dishes"]) == 2


def test_nothing_is_popular_yet(client: Client, place: Restaurant) -> None:
    assert "No popular dishes here yet" in client.get("/popular/dishes/").content.decode()
    assert client.post("/popular/dishes/").status_code == 405


def test_the_order_has_no_paid_input() -> None:
    """What orders dishes is the sums of stars and, among those alike, ids; what chooses them is how many name them."""
    inner, order = str(popular_dishes(day=timezone.now().date(), limit=24).query).rsplit("ORDER BY", 1)
    assert set(re.findall(r'"restaurants_dish"\."(\w+)"', order)) == {"recent_stars", "recent_weight", "id"}
    first = inner.split(" WHERE ", 1)[1]
    assert set(re.findall(r'\w+\."(\w+)"', first.replace('"restaurants_dish"', "dish"))) == {
        *("id", "count", "recent_stars", "recent_weight"),
        # Closed places are left out.
        *("restaurant_id", "closed_at"),
    }


def test_among_many_dishes_an_index_finds_the_popular_ones(place: Restaurant) -> None:
    """Most dishes are named by few: the page reads none of them."""
    Dish.objects.bulk_create(
        Dish(restaurant=place, key=str(number), name="Soup", price="", count=9 if number % 100 == 0 else 0)
        for number in range(20_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE restaurants_dish")
    assert "restaurants_dish_popular" in popular_dishes(day=timezone.now().date(), limit=24).explain()


def test_an_edit_moves_a_mention_and_adds_none(place: Restaurant) -> None:
    serve(place, MENU)
    author = factories.confirmed("dora")
    factories.review(place, author, rating=5, text="We went there for the green tea.")
    for number in range(6):
        text = f"We went there {number} times for the {('crème brûlée', 'margherita')[number % 2]}, margherita."
        reviews.edit(
            restaurant=place, rating=5, text=text, visited_on=timezone.now().date() - timedelta(days=1), by=author
        )
    counted = Dish.objects.filter(count__gt=0).values_list("name", "count", "total")
    assert list(counted) == [("Pizza Margherita", 1, 5)]
    reviews.withdraw(restaurant=place, by=author)
    assert not Dish.objects.filter(count__gt=0).exists()


@pytest.mark.django_db(transaction=True)
def test_a_review_posted_while_a_menu_is_changed_is_counted_once(login: Login) -> None:
    """A change of the menu holds the ratings until it ends: the review waits, and is counted with the new dishes."""
    place, author = factories.restaurant(), factories.confirmed("dora")
    serve(place, ("Tea",))
    migrator, poster = login("default", "migrator"), login("default", "web")
    sections = json.dumps([{"title": "New", "dishes": [{"name": "Zander", "price": "19.00"}]}])
    post = (
        "INSERT INTO restaurants_review (id, restaurant_id, author_id, rating, text, language, visited_on, posted_at)"
        " VALUES (uuidv7(), %s, %s, 4, 'We had the zander, and paid.', 'en', current_date, now())"
    )
    with migrator.transaction():
        migrator.execute("UPDATE restaurants_menu SET sections = %s WHERE restaurant_id = %s", [sections, place.pk])
        poster.execute("SET lock_timeout = '50ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            poster.execute(post, [place.pk, author.pk])
    poster.execute(post, [place.pk, author.pk])
    assert list(Dish.objects.values_list("name", "count", "total")) == [("Zander", 1, 4)]
