"""Attack: a model is put in the place of the site's own, by somebody who can write its table and has no key."""

import zlib
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from mlmodels.visitors import model, release
from tests.conftest import AsProcess
from tests.mlmodels.visits import town

NOW = datetime(2026, 5, 1, tzinfo=UTC)
INSERT = "INSERT INTO derived.visitor_model (version, sealed, trained_until, made_at, trained_on)"


@pytest.mark.protection("visitor_model_seal")
@pytest.mark.django_db(databases=["analytical"])
@pytest.mark.parametrize("how", ["planted", "renamed"])
def test_a_planted_model_is_not_used(as_process: AsProcess, how: str) -> None:
    small = town(8, 200)
    own = model.train(small, until=small.last_day)
    with as_process("forecasts"):
        kept = release.store(own, at=NOW)
        planted = zlib.compress(own.to_text().replace('"upper": [', '"upper": [9').encode())
        with connections["analytical"].cursor() as cursor:
            if how == "planted":
                row = ("visitors planted", bytes(16) + planted, NOW.date(), NOW + timedelta(days=1))
                cursor.execute(f"{INSERT} VALUES (%s, %s, %s, %s, '{{core.visits}}')", row)
            else:  # Nor is its own, under another name: a version is bound to what was sealed under it.
                cursor.execute(
                    f"{INSERT} SELECT %s, sealed, trained_until, %s, trained_on FROM derived.visitor_model "
                    "WHERE version = %s",
                    ("visitors renamed", NOW + timedelta(days=2), kept.version),
                )
        found = release.newest()
    assert found is not None
    assert found.version == kept.version


@pytest.mark.protection("visitor_model_seal")
@pytest.mark.django_db(databases=["analytical"])
def test_an_old_model_does_not_pass_for_new(as_process: AsProcess) -> None:
    small = town(8, 200)
    with as_process("forecasts"):
        old = release.store(model.train(small, until=small.last_day - timedelta(days=10)), at=NOW - timedelta(days=10))
        kept = release.store(model.train(small, until=small.last_day), at=NOW)
        with connections["analytical"].cursor() as cursor:
            later = (NOW + timedelta(days=1), old.version)
            cursor.execute("UPDATE derived.visitor_model SET made_at = %s WHERE version = %s", later)
        found = release.newest()
    assert found is not None
    assert found.version == kept.version
