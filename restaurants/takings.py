"""Reads a day's takings as people write them, in a restaurant's currency."""

from uuid import UUID

from restaurants.database_functions import call_function
from restaurants.exceptions import InvalidPrice
from restaurants.menus.prices import read_amount
from reviews_site.money import to_minor

MAX_QUOTED = 40


def currency_of(restaurant_id: UUID) -> str:
    """The currency in which the restaurant takes money, ISO 4217: its menu's, or else its country's."""
    currency: str = call_function("restaurants_currency", restaurant_id)
    return currency


def read_takings(text: str, *, currency: str) -> int | None:
    """The amount in the currency's smallest unit; None where nothing is written.

    Raises:
        InvalidPrice: it is no amount of this currency; with a sentence.
    """
    try:
        amount = read_amount(text, currency=currency)
    except InvalidPrice:
        shown = text.strip()[:MAX_QUOTED]
        raise InvalidPrice(f"The takings are “{shown}”. Write an amount in {currency}, such as 1250.50.") from None
    return None if amount is None else to_minor(amount, currency)
