"""Attack: learn from figures of dishes what few people said."""

import pytest

from accounts.models import User
from restaurants.models import Restaurant
from tests.analytics.conftest import owner, restaurant
from tests.analytics.test_dashboard import page
from tests.analytics.test_dishes import praise
from tests.conftest import AsProcess, ProcessClient

__all__ = ["owner", "restaurant"]
pytestmark = pytest.mark.django_db(databases=["default", "analytical"])


@pytest.mark.protection("dishes_suppressed")
def test_what_nine_people_say_of_a_dish_has_neither_count_nor_sentence(
    client: ProcessClient, owner: User, restaurant: Restaurant, as_process: AsProcess
) -> None:
    praise(restaurant, as_process, 9, "Wiener Schnitzel vom Kalb")
    text = page(client, owner).content.decode()
    section = text[text.index("Dishes that guests name") : text.index("Latest reviews")]
    assert "Named by fewer than ten reviews: Wiener Schnitzel vom Kalb." in section
    assert '<th scope="row">Wiener Schnitzel' not in section and "crisp and golden" not in section
