"""Attack: poisoned data. Whoever broke into `web` posts what is well formed, and bends the numbers."""

import json

import pytest
from django.core.management import CommandError, call_command

from analytics.ingest import relay
from analytics.ingest.models import QualityCheck
from analytics.ingest.quality.checks import check_loads
from reviews_site.ids import uuid7
from tests.analytics.events import RESTAURANT, review
from tests.conftest import AsProcess, Login

INSERT = """
INSERT INTO outbox_event (id, topic, version, restaurant_id, payload, created_at)
VALUES (%s, 'restaurants.review_posted', 1, %s, %s, now())
"""
AN_ORDINARY_DAY = (1, 2, 3, 3, 4, 4, 4, 5, 5, 5)


@pytest.mark.protection("quality_drift")
@pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
def test_a_flood_of_well_formed_lies_is_noticed(
    as_process: AsProcess, login: Login, capsys: pytest.CaptureFixture[str]
) -> None:
    web = login("default", "web")

    def load(ratings: tuple[int, ...], times: int) -> int:
        for rating in ratings * times:
            web.execute(INSERT, [uuid7(), RESTAURANT, json.dumps(review(rating=rating))])
        with as_process("relay"):
            relay.drain()
            return check_loads()

    assert load(AN_ORDINARY_DAY, 20) == 0
    assert load(AN_ORDINARY_DAY, 12) == 0
    assert load((1,), 120) == 1
    assert [check.name for check in QualityCheck.objects.filter(passed=False)] == ["rating"]
    # Nor does it become what is usual.
    assert load((1,), 120) == 1
    with pytest.raises(CommandError, match="error budget is spent"):
        call_command("quality", "show", failures=5)
    assert "FAILED    core.reviews drift rating" in capsys.readouterr().out
