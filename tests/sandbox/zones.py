"""Zones put together sign by sign, apart from the code that reads them."""

CARD_NUMBER, BORN, ENDS = "A1234567", "840309", "310501"
FILLER = "<"


def digit(text: str) -> str:
    """The check digit of ICAO Doc 9303, part 3, section 4.9."""
    values = [0 if sign == FILLER else int(sign, 36) for sign in text]
    return str(sum(value * (7, 3, 1)[at % 3] for at, value in enumerate(values)) % 10)


def passport(
    *, issuer: str = "AUT", nationality: str = "AUT", number: str = "U1234567", birth: str = BORN, expiry: str = ENDS
) -> str:
    """Two lines of 44 signs."""
    number = number.ljust(9, FILLER)
    line = f"{number}{digit(number)}{nationality:<<3}{birth}{digit(birth)}F{expiry}{digit(expiry)}{FILLER * 15}"
    return f"P<{issuer:<<3}REIHER<<ADA".ljust(44, FILLER) + f"\n{line}{digit(line[:10] + line[13:20] + line[21:43])}"


def card(
    *, issuer: str = "AUT", number: str = CARD_NUMBER, birth: str = BORN, expiry: str = ENDS, expiry_digit: str = ""
) -> str:
    """Three lines of 30 signs."""
    first = f"ID{issuer:<<3}{_number(number)}".ljust(30, FILLER)
    second = f"{birth}{digit(birth)}F{expiry}{expiry_digit or digit(expiry)}{issuer:<<3}".ljust(29, FILLER)
    whole = digit(first[5:] + second[:7] + second[8:15] + second[18:])
    return f"{first}\n{second}{whole}\n" + "REIHER<<ADA".ljust(30, FILLER)


def td2(*, issuer: str = "AUT", number: str = CARD_NUMBER, birth: str = BORN, expiry: str = ENDS) -> str:
    """Two lines of 36 signs."""
    start = _number(number)
    dates = f"{issuer:<<3}{birth}{digit(birth)}F{expiry}{digit(expiry)}"
    line = (start[:10] + dates + start[10:]).ljust(35, FILLER)
    return f"ID{issuer:<<3}REIHER<<ADA".ljust(36, FILLER) + f"\n{line}{digit(line[:10] + line[13:20] + line[21:])}"


def _number(number: str) -> str:
    """The number with its digit; one of more than nine signs goes on behind a filler."""
    if len(number) <= 9:
        return number.ljust(9, FILLER) + digit(number.ljust(9, FILLER))
    return number[:9] + FILLER + number[9:] + digit(number)
