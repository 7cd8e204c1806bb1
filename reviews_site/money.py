"""Amounts of money, as whole numbers of a currency's smallest unit. Pure."""

from decimal import Decimal

# Decimals by ISO 4217, where they are not two.
_DECIMALS = {"JPY": 0}


def to_minor(amount: Decimal, currency: str) -> int:
    """The amount in the currency's smallest unit, rounded."""
    return round(amount.scaleb(_DECIMALS.get(currency, 2)))


def to_major(minor: int, currency: str) -> Decimal:
    """The amount in the currency's main unit, exactly."""
    return Decimal(minor).scaleb(-_DECIMALS.get(currency, 2))


def amount_text(minor: int, currency: str) -> str:
    """The amount in the currency's main unit as it is written, such as `1,250.50`."""
    return f"{to_major(minor, currency):,.{_DECIMALS.get(currency, 2)}f}"
