"""Attacks on reviews in analytics: forged, late and repeated events about edits and withdrawals."""

import uuid

import pytest

from analytics.ingest.models import Review
from tests.analytics import events
from tests.analytics.events import let_wait_again
from tests.analytics.test_review_changes import AFTER, BEFORE, carry_out, drain, publish_edit, publish_withdrawal
from tests.conftest import AsProcess

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])


@pytest.mark.protection("review_version_order")
def test_an_event_with_an_older_version_is_forged(as_process: AsProcess) -> None:
    posted = events.review(text=BEFORE)
    events.post(posted)
    publish_edit(posted, 3, text=AFTER)
    drain(as_process)
    publish_edit(posted, 2, text="A lie that would bring an old version back.")
    events.post({**posted, "text": "A lie that would bring the first version back."})
    drain(as_process)
    assert Review.objects.get().text == AFTER


@pytest.mark.protection("withdrawn_review_not_reloaded")
def test_a_withdrawn_review_is_sent_again(as_process: AsProcess) -> None:
    posted = events.review(text=BEFORE)
    events.post(posted)
    publish_withdrawal(posted)
    drain(as_process)
    carry_out(as_process)
    publish_edit(posted, 2, text=AFTER)
    let_wait_again(topic__in=["restaurants.review_posted", "restaurants.review_edited"])
    drain(as_process)
    assert not Review.objects.exists()


@pytest.mark.protection("withdrawal_own_review")
def test_a_withdrawal_names_the_review_of_somebody_else(as_process: AsProcess) -> None:
    posted = events.review(text=BEFORE)
    events.post(posted)
    publish_withdrawal({**posted, "reviewer": str(uuid.uuid4())})
    drain(as_process)
    carry_out(as_process)
    assert Review.objects.count() == 1
