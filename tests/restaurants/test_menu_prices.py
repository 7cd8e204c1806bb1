"""Prices as people write them."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restaurants.exceptions import InvalidPrice
from restaurants.menus.prices import CURRENCIES, MAX_PRICE, read_price


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("4,20", "4.20"),
        ("8,50 €", "8.50"),
        ("1.250,00", "1250.00"),
        ("1,250.00", "1250.00"),
        ("€ 12", "12.00"),
        ("12.-", "12.00"),
        ("12,– €", "12.00"),
        ("120:-", "120.00"),
        ("120:– €", "120.00"),
        ("EUR 7.5", "7.50"),
        ("7,5 euro", "7.50"),
        ("1.250", "1250.00"),
        ("1,250", "1250.00"),
        ("1.250.000,5", "1250000.50"),
        ("1’250.50", "1250.50"),
        ("1 250,00", "1250.00"),
        ("  9 ", "9.00"),
        ("0,90", "0.90"),
        ("", ""),
    ],
)
def test_it_is_read(text: str, price: str) -> None:
    assert read_price(text, currency="EUR") == price


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-4", "negative"),
        ("four", "no price"),
        ("4,20,1", "odd places"),
        ("1.25,000", "odd places"),
        ("0.500", "odd places"),
        ("1,2.5,00", "odd places"),
        ("12 € 50", "no price"),
        ("12 $", "in EUR"),
        ("USD 12", "in EUR"),
        ("99.999.999", "more than any dish"),
        ("4" * 50, "too long"),
        ("=4+1", "no price"),
        ("٤", "no price"),
        (",50", "no price"),
        ("1e3", "no price"),
        ("€", "no price"),
    ],
)
def test_what_is_none_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidPrice, match=reason):
        read_price(text, currency="EUR")


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        *(("Fr. 12.50", "CHF"), ("CHF 12.50", "CHF"), ("12,50 Kč", "CZK"), ("12,50 kr", "NOK")),
        *(("12,50 Fr.", "CHF"), ("12.50 SFr.", "CHF"), ("kr. 12,50", "DKK"), ("12,50 kr.", "DKK")),
    ],
)
def test_the_sign_is_the_currencys(text: str, currency: str) -> None:
    assert read_price(text, currency=currency) == "12.50"


# How people group thousands, and what they put before the decimals.
STYLES = ((",", "."), (".", ","), ("'", "."), ("’", "."), (" ", ","), ("\u202f", ","), ("", "."), ("", ","))
AMOUNTS = st.decimals(min_value=0, max_value=MAX_PRICE, places=2)
AROUND: tuple[Callable[[str, str], str], ...] = (
    lambda text, sign: text,
    lambda text, sign: f"{text} {sign}",
    lambda text, sign: f"{text}{sign}",
    lambda text, sign: f"{sign} {text}",
    lambda text, sign: f"{sign}{text}".upper(),
)


@given(amount=AMOUNTS, style=st.sampled_from(STYLES), around=st.sampled_from(AROUND), data=st.data())
def test_every_amount_is_read_in_every_style(
    amount: Decimal, style: tuple[str, str], around: Callable[[str, str], str], data: st.DataObject
) -> None:
    currency = data.draw(st.sampled_from(sorted(CURRENCIES)))
    sign = data.draw(st.sampled_from((currency, *CURRENCIES[currency])))
    thousands, point = style
    written = f"{amount:,.2f}".replace(",", "\0").replace(".", point).replace("\0", thousands)
    assert read_price(around(written, sign), currency=currency) == f"{amount:.2f}"


@given(AMOUNTS)
def test_what_was_read_is_read_again_as_the_same(amount: Decimal) -> None:
    once = read_price(str(amount), currency="EUR")
    assert read_price(once, currency="EUR") == once


@given(st.text() | st.text("0123456789.,-€ '’$", max_size=12))
def test_any_text_is_a_price_or_refused(text: str) -> None:
    try:
        read = read_price(text, currency="EUR")
    except InvalidPrice as problem:
        assert str(problem)
    else:
        assert read == "" or 0 <= Decimal(read) <= MAX_PRICE
