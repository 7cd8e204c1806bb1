"""Made-up facts: the same for the same seed, whole by every rule of the store, and never beside real ones."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import models
from pytest_django import Settings

from analytics.access.company import Environment
from analytics.access.copies.classes import models_of
from analytics.access.copies.mock_data import MockSize, fill
from analytics.access.copies.scrubbing import ScrubRefused
from analytics.ingest.models import Restaurant, Review, UserDemographics, Visits
from analytics.ingest.quality.checks import check_loads
from reviews_site.privacy import Privacy, classification, classified

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
SMALL = MockSize(people=60, restaurants=8, reviews=300, days=20)
CORE = [model for relation, model in models_of("analytical").items() if relation[0] == "core"]


def made(seed: int) -> list[list[Any]]:
    """Everything that a seed makes; the store is empty before and afterwards."""
    fill(seed=seed, size=SMALL, environment=Environment.DEV)
    rows = [list(model._default_manager.order_by("pk").values()) for model in CORE]
    for model in CORE:
        model._default_manager.all().delete()
    return rows


def test_the_same_seed_makes_the_same_rows() -> None:
    assert made(7) == made(7)
    assert made(7) != made(8)


def test_the_rows_fit_together_and_pass_the_checks_of_a_load() -> None:
    counts = fill(seed=1, size=SMALL, environment=Environment.DEV)
    of_people = {"core.reviews": 300, "core.user_demographics": 60, "core.allowed_uses": 60}
    assert counts == {**of_people, "core.restaurants": 8, "core.visits": 160, "core.planned_days": 160}
    people = set(UserDemographics.objects.values_list("person", flat=True))
    places = set(Restaurant.objects.values_list("restaurant_id", flat=True))
    assert set(Review.objects.values_list("reviewer", flat=True)) <= people
    assert set(Review.objects.values_list("restaurant_id", flat=True)) <= places
    assert set(Visits.objects.values_list("restaurant_id", flat=True)) == places
    assert UserDemographics.objects.filter(birth_band="unknown").exists()
    assert check_loads() == 0


def test_every_text_of_a_person_says_that_it_is_made_up() -> None:
    fill(seed=1, size=SMALL, environment=Environment.DEV)
    for model in CORE:
        personal = [name for name, each in classification(model).items() if each is Privacy.PERSONAL]
        for text in model._default_manager.values_list(*personal, flat=True) if personal else ():
            assert text.startswith("Mock:")


def test_made_up_people_are_never_mixed_with_others(settings: Settings) -> None:
    out = io.StringIO()
    call_command("mockdata", people=20, restaurants=3, reviews=30, days=5, stdout=out)
    assert "core.visits: 15 rows" in out.getvalue()
    with pytest.raises(CommandError, match="has rows"):
        call_command("mockdata")
    with pytest.raises(CommandError, match="365 days"):
        call_command("mockdata", days=366)
    settings.PLATEMARK_ENV = "prod"
    with pytest.raises(CommandError, match="This is prod"):
        call_command("mockdata")


def test_a_column_that_no_rule_fits_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Odd(models.Model):
        person = models.UUIDField(primary_key=True)
        span = models.DurationField()
        privacy = classified(Privacy.PSEUDONYMOUS, regular="span")

        class Meta:
            app_label = "unheard_of"
            db_table = '"core"."odd"'

    monkeypatch.setattr(Odd._default_manager, "exists", lambda: False)
    monkeypatch.setattr("analytics.access.copies.mock_data.models_of", lambda _store: {("core", "odd"): Odd})
    with pytest.raises(ScrubRefused, match="span"):
        fill(seed=1, size=SMALL, environment=Environment.DEV)
