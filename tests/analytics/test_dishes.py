"""Which dishes of the menu the dashboard says that guests praise and criticise."""

from collections.abc import Sequence

import pytest

from accounts.models import User
from mlmodels.models import ReviewSentiment
from restaurants.models import Menu, Restaurant
from tests.analytics.conftest import make_restaurant
from tests.analytics.test_dashboard import page, with_scores
from tests.conftest import AsProcess, ProcessClient

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
PRAISE, BLAME = ("The schnitzel was crisp and golden.", "positive"), ("Our schnitzels came cold <b>.", "negative")
OF_NO_DISH = ("We ate well enough.", "neutral")


def with_menu(restaurant: Restaurant, *names: str) -> None:
    """A menu with dishes of these names, the first with one in English too."""
    dishes: list[dict[str, object]] = [{"name": name, "price": "12.00"} for name in names]
    dishes[0]["translations"] = {"en": {"name": "Viennese escalope"}}
    Menu.objects.create(restaurant=restaurant, price_level=2, sections=[{"title": "Mains", "dishes": dishes}])


def say(sentences: Sequence[tuple[str, str]]) -> None:
    """What the model of aspects read in the reviews, one sentence about food each."""
    for row, (sentence, side) in zip(ReviewSentiment.objects.order_by("review_id"), sentences, strict=True):
        said = {"aspect": "food", "polarity": side, "probability": 0.9, "sentence": sentence, "words": ["schnitzel"]}
        ReviewSentiment.objects.filter(pk=row.pk).update(aspects=[said, said], aspects_version=7)


def praise(restaurant: Restaurant, as_process: AsProcess, reviews: int, *names: str) -> None:
    """A menu, and so many reviews that praise its schnitzel."""
    with_menu(restaurant, *names)
    with_scores(as_process, restaurant, [0.8] * reviews)
    say([PRAISE] * reviews)


def test_dishes_that_enough_reviews_name_have_figures_and_examples(
    client: ProcessClient, owner: User, restaurant: Restaurant, as_process: AsProcess
) -> None:
    with_menu(restaurant, "Wiener Schnitzel vom Kalb", "Tafelspitz")
    with_scores(as_process, restaurant, [0.8] * 42)
    neither = ("The viennese escalope!", "neutral")
    say([PRAISE] * 17 + [BLAME] * 13 + [neither] * 10 + [("Tafelspitz, please.", "neutral"), PRAISE])
    text = page(client, owner).content.decode()
    figures = "".join(f'<td class="number">{figure}</td>' for figure in ("40", "20", "10", "10"))
    assert f'<th scope="row">Wiener Schnitzel vom Kalb</th>{figures}' in text
    assert "<blockquote>The <strong>schnitzel</strong> was crisp and golden.</blockquote>" in text
    assert "<blockquote>Our schnitzels came cold &lt;b&gt;.</blockquote>" in text
    assert "Tafelspitz" not in text[text.index('id="dishes"') : text.index("Latest reviews")]
    assert "84 sentences" in text and "dishes by rules, praise by aspects, release 7" in text


def test_ten_more_reviews_of_a_dish_move_its_figures(
    client: ProcessClient, owner: User, restaurant: Restaurant, as_process: AsProcess
) -> None:
    praise(restaurant, as_process, 20, "Schnitzel")
    for last, figure in ((OF_NO_DISH, "10"), (PRAISE, "20")):
        say([PRAISE] * 19 + [last])
        cells = f'<td class="number">{figure}</td>' * 2
        assert f'<th scope="row">Schnitzel</th>{cells}' in page(client, owner).content.decode()


def test_without_a_menu_there_are_no_dishes(
    client: ProcessClient, owner: User, restaurant: Restaurant, as_process: AsProcess
) -> None:
    with_scores(as_process, restaurant, [0.8] * 10)
    say([PRAISE] * 10)
    assert "Dishes that guests name" not in page(client, owner).content.decode()


def test_a_menu_that_changed_counts_at_once(
    client: ProcessClient, owner: User, restaurant: Restaurant, as_process: AsProcess
) -> None:
    praise(restaurant, as_process, 10, "Tafelspitz")
    assert "A dish of your menu appears here once ten reviews name it." in page(client, owner).content.decode()
    Menu.objects.update(sections=[{"title": "Mains", "dishes": [{"name": "Schnitzel", "price": ""}]}])
    assert '<th scope="row">Schnitzel</th>' in page(client, owner).content.decode()


def test_guests_of_another_restaurant_name_no_dish_here(
    client: ProcessClient, owner: User, restaurant: Restaurant, as_process: AsProcess
) -> None:
    with_menu(restaurant, "Wiener Schnitzel vom Kalb")
    with_scores(as_process, make_restaurant("silver-pike"), [0.8] * 10)
    say([PRAISE] * 10)
    with_scores(as_process, restaurant, [None])
    assert "Dishes that guests name" not in page(client, owner).content.decode()
