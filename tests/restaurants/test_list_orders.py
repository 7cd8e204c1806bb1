"""Orders of the list: pages there and back in each, what an order may read, and the sentence beside the list."""

import html

import pytest
from django.db.models import F
from django.test import Client

from restaurants.maps.frame import Position
from restaurants.models import Restaurant
from restaurants.selectors import listing
from restaurants.selectors.orders import ORDERS, ListOrder
from tests.restaurants import factories
from tests.restaurants.test_public_pages import names

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sort", ORDERS)
def test_the_list_is_paged_there_and_back_in_every_order(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)
    for name in ("Amsel", "Bussard", "Dohle", "Elster", "Falke"):
        factories.restaurant(name)
    Restaurant.objects.update(latitude=48.31, longitude=14.29)
    seen, address = [], f"?q=linz&near=linz&sort={sort}"
    while address:
        page = client.get(f"/restaurants/{address}")
        seen.append(names(page))
        address, back = page.context["next_url"], page.context["previous_url"]
    assert [len(part) for part in seen] == [2, 2, 1]
    assert len({name for part in seen for name in part}) == 5
    assert "5–5 of 5" not in page.content.decode() and "5 of 5 restaurants" in page.content.decode()
    middle = client.get(f"/restaurants/{back}")
    assert names(middle) == seen[1]
    assert "3–4 of 5 restaurants" in middle.content.decode()
    assert names(client.get(f"/restaurants/{middle.context['previous_url']}")) == seen[0]


@pytest.mark.parametrize("order", ORDERS.values(), ids=lambda order: order.key)
def test_no_order_has_a_paid_input_and_each_says_why(client: Client, place: Restaurant, order: ListOrder) -> None:
    """What an order reads is the listing, the words looked for and the stars; its sentence stands beside the list."""
    nodes = [
        node
        for column in order.columns(Position(48.31, 14.29), None)
        for node in column.flatten()
        if isinstance(node, F)
    ]
    read = {vars(node)["name"] for node in nodes}
    stars = {"rating__recent_stars", "rating__recent_weight", "rating__lower_bound", "rating__restaurant"}
    assert read <= {"relevance", "slug", "id", "latitude", "longitude"} | stars
    Restaurant.objects.update(latitude=48.31, longitude=14.29)
    page = client.get("/restaurants/", {"q": "linz", "near": "48.31,14.29", "sort": order.key}).content.decode()
    assert html.escape(order.sentence) in page
