"""Refreshing a dataset: today's rows under the same document, tokens and rights, and no reader that waits."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import CommandError
from django.db import connections, transaction
from django.utils import timezone

from analytics.access.drift import find
from analytics.access.driver import psycopg_connection
from analytics.datasets.document import InvalidDataset
from analytics.datasets.grants import with_registered
from analytics.datasets.models import DatasetToken, DatasetVersion
from analytics.datasets.tasks import refresh_due
from tests.analytics.dataset_documents import (
    COMMITTED,
    PEOPLE,
    ROLLED_BACK,
    STORE,
    YOUNG,
    accepted,
    manage,
    refresh,
    register,
    rows,
    terms,
    withdraw,
)
from tests.analytics.test_dataset_document import column, written
from tests.conftest import Login, playing

ERASED = uuid.UUID(int=1005)


def erase(person: uuid.UUID = ERASED) -> None:
    """As the loader does when an event says that somebody left."""
    with connections["analytical"].cursor() as cursor:
        cursor.execute(
            "DELETE FROM derived.review_sentiment s USING core.reviews r"
            " WHERE r.review_id = s.review_id AND r.reviewer = %s",
            [person],
        )
        cursor.execute("DELETE FROM core.reviews WHERE reviewer = %s", [person])
        cursor.execute("DELETE FROM core.user_demographics WHERE person = %s", [person])


@COMMITTED
def test_an_erased_person_is_gone_and_everybody_else_keeps_their_token(login: Login) -> None:
    register(YOUNG, accepted())
    before = dict(DatasetToken.objects.values_list("subject", "token"))
    gone = str(before[ERASED])
    analyst = login("analytical", "marketing_analyst")
    assert gone in {value for row in rows(analyst, "marts_business.young_guests") for value in row}
    erase()
    done = refresh()
    assert (done.rows, done.subjects) == (PEOPLE - 1, PEOPLE - 1)
    found = rows(analyst, "marts_business.young_guests")
    assert len(found) == PEOPLE - 1
    assert gone not in {value for row in found for value in row}
    review = uuid.UUID(int=2005)
    kept = {subject: token for subject, token in before.items() if subject not in {ERASED, review}}
    assert dict(DatasetToken.objects.values_list("subject", "token")) == kept


@COMMITTED
def test_rights_are_as_they_were(login: Login) -> None:
    register(YOUNG, accepted())
    refresh()
    assert find(psycopg_connection("analytical"), with_registered(STORE)) == []
    assert len(rows(login("analytical", "marketing_analyst"), "marts_business.young_guests_v1")) == PEOPLE


@COMMITTED
def test_a_reader_waits_for_nothing_and_sees_old_rows_until_all_are_new(login: Login) -> None:
    register(YOUNG, accepted())
    analyst = login("analytical", "marketing_analyst")
    analyst.execute("SET lock_timeout = '60s'")
    erase()
    with transaction.atomic(using="analytical"):
        refresh()
        assert len(rows(analyst, "marts_business.young_guests")) == PEOPLE
    assert len(rows(analyst, "marts_business.young_guests")) == PEOPLE - 1


@COMMITTED
def test_a_group_that_fell_below_what_was_accepted_keeps_the_old_rows(login: Login) -> None:
    register(YOUNG, accepted())
    # The smallest group has two people. Of a version that was accepted with five, two are too few.
    DatasetVersion.objects.update(accepted_group=5)
    erase()
    with pytest.raises(InvalidDataset, match=r"smallest group has 2 people.* 5 were accepted; the old rows stay"):
        refresh()
    assert len(rows(login("analytical", "marketing_analyst"), "marts_business.young_guests")) == PEOPLE
    assert DatasetVersion.objects.get().refreshed_at is None


@ROLLED_BACK
def test_a_dataset_that_nobody_is_left_in_is_emptied() -> None:
    register(YOUNG, accepted())
    for number in range(PEOPLE):
        erase(uuid.UUID(int=1000 + number))
    assert refresh().rows == 0
    assert not DatasetToken.objects.exists()


@ROLLED_BACK
def test_what_was_withdrawn_is_not_refreshed() -> None:
    register(written(column()), terms("stars"))
    withdraw("stars", 1)
    with pytest.raises(InvalidDataset, match="no version 1 of stars to refresh"):
        refresh("stars")


@ROLLED_BACK
def test_the_schedule_refreshes_what_is_a_day_old_and_goes_on_after_a_refusal(
    caplog: pytest.LogCaptureFixture,
) -> None:
    register(YOUNG, accepted())
    register(written(column()), terms("stars"))
    register(written(column()), terms("fresh"))
    old = timezone.now() - timedelta(days=2)
    DatasetVersion.objects.filter(dataset="young_guests").update(registered_at=old, accepted_group=5)
    DatasetVersion.objects.filter(dataset="stars").update(registered_at=old)
    with playing("registrar"):
        refresh_due()
    assert "young_guests@1 was not refreshed" in caplog.text
    refreshed = DatasetVersion.objects.exclude(refreshed_at=None).values_list("dataset", flat=True)
    assert list(refreshed) == ["stars"]


@ROLLED_BACK
def test_the_command_refreshes_one_or_all_and_says_what_it_could_not(capsys: pytest.CaptureFixture[str]) -> None:
    register(YOUNG, accepted())
    register(written(column()), terms("stars"))
    manage("refresh", "stars")
    assert capsys.readouterr().out == f"stars@1 is refreshed: {PEOPLE} rows.\n"
    DatasetVersion.objects.filter(dataset="young_guests").update(accepted_group=5)
    with pytest.raises(CommandError, match=r"young_guests@1 \$\[0\]\.columns: By BirthYear"):
        manage("refresh", "--all")
    assert "stars@1 is refreshed" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no version of nothing_such"):
        manage("refresh", "nothing_such")
