"""Whoever refuses data sets is taken out of each at once, with their tokens, and of what is made of it."""

import uuid

from analytics.datasets.models import DatasetToken, DatasetVersion
from analytics.ingest.models import AllowedUses
from privacy_rights.tasks.registrar import erase_withdrawn
from reviews_site.outbox.models import Receipt
from tests.analytics.dataset_documents import COMMITTED, PEOPLE, YOUNG, accepted, refresh, register, rows, terms
from tests.analytics.test_data_uses import arrive, say
from tests.analytics.test_dataset_document import column, written
from tests.conftest import AsProcess, Login

REFUSES = uuid.UUID(int=1005)


def refuse(as_process: AsProcess, person: uuid.UUID = REFUSES) -> None:
    """Somebody refuses; the relay has loaded it, and the registrar does what it does every ten seconds."""
    say(person, datasets=False)
    arrive(as_process)
    with as_process("registrar"):
        erase_withdrawn()


@COMMITTED
def test_rows_and_tokens_are_out_at_once_and_everybody_else_keeps_theirs(login: Login, as_process: AsProcess) -> None:
    register(YOUNG, accepted())
    before = dict(DatasetToken.objects.values_list("subject", "token"))
    refuse(as_process)
    found = rows(login("analytical", "marketing_analyst"), "marts_business.young_guests")
    assert len(found) == PEOPLE - 1
    assert str(before[REFUSES]) not in {value for row in found for value in row}
    kept = {subject: token for subject, token in before.items() if subject not in {REFUSES, uuid.UUID(int=2005)}}
    assert dict(DatasetToken.objects.values_list("subject", "token")) == kept
    assert AllowedUses.objects.get().carried_out_at is not None
    assert not Receipt.objects.exists()
    arrive(as_process)
    assert Receipt.objects.count() == 1


@COMMITTED
def test_no_refresh_brings_back_whoever_refuses_and_allowing_it_again_does(as_process: AsProcess) -> None:
    register(YOUNG, accepted())
    refuse(as_process)
    refresh()
    assert DatasetVersion.objects.get().rows == PEOPLE - 1
    say(REFUSES, at=2)
    arrive(as_process)
    refresh()
    assert DatasetVersion.objects.get().rows == PEOPLE


@COMMITTED
def test_what_is_made_of_a_dataset_follows_it(login: Login, as_process: AsProcess) -> None:
    register(written(column()), terms("stars"))
    made = column(originatingSource="dataset:stars@1")
    register(written(made), terms("stars_again"))
    refuse(as_process)
    analyst = login("analytical", "marketing_analyst")
    assert [len(rows(analyst, f"marts_business.{name}")) for name in ("stars", "stars_again")] == [PEOPLE - 1] * 2


@COMMITTED
def test_nothing_is_written_where_nobody_refused(as_process: AsProcess) -> None:
    register(written(column()), terms("stars"))
    with as_process("registrar"):
        erase_withdrawn()
    assert DatasetVersion.objects.get().refreshed_at is None
