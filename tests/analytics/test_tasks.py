"""The relay's task: it drains, publishes, and says once that there is something to score."""

import pytest

from analytics.ingest import tasks
from analytics.ingest.models import RestaurantAgeBand
from reviews_site.celery import app
from tests.analytics.events import post, review
from tests.conftest import AsProcess


@pytest.mark.django_db(databases=["default", "analytical"])
def test_a_drain_publishes_and_announces_what_is_new(as_process: AsProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    announced: list[str] = []
    monkeypatch.setattr(app, "nudge", announced.append)
    post(review())
    announced.clear()
    with as_process("relay"):
        tasks.drain()
        tasks.drain()
    assert announced == ["mlmodels.scoring.score_new", "mlmodels.forecasting.forecast", "privacy.analytics.run_due"]
    # Bands are published with ten reviewers, and not before.
    assert not RestaurantAgeBand.objects.exists()


def test_the_schedule_and_the_queue_know_the_task() -> None:
    assert app.tasks["analytics.relay.drain"].name in app.conf.beat_schedule
    assert app.amqp.router.route({}, "analytics.relay.drain")["queue"].name == "analytics.relay"
