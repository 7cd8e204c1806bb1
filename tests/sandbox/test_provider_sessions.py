"""The provider's sessions without HTTP: the ways between states, what is forgotten, what is printed."""

from datetime import date
from itertools import product

import pytest

from sandbox.identity_provider.sessions import (
    TRANSITIONS,
    Document,
    ReferenceTaken,
    Session,
    Sessions,
    State,
    UnknownSession,
    WrongState,
)

TO_GET_THERE = {
    State.OPEN: (),
    State.PENDING: (State.PENDING,),
    State.CONFIRMED: (State.CONFIRMED,),
    State.REFUSED: (State.REFUSED,),
    State.FAILED: (State.FAILED,),
}


def opened(sessions: Sessions, reference: str = "r1") -> Session:
    return sessions.open(reference=reference, return_url="http://localhost/a", webhook_url="http://localhost/b")[0]


@pytest.mark.parametrize(("before", "after"), list(product(State, State)))
def test_ways_between_states(before: State, after: State) -> None:
    sessions = Sessions()
    session = opened(sessions)
    for step in TO_GET_THERE[before]:
        sessions.move(session.id, step)
    if after in TRANSITIONS[before]:
        assert sessions.move(session.id, after).state == after
    else:
        with pytest.raises(WrongState):
            sessions.move(session.id, after)
        assert sessions.find(session.id).state == before


def test_the_oldest_is_evicted_first() -> None:
    sessions = Sessions(capacity=2)
    first, second, third = (opened(sessions, reference) for reference in ("r1", "r2", "r3"))
    with pytest.raises(UnknownSession):
        sessions.find(first.id)
    assert [sessions.find(kept.id) for kept in (second, third)] == [second, third]
    assert opened(sessions, "r1").id != first.id


def test_a_reference_keeps_its_addresses() -> None:
    sessions = Sessions()
    opened(sessions)
    with pytest.raises(ReferenceTaken):
        sessions.open(reference="r1", return_url="http://localhost/other", webhook_url="http://localhost/b")


def test_a_number_is_never_printed() -> None:
    document = Document("passport", "AT", "P1234567", date(2091, 5, 30))
    sessions = Sessions()
    confirmed = sessions.move(opened(sessions).id, State.CONFIRMED, document=document)
    assert "P1234567" not in f"{document} {document!r} {confirmed} {confirmed!r}"
