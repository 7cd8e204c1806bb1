"""The people of the invented town: those of `users.json`, and thousands made of `names.toml`.

Each has a voice, a temper and a language, which nobody sees but in what they write. The same for the same seed.
"""

import json
import math
import random
from dataclasses import dataclass
from typing import Any, TypeVar

from accounts import pen_names
from accounts.enums import Gender, Region, VerificationState
from demo.catalogue import FOLDER, names, streets
from reviews_site.skeletons import skeleton

_T = TypeVar("_T")
# How many people of each voice, and the ages that they have (none: any).
VOICES: dict[str, tuple[int, tuple[int, int]]] = {
    "plain": (26, (18, 80)),
    "terse": (15, (18, 85)),
    "chatty": (11, (22, 75)),
    "foodie": (8, (24, 66)),
    "grumpy": (7, (34, 82)),
    "older": (9, (66, 89)),
    "student": (9, (18, 27)),
    "business": (5, (26, 63)),
    "tourist": (5, (20, 75)),
    "nonnative": (5, (20, 60)),
}
TRAITS = {"family": (0.16, (27, 52)), "dog": (0.06, (20, 80))}
_LANGUAGES = {"en": 740, "de": 180, "it": 32, "fr": 24, "es": 24}
_REGIONS = {Region.UPPER_AUSTRIA: 46, Region.LOWER_AUSTRIA: 9, Region.VIENNA: 9, Region.SALZBURG: 7, Region.STYRIA: 5}
_FARTHER = {Region.TYROL: 3, Region.CARINTHIA: 2, Region.BURGENLAND: 1, Region.VORARLBERG: 1, Region.ELSEWHERE: 17}
_GENDERS = {Gender.WOMAN: 49, Gender.MAN: 47, Gender.NON_BINARY: 3, Gender.OTHER: 1}
_UNCONFIRMED = {
    None: 52,
    VerificationState.OPEN: 12,
    VerificationState.PENDING: 8,
    VerificationState.REFUSED: 12,
    VerificationState.FAILED: 16,
}
CONFIRMED_SHARE = 0.83
# A confirmation lasts two years, and a review needs a live one: nobody was confirmed longer ago than this.
EARLIEST_DAYS_AGO = 724
_HAND_CONFIRMED_DAYS_AGO = 366


@dataclass(frozen=True)
class DemoUser:
    """A person and their writing style. `state` is None for people who never started an identity verification.

    `bias` is added to the stars they give, `activity` weighs how often they write, `typo_rate` is the share of words
    with a typo. Days are days ago.
    """

    email: str
    display_name: str
    birth_year: int | None
    gender: Gender | None
    region: Region | None
    state: VerificationState | None
    joined: int
    confirmed: int | None
    language: str = "en"
    voices: frozenset[str] = frozenset({"plain"})
    bias: float = 0.0
    activity: float = 1.0
    typo_rate: float = 0.0
    habits: frozenset[str] = frozenset()


def handmade_users() -> list[DemoUser]:
    """The guests whose reviews were written by hand."""
    return [_known(row) for row in json.loads((FOLDER / "users.json").read_text())]


def generate_users(count: int, seed: int, *, year: int) -> list[DemoUser]:
    """`count` people, each with an address and a pen name of their own. `year` is this year, for their ages."""
    chance = random.Random(f"{seed} crowd")  # noqa: S311 - a demo's chance, and nothing secret
    taken = {_word(guest.display_name) for guest in handmade_users()}
    return [_made(chance, number, taken, year) for number in range(1, count + 1)]


def _known(row: dict[str, Any]) -> DemoUser:
    gender = Gender(row["gender"]) if row["gender"] else None
    region = Region(row["region"]) if row["region"] else None
    days = _HAND_CONFIRMED_DAYS_AGO
    return DemoUser(
        *(
            row["email"],
            row["display_name"],
            row["birth_year"],
            gender,
            region,
            VerificationState.CONFIRMED,
            days + 2,
            days,
        ),
        activity=0.0,
    )


def _made(chance: random.Random, number: int, taken: set[str], year: int) -> DemoUser:
    voice = chance.choices(list(VOICES), [weight for weight, _ in VOICES.values()])[0]
    young, old = VOICES[voice][1]
    age = round(chance.triangular(young, old, young + (old - young) * 0.35))
    gender = _weighted(chance, _GENDERS)
    language = "en" if voice == "nonnative" else _weighted(chance, _LANGUAGES)
    state = VerificationState.CONFIRMED if chance.random() < CONFIRMED_SHARE else _weighted(chance, _UNCONFIRMED)
    joined, confirmed = _since(chance, state)
    # Whoever says nothing of themselves mostly says nothing at all.
    open_about = chance.random() < 0.82
    region = Region.ELSEWHERE if voice == "tourist" else _weighted(chance, _REGIONS | _FARTHER)
    traits = {name for name, (share, ages) in TRAITS.items() if ages[0] <= age <= ages[1] and chance.random() < share}
    return DemoUser(
        email=f"person{number:04}@wesselbruck.example",
        display_name=_pen_name(chance, gender, taken),
        birth_year=year - age if open_about and chance.random() < 0.88 else None,
        gender=gender if open_about and chance.random() < 0.9 else None,
        region=region if open_about and chance.random() < 0.93 else None,
        state=state,
        joined=joined,
        confirmed=confirmed,
        language=language,
        voices=frozenset({voice} | traits),
        bias=chance.gauss(0, 0.22) - (0.5 if voice == "grumpy" else 0),
        activity=chance.paretovariate(1.35),
        typo_rate=_typo_rate(chance, voice),
        habits=_habits(chance, voice),
    )


def _weighted(chance: random.Random, weights: dict[_T, int]) -> _T:
    return chance.choices(list(weights), list(weights.values()))[0]


def _since(chance: random.Random, state: VerificationState | None) -> tuple[int, int | None]:
    """Days since they joined and were confirmed: a crowd at the beginning, then more every month."""
    joined = EARLIEST_DAYS_AGO - chance.randint(0, 25) if chance.random() < 0.14 else _later(chance)
    confirmed = max(1, joined - int(chance.expovariate(0.25))) if state is VerificationState.CONFIRMED else None
    return joined, confirmed


def _later(chance: random.Random) -> int:
    return max(2, round(EARLIEST_DAYS_AGO * (1 - math.pow(chance.random(), 0.85))))


def _typo_rate(chance: random.Random, voice: str) -> float:
    most = {"student": 0.03, "nonnative": 0.05, "chatty": 0.02, "grumpy": 0.02, "plain": 0.015, "foodie": 0.003}
    return chance.random() ** 2 * most.get(voice, 0.01) * 1.6 if chance.random() < 0.7 else 0.0


def _habits(chance: random.Random, voice: str) -> frozenset[str]:
    likely = {
        "lower": {"student": 0.85, "terse": 0.15, "nonnative": 0.1},
        "no_full_stop": {"student": 0.8, "terse": 0.3, "plain": 0.08},
        "exclaims": {"chatty": 0.5, "tourist": 0.25, "plain": 0.12, "nonnative": 0.3},
        "dots": {"older": 0.2, "chatty": 0.12, "plain": 0.05},
        "shouts": {"grumpy": 0.35, "chatty": 0.1},
        "shortens": {"student": 0.6},
        "smiles": {"student": 0.2, "chatty": 0.25, "nonnative": 0.3, "plain": 0.08, "tourist": 0.15},
        "no_articles": {"nonnative": 0.75},
        "paragraphs": {"foodie": 0.5, "older": 0.5, "chatty": 0.4},
    }
    return frozenset(habit for habit, by_voice in likely.items() if chance.random() < by_voice.get(voice, 0.02))


def _pen_name(chance: random.Random, gender: Gender, taken: set[str]) -> str:
    while True:
        name = _tried_name(chance, gender)
        if (word := _word(name)) not in taken and not pen_names.problem(name):
            taken.add(word)
            return name


def _word(name: str) -> str:
    return skeleton(name).replace(" ", "")


def _tried_name(chance: random.Random, gender: Gender) -> str:
    known = names()
    pool = {Gender.WOMAN: known["women"], Gender.MAN: known["men"]}.get(gender, known["both"])
    first, initial = chance.choice(pool), chance.choice(known["initials"])
    way = chance.random()
    if way < 0.38:
        return (
            f"{first} {initial}." if chance.random() < 0.8 else f"{first} {chance.choice(known['initials'])}{initial}"
        )
    if way < 0.58:
        adjective, noun = chance.choice(known["adjectives"]), chance.choice(known["nouns"])
        return chance.choice(["{} {}", "the {} {}", "{} {}"]).format(adjective, noun).capitalize()
    if way < 0.84:
        handle = chance.choice(known["handles"])
        return f"{chance.choice([first.lower(), handle])}{chance.choice(['_', '.', ''])}{handle}{_tail(chance)}"
    return _german(chance, first, initial)


def _tail(chance: random.Random) -> str:
    return chance.choice(["", "", "", str(chance.randint(2, 99)), str(chance.randint(1956, 2007))])


def _german(chance: random.Random, first: str, initial: str) -> str:
    known, quarter = names(), chance.choice(list(streets()["quarters"]))
    name = chance.choice(known["german"]).format(name=first, initial=initial, quarter=quarter)
    return name if chance.random() < 0.4 else f"{name} {chance.randint(2, 99)}"
