"""Attacks on figures of dishes: learn what few people said, by reading, by subtracting, and by comparing two pages."""

from collections.abc import Sequence

import pytest

from accounts.models import User
from analytics.dashboards import dishes
from analytics.ingest import relay
from analytics.ingest.models import Review
from restaurants.models import Restaurant
from tests.analytics.conftest import owner, restaurant, score
from tests.analytics.events import post, review
from tests.analytics.test_dashboard import page
from tests.analytics.test_dishes import BLAME, OF_NO_DISH, PRAISE, praise, say
from tests.conftest import AsProcess, ProcessClient

__all__ = ["owner", "restaurant"]
pytestmark = pytest.mark.django_db(databases=["default", "analytical"])


def shown(client: ProcessClient, owner: User) -> str:
    """What the dashboard says of dishes."""
    text = page(client, owner).content.decode()
    return text[text.index("Dishes that guests name") : text.index("Latest reviews")]


@pytest.mark.protection("dishes_suppressed")
def test_what_nine_people_say_of_a_dish_has_neither_count_nor_sentence(
    client: ProcessClient, owner: User, restaurant: Restaurant, as_process: AsProcess
) -> None:
    praise(restaurant, as_process, 9, "Wiener Schnitzel vom Kalb")
    assert "Wiener Schnitzel" not in shown(client, owner) and "crisp and golden" not in shown(client, owner)


@pytest.mark.protection("dishes_in_steps")
@pytest.mark.parametrize("sides", [[PRAISE] * 14, [PRAISE] * 10 + [BLAME] * 4], ids=["praised", "mixed"])
def test_one_more_review_moves_no_figure_of_a_dish(
    client: ProcessClient,
    owner: User,
    restaurant: Restaurant,
    as_process: AsProcess,
    sides: Sequence[tuple[str, str]],
) -> None:
    praise(restaurant, as_process, len(sides) + 1, "Wiener Schnitzel vom Kalb")
    say([*sides, OF_NO_DISH])
    before = shown(client, owner)
    assert '<td class="number">10</td><td class="number">10</td>' in before
    say([*sides, PRAISE])
    assert shown(client, owner) == before


@pytest.mark.protection("dishes_in_steps")
@pytest.mark.parametrize("few", [1, 9])
def test_subtracting_praise_from_all_reviews_leaves_no_few(
    client: ProcessClient, owner: User, restaurant: Restaurant, as_process: AsProcess, few: int
) -> None:
    praise(restaurant, as_process, 20, "Wiener Schnitzel vom Kalb")
    say([PRAISE] * (20 - few) + [BLAME] * few)
    section = shown(client, owner)
    hidden = '<td class="number"><span class="muted">too few</span></td>'
    assert f'<td class="number">20</td>{hidden * 3}' in section
    assert "<blockquote>" not in section


@pytest.mark.protection("dishes_leave_in_steps")
def test_one_more_review_pushes_no_single_old_one_out(
    client: ProcessClient,
    owner: User,
    restaurant: Restaurant,
    as_process: AsProcess,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A page reads forty sentences, two of each review: of 22 reviews the oldest ten are left out, and then of 23."""
    monkeypatch.setattr(dishes, "MAX_SENTENCES", 40)
    praise(restaurant, as_process, 22, "Schnitzel")
    before = shown(client, owner)
    assert '<th scope="row">Schnitzel</th>' in before
    post(review(restaurant_id=str(restaurant.pk)))
    with as_process("relay"):
        relay.drain()
    newest = Review.objects.order_by("-review_id")[0]
    score(str(newest.review_id), newest.event_id, restaurant.pk, 0.8)
    say([PRAISE] * 22 + [OF_NO_DISH])
    assert shown(client, owner) == before
