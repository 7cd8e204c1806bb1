"""Attack: the owner of a log, or a superuser, switches its triggers off and rewrites what happened.

Nothing can stop them; it must show. Each is done to both logs, on real databases, by both.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege

from analytics.access.sealed_logs import ACCESS_LOG
from reviews_site.audit import sealing
from reviews_site.audit.sealed_log import SealedLog
from tests.analytics.sealed_logs import BOTH_LOGS, COMMITTED, anchors, found, seal, write
from tests.conftest import Login

__all__ = ["anchors"]
pytestmark = [COMMITTED, pytest.mark.usefixtures("anchors")]
Run = Callable[..., None]
PAST = timedelta(days=2)


@pytest.fixture(params=["owner", "superuser"])
def run(request: pytest.FixtureRequest, login: Login, superuser: Callable[[str], "psycopg.Connection[Any]"]) -> Run:
    """`run(ledger, *statements)` in one transaction, with every trigger off; `{event}` stands for the log's table."""

    def statements(ledger: SealedLog, *texts: str) -> None:
        connection = login(ledger.store, "migrator") if request.param == "owner" else superuser(ledger.store)
        names = {name: getattr(ledger, name)._meta.db_table for name in ("event", "seal", "member")}
        with connection.transaction():
            for table in names.values():
                connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for text in texts:
                connection.execute(text.format(**names))

    return statements


def sealed(ledger: SealedLog, batches_of: int = 3) -> None:
    """Three seals of five rows."""
    for _ in range(batches_of):
        write(ledger)
        seal(ledger)
    assert found(ledger) == []


def changed(ledger: SealedLog) -> str:
    return "reader_id = 'somebody else'" if ledger is ACCESS_LOG else "action = 'thing.undone'"


@pytest.mark.protection("log_row_seals")
@BOTH_LOGS
def test_an_edited_row_is_named(ledger: SealedLog, run: Run) -> None:
    sealed(ledger)
    row = ledger.event._default_manager.order_by("id")[7].pk
    run(ledger, f"UPDATE {{event}} SET {changed(ledger)} WHERE id = '{row}'")
    assert found(ledger) == [("edited", f"Row {row} of seal 2.")]


@pytest.mark.protection("log_row_seals")
@BOTH_LOGS
def test_a_deleted_row_is_named(ledger: SealedLog, run: Run) -> None:
    sealed(ledger)
    row = ledger.event._default_manager.order_by("id")[7].pk
    run(ledger, f"DELETE FROM {{event}} WHERE id = '{row}'")
    assert found(ledger) == [("deleted", f"Row {row} of seal 2.")]


@pytest.mark.protection("log_row_seals")
@BOTH_LOGS
def test_a_row_that_is_deleted_with_its_name_leaves_a_gap(ledger: SealedLog, run: Run) -> None:
    sealed(ledger)
    row = ledger.event._default_manager.order_by("id")[7].pk
    run(ledger, f"DELETE FROM {{event}} WHERE id = '{row}'", f"DELETE FROM {{member}} WHERE event = '{row}'")
    assert found(ledger) == [("deleted", "Row 2 of seal 2, and its name with it.")]


@pytest.mark.protection("log_row_seals")
@BOTH_LOGS
def test_an_emptied_table_shows(ledger: SealedLog, run: Run) -> None:
    sealed(ledger)
    run(ledger, "TRUNCATE {event}")
    assert found(ledger) == [("emptied", "Every row is gone: 15 were sealed.")]


@pytest.mark.protection("log_row_seals")
@BOTH_LOGS
def test_rows_that_changed_places_show(ledger: SealedLog, run: Run) -> None:
    sealed(ledger)
    one, other = [event.pk for event in ledger.event._default_manager.order_by("id")[6:8]]
    spare = "00000000-0000-0000-0000-000000000000"
    steps = ((one, spare), (other, one), (spare, other))
    run(ledger, *(f"UPDATE {{event}} SET id = '{after}' WHERE id = '{before}'" for before, after in steps))
    assert found(ledger) == [
        ("reordered", f"Row {one} of seal 2, where {other} stood."),
        ("reordered", f"Row {other} of seal 2, where {one} stood."),
    ]


@pytest.mark.protection("log_backdating")
@BOTH_LOGS
def test_a_row_that_is_slipped_into_the_past_shows_and_is_never_sealed(ledger: SealedLog, run: Run) -> None:
    sealed(ledger)
    (row,) = write(ledger, 1, at=timezone.now() - PAST)
    seal(ledger)
    assert [kind for kind, says in found(ledger) if str(row) in says] == ["slipped in"]


@pytest.mark.protection("log_backdating")
@BOTH_LOGS
def test_a_row_of_today_that_says_it_is_older_shows(ledger: SealedLog, run: Run) -> None:
    sealed(ledger)
    (row,) = write(ledger, 1)
    run(ledger, f"UPDATE {{event}} SET created_at = created_at - interval '2 days' WHERE id = '{row}'")
    seal(ledger)
    assert [kind for kind, says in found(ledger) if str(row) in says] == ["slipped in"]


@pytest.mark.protection("log_row_dates")
@BOTH_LOGS
@pytest.mark.parametrize("days", [2, -2])
def test_a_row_of_another_date_than_its_id_shows_where_nothing_was_sealed_before(
    ledger: SealedLog, run: Run, days: int
) -> None:
    (row,) = write(ledger, 1)
    run(ledger, f"UPDATE {{event}} SET created_at = created_at - interval '{days} days' WHERE id = '{row}'")
    seal(ledger)
    assert [kind for kind, says in found(ledger) if str(row) in says] == ["dated"]


@pytest.mark.protection("log_row_seals")
@BOTH_LOGS
def test_a_row_that_is_added_to_a_batch_shows(ledger: SealedLog, run: Run) -> None:
    sealed(ledger)
    (row,) = write(ledger, 1, at=timezone.now() - PAST)
    run(ledger, f"INSERT INTO {{member}} SELECT '{row}', 2, 5, mac FROM {{member}} WHERE number = 2 AND position = 0")
    assert found(ledger) == [("slipped in", f"Row {row} was added to seal 2.")]


@pytest.mark.protection("log_anchor")
@BOTH_LOGS
def test_a_tail_that_is_cut_off_shows(ledger: SealedLog, run: Run) -> None:
    """Rows, members and seal, as if the last batch had never been."""
    sealed(ledger)
    of_last = "SELECT event FROM {member} WHERE number = 3"
    run(
        ledger,
        f"DELETE FROM {{event}} WHERE id IN ({of_last})",
        "DELETE FROM {member} WHERE number = 3",
        "DELETE FROM {seal} WHERE number = 3",
    )
    assert found(ledger) == [("seal", "Seals 3 to 3 were cut off the end of the chain.")]


@pytest.mark.protection("log_anchor")
@BOTH_LOGS
def test_a_missing_anchor_shows(ledger: SealedLog, anchors: Path) -> None:
    sealed(ledger)
    (anchors / f"{ledger.name}.jsonl").unlink()
    assert [kind for kind, _ in found(ledger)] == ["anchor"]


@pytest.mark.protection("log_anchor")
@BOTH_LOGS
def test_an_anchor_that_was_rewritten_shows(ledger: SealedLog, anchors: Path) -> None:
    sealed(ledger)
    file = anchors / f"{ledger.name}.jsonl"
    file.write_text(file.read_text().replace('"count": 5', '"count": 4', 1))
    assert found(ledger) == [("anchor", "Line 1 of the anchor was changed, or is somebody else's.")]


@pytest.mark.protection("log_chain")
@BOTH_LOGS
def test_a_chain_of_somebody_elses_is_not_ours(ledger: SealedLog, run: Run) -> None:
    """Somebody without the key edits a row, and makes every seal anew as well as they can."""
    sealed(ledger)
    run(ledger, f"UPDATE {{event}} SET {changed(ledger)}", "UPDATE {seal} SET mac = md5(mac) || md5(previous)")
    says = [says for kind, says in found(ledger) if "made by somebody else" in says]
    assert says == [f"Seal {number} was changed, or made by somebody else." for number in (1, 2, 3)]


@pytest.mark.protection("log_chain")
@BOTH_LOGS
def test_a_seal_that_is_missing_in_the_middle_shows(ledger: SealedLog, run: Run) -> None:
    sealed(ledger)
    run(ledger, "DELETE FROM {seal} WHERE number = 2")
    assert ("seal", "Seals 2 to 2 are gone.") in found(ledger)


@pytest.mark.protection("log_chain")
@BOTH_LOGS
def test_a_retirement_of_somebody_elses_lets_nothing_go(ledger: SealedLog, run: Run) -> None:
    """A seal that says that everything before was let go of would hide that it is gone."""
    sealed(ledger)
    run(ledger, "UPDATE {seal} SET expired_to = 2 WHERE number = 3", "DELETE FROM {event}")
    assert ("seal", "Seal 3 was changed, or made by somebody else.") in found(ledger)


@pytest.mark.protection("log_chain_restart")
@BOTH_LOGS
def test_the_sealer_starts_no_new_chain_over_an_emptied_log(ledger: SealedLog, run: Run) -> None:
    """Somebody empties everything, and waits for the sealer to make it look right again."""
    sealed(ledger)
    run(ledger, "TRUNCATE {event}, {seal}, {member}")
    write(ledger, 2)
    with pytest.raises(sealing.ChainMismatch):
        seal(ledger)


@pytest.mark.protection("log_early_expiry")
@BOTH_LOGS
def test_a_sealer_that_was_broken_into_expires_nothing_young(ledger: SealedLog, login: Login) -> None:
    sealed(ledger)
    with pytest.raises(InsufficientPrivilege, match="keeps its rows"):
        login(ledger.store, "sealer").execute(f"SELECT {ledger.expire_function}(3)")


@pytest.mark.protection("log_early_expiry")
@BOTH_LOGS
def test_an_owner_who_says_that_this_is_the_expiry_deletes_nothing_young(ledger: SealedLog, login: Login) -> None:
    sealed(ledger)
    owner = login(ledger.store, "migrator")
    owner.execute("SET platemark.expiring = 'on'")
    with pytest.raises(InsufficientPrivilege, match="keeps its rows"):
        owner.execute(f"DELETE FROM {ledger.event._meta.db_table}")
