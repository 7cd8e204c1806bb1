"""The whole town, in memory: the same each time, in believable shares, and written by people who don't repeat."""

import os
import random
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from accounts.enums import VerificationState
from demo import restaurants, reviews, users, visit_counts
from demo.bulk_loading import sections_of
from demo.catalogue import cuisines
from demo.grammar import book, parse, say
from demo.restaurants import DemoRestaurant
from demo.reviews import DemoReview
from demo.town import PEOPLE, REVIEWS, SEED
from demo.users import DemoUser
from mlmodels.active import newest_trusted
from mlmodels.sentiment import artefact, predict
from restaurants.rules import day_count_problem, normalize_text, review_problems
from reviews_site.redaction import fold, redact_contact_details

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
_DIGEST = """
import hashlib
from demo import restaurants, reviews, users, visit_counts
from datetime import UTC, date, datetime
town, people = restaurants.demo_restaurants(7), users.generate_users(300, 7, year=2026)
days = visit_counts.daily_visitors(town[40], visit_counts.calendar(date(2026, 11, 24), 7), 7)
said = [[place.row for place in town], [(g.email, g.display_name, g.birth_year) for g in people]]
said += [reviews.reviews(town, people, 400, 7), days]
print(hashlib.sha256(repr(said).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def town() -> list[DemoRestaurant]:
    return restaurants.demo_restaurants(SEED)


@pytest.fixture(scope="module")
def people() -> list[DemoUser]:
    return users.generate_users(PEOPLE, SEED, year=TODAY.year)


@pytest.fixture(scope="module")
def written(town: list[DemoRestaurant], people: list[DemoUser]) -> list[DemoReview]:
    return reviews.reviews(town, people, REVIEWS, SEED)


def test_it_is_the_same_whatever_the_hash_seed() -> None:
    digests = {subprocess.check_output([sys.executable, "-c", _SETUP + _DIGEST], env=_with(seed)) for seed in "12"}
    assert len(digests) == 1


_SETUP = "import django; django.setup()\n"


def _with(seed: str) -> dict[str, str]:
    return {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "PLATEMARK_PROCESS": "builder"}


def test_restaurants(town: list[DemoRestaurant]) -> None:
    assert len(town) == 300
    assert len({place.row.name for place in town}) == len({place.ref for place in town}) == 300
    assert len({place.cuisine.name for place in town}) == len(cuisines()) == 25
    assert len({place.quarter for place in town}) == 6
    assert len({(place.row.latitude, place.row.longitude) for place in town}) > 280
    assert {place.price_level for place in town} == {1, 2, 3, 4}
    assert all(re.fullmatch(r"(\+43 7299 0\d{3})?", place.row.phone) for place in town)
    assert all(place.row.website == "" or place.row.website.endswith(".example/") for place in town)
    assert all(len(place.closed_weekdays) < 7 for place in town if place.closed is None)


def test_menus(town: list[DemoRestaurant]) -> None:
    for place in town:
        dishes = [dish for section in sections_of(place) for dish in section["dishes"]]
        assert len(dishes) >= 5
        for dish in dishes:
            assert re.fullmatch(r"\d+\.\d\d", dish["price"]), dish
            assert re.fullmatch(r"[A-HL-PR]*", dish.get("allergens", "")), dish
    assert len({repr(sections_of(place)) for place in town}) > 290


def test_people(people: list[DemoUser]) -> None:
    assert len({guest.email for guest in people}) == len({guest.display_name.lower() for guest in people}) == PEOPLE
    confirmed = sum(guest.state is VerificationState.CONFIRMED for guest in people)
    assert 0.8 < confirmed / PEOPLE < 0.86
    for said in ("birth_year", "gender", "region"):
        assert 0.6 < sum(getattr(guest, said) is not None for guest in people) / PEOPLE < 0.85
    assert all(1930 <= guest.birth_year <= TODAY.year - 16 for guest in people if guest.birth_year)
    assert all(guest.confirmed <= guest.joined for guest in people if guest.confirmed)


def test_reviews_keep_the_rules(written: list[DemoReview], people: list[DemoUser]) -> None:
    confirmed = {guest.email: guest.confirmed for guest in people}
    assert abs(len(written) - REVIEWS) < 50
    assert len({(one.ref, one.email) for one in written}) == len(written)
    for one in written:
        since = confirmed[one.email]
        assert since is not None
        assert 1 <= one.posted <= since
        assert one.posted <= one.visited <= one.posted + 61
    # The texts are made of the same sentences: some stand for all.
    for one in written[::10]:
        assert review_problems(rating=one.stars, text=one.text, visited_on=TODAY, now=NOW) == {}
        assert one.text == normalize_text(one.text)
    for one in written[::50]:
        assert redact_contact_details(one.text) == fold(one.text)


def test_texts_are_of_many_lengths_and_languages(written: list[DemoReview], people: list[DemoUser]) -> None:
    lengths = sorted(len(one.text.split()) for one in written)
    assert lengths[0] <= 5
    assert 25 <= lengths[len(lengths) // 2] <= 45
    assert lengths[-1] >= 120
    language = {guest.email: guest.language for guest in people}
    shares = Counter(language[one.email] for one in written)
    assert 0.65 < shares["en"] / len(written) < 0.85
    assert set(shares) == {"en", "de", "it", "fr", "es"}
    stars = Counter(one.stars for one in written)
    assert stars[4] > stars[3] > stars[2] > stars[1] > 50


def test_people_do_not_repeat_one_another(written: list[DemoReview]) -> None:
    assert len({one.text for one in written}) > 0.999 * len(written)
    sentences = [part for one in written for part in re.split(r"(?<=[.!?])\s+", one.text) if len(part.split()) >= 4]
    assert len(set(sentences)) > 0.75 * len(sentences)
    assert Counter(sentences).most_common(1)[0][1] < 80
    five = [words[at : at + 5] for one in written if (words := tuple(one.text.split())) for at in range(len(words) - 4)]
    assert len(set(five)) > 0.6 * len(five)


def test_no_gap_is_left_open_anywhere(written: list[DemoReview]) -> None:
    assert not [one.text for one in written if re.search(r"[{}\[\]|]|\s[,.]|  ", one.text)]


def test_stars_agree_with_the_text(written: list[DemoReview], people: list[DemoUser]) -> None:
    english = {guest.email for guest in people if guest.language == "en"}
    read = [one for one in written if one.email in english]
    model = artefact.model_of(newest_trusted(artefact.NAME, artefact.SHIPPED))
    scores = [found.score for found in predict.reviews(model, [one.text for one in read])]
    assert np.corrcoef(scores, [one.stars for one in read])[0, 1] > 0.5
    clear = [(score > 0) == (one.stars > 3) for score, one in zip(scores, read, strict=True) if one.stars != 3]
    assert np.mean(clear) > 0.8


def test_places_get_better_and_worse(town: list[DemoRestaurant], written: list[DemoReview]) -> None:
    late, early = ([one for one in written if one.posted < 200], [one for one in written if one.posted > 450])
    for sign, kind in ((1, "better"), (-1, "worse")):
        turned = {place.ref for place in town if sign * (place.mood(100) - place.mood(600)) > 0.6}
        means = [np.mean([one.stars for one in part if one.ref in turned]) for part in (late, early)]
        assert sign * (means[0] - means[1]) > 0.25, kind


def test_visits_have_a_week_a_year_and_holidays(town: list[DemoRestaurant]) -> None:
    when = visit_counts.calendar(TODAY, SEED)
    all_days = {place.ref: visit_counts.daily_visitors(place, when, SEED) for place in town}
    for place in town:
        assert not {each.day.weekday() for each in all_days[place.ref]} & place.closed_weekdays
        assert all(day_count_problem(each, now=NOW) == "" for each in all_days[place.ref])
        assert all(each.purchases is None or each.purchases <= each.visitors for each in all_days[place.ref])
    steak = [each for place in town if place.cuisine.name == "steak" for each in all_days[place.ref]]
    saturday, tuesday = ([each.visitors for each in steak if each.day.weekday() == day] for day in (5, 1))
    assert np.mean(saturday) > 1.4 * np.mean(tuesday)
    ice = [each for place in town if place.cuisine.name == "icecream" for each in all_days[place.ref]]
    assert {each.day.month for each in ice} == set(range(3, 11))
    assert sum(map(len, all_days.values())) > 150_000


def test_the_weather_is_shared(town: list[DemoRestaurant]) -> None:
    gardens = [place for place in town if place.cuisine.name in ("heuriger", "icecream")]
    sunny, rainy = _by_sun(gardens, 1), _by_sun(gardens, -1)
    assert sunny > 1.3 * rainy


def _by_sun(gardens: list[DemoRestaurant], sign: int) -> float:
    when = visit_counts.calendar(TODAY, SEED)
    chosen = {day for day, sun in zip(when.days, when.sun, strict=True) if sign * sun > 0.8}
    counts = [each for place in gardens for each in visit_counts.daily_visitors(place, when, SEED)]
    return float(np.mean([each.visitors for each in counts if each.day in chosen]))


def test_every_line_of_the_grammar_can_be_used() -> None:
    chance = random.Random(1)  # noqa: S311 - a test's chance, and nothing secret
    for language in ("en", "de", "it", "fr", "es"):
        for lines in book(language).values():
            for line in lines:
                assert "{" not in say(line.parts, chance, lambda slot: f"<{slot}>")
    known = {"dish", "dish2", "main", "starter", "soup", "dessert", "drink", "was", "is", "it", "them", "price", "sum"}
    known |= {
        "drinkprice",
        "quarter",
        "street",
        "town",
        "company",
        "occasion",
        "meal",
        "day",
        "kid",
        "dog",
        "minutes",
        "mit",
    }
    for language in ("en", "de", "it", "fr", "es"):
        assert {slot for lines in book(language).values() for line in lines for slot in line.slots} <= known


@pytest.mark.parametrize("broken", ["an [open one", "a closed] one", "[a|b"])
def test_a_bracket_without_a_partner_is_an_error(broken: str) -> None:
    with pytest.raises(ValueError, match="no partner"):
        parse(broken)
