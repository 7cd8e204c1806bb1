"""Reads prices as people write them: `4,20`, `8,50 €`, `1.250,00`, `1,250.00`, `€ 12`, `12.-`."""

import re
from decimal import Decimal

from restaurants.exceptions import InvalidPrice

MAX_PRICE = Decimal("9999999.99")
MAX_PRICE_LENGTH = 40
# The currencies of a menu, each with what people write for it. One sign may be of several.
CURRENCIES: dict[str, tuple[str, ...]] = {
    "EUR": ("€", "euro", "euros"),
    "CHF": ("fr", "sfr", "franken"),
    "GBP": ("£",),
    "USD": ("$", "us$"),
    "CZK": ("kč", "kc"),
    "DKK": ("kr",),
    "HUF": ("ft",),
    "NOK": ("kr",),
    "PLN": ("zł", "zl"),
    "RON": ("lei",),
    "SEK": ("kr",),
    "TRY": ("₺", "tl"),
    "INR": ("₹", "rs"),
    "JPY": ("¥", "yen"),
}
_HOW = "Write a price such as 8.50 or 8,50."
# What people type for a price without cents: 12.- or 120:-
_NO_CENTS = re.compile(r"[.,:][-–—]{1,2}(?=\D*$)")
# `Fr. 12.50`, `12,50 Fr.`: the point belongs to the word before it.
_POINT_OF_WORD = re.compile(r"(?<=[^\W\d_])\.")
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
_AMOUNT = re.compile(r"\d+(?:[.,'’]\d+)*", re.ASCII)
_SIGN = re.compile(r"[^\d.,'’+–—-]+", re.ASCII)


def read_price(text: str, *, currency: str) -> str:
    """The price with a point and two decimals, such as `1250.00`; empty where none is written.

    Where only one kind of separator stands in it, three digits after it are thousands: nobody prices a dish in tenths
    of a cent.

    Args:
        text: as somebody typed it, with or without a currency.
        currency: the menu's, ISO 4217; a price in another one is refused.

    Raises:
        InvalidPrice: it can't be read; with a sentence that says why.
    """
    value = read_amount(text, currency=currency)
    if value is None:
        return ""
    if value > MAX_PRICE:
        raise InvalidPrice("This is more than any dish costs. Check the point and the comma.")
    return f"{value:.2f}"


def read_amount(text: str, *, currency: str) -> Decimal | None:
    """The amount of money that somebody wrote; None where nothing is written. See `read_price`."""
    given = _SPACES.sub(" ", text).strip()
    if not given:
        return None
    if len(given) > MAX_PRICE_LENGTH:
        raise InvalidPrice(f"This is too long for a price. {_HOW}")
    written = _NO_CENTS.sub("", _POINT_OF_WORD.sub("", given))
    amount = _without_currency(written, currency).replace(" ", "")
    if amount.startswith(("-", "–", "—")):
        raise InvalidPrice("A price can’t be negative.")
    if not _AMOUNT.fullmatch(amount):
        raise InvalidPrice(f"“{given}” is no price. {_HOW}")
    return Decimal(_with_point(amount, given))


def _without_currency(text: str, currency: str) -> str:
    """The text without a currency before or after the number.

    Raises:
        InvalidPrice: it is another one than the menu's, or some other word.
    """
    rest = text
    for word in _SIGN.findall(text):
        name = word.strip().casefold()
        if not name:
            continue
        if not (text.startswith(word) or text.endswith(word)):
            raise InvalidPrice(f"“{text}” is no price. {_HOW}")
        if name not in (currency.casefold(), *CURRENCIES.get(currency, ())):
            known = any(name in (code.casefold(), *signs) for code, signs in CURRENCIES.items())
            reason = f"The menu’s prices are in {currency}, and this one is not." if known else f"“{text}” is no price."
            raise InvalidPrice(f"{reason} {_HOW}")
        rest = rest.replace(word, " ", 1)
    return rest.strip()


def _with_point(amount: str, given: str) -> str:
    """The amount without separators of thousands, and a point before its decimals."""
    marks = re.findall(r"[.,'’]", amount)
    if not marks:
        return amount
    last = marks[-1]
    whole, _, end = amount.rpartition(last)
    is_decimal = last in ".," and marks.count(last) == 1 and len(end) <= 2
    if not is_decimal:
        whole, end = amount, ""
    groups = re.split(r"[.,'’]", whole)
    used = set(re.findall(r"[.,'’]", whole))
    if len(used) > 1 or any(len(group) != 3 for group in groups[1:]) or _begins_oddly(groups):
        raise InvalidPrice(f"“{given}” has its points and commas in odd places. {_HOW}")
    return "".join(groups) + (f".{end}" if end else "")


def _begins_oddly(groups: list[str]) -> bool:
    return len(groups) > 1 and not (1 <= len(groups[0]) <= 3 and groups[0][0] != "0")
