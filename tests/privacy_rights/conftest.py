"""People as roles, and restaurants with their owners, as the tests of accounts and analytics have them."""

from tests.accounts.conftest import broker_down, diner, other_diner, sent, stand_in
from tests.analytics.conftest import other_restaurant, owner, restaurant

__all__ = ["broker_down", "diner", "other_diner", "other_restaurant", "owner", "restaurant", "sent", "stand_in"]
