"""What becomes of a document. A pure rule on its expiry date and on the beginning of its number."""

from dataclasses import dataclass
from datetime import date

from sandbox.identity_provider.machine_readable_zone import age_on
from sandbox.identity_provider.sessions import Document, State


@dataclass(frozen=True)
class Decision:
    """Where a session ends: its state, a reason for the person, and what goes wrong or slowly on the way."""

    state: State
    reason: str = ""
    comes_late: bool = False
    broken_reads: int = 0


@dataclass(frozen=True)
class TestNumber:
    """Document numbers that begin with `prefix` get this verdict; `tells` explains it on the hosted page."""

    __test__ = False  # pytest would take the name for a test class

    prefix: str
    verdict: Decision
    tells: str


CONFIRMED = Decision(State.CONFIRMED)
LEAST_AGE_YEARS = 14
TOO_YOUNG = Decision(State.REFUSED, reason=f"The holder has to be {LEAST_AGE_YEARS} years old.")
EXPIRED = Decision(State.REFUSED, reason="The document has expired.")

TEST_NUMBERS = (
    TestNumber(
        "REFUSE",
        Decision(State.REFUSED, reason="The document could not be confirmed as genuine."),
        "refused, with a reason",
    ),
    TestNumber("DELAY", Decision(State.CONFIRMED, comes_late=True), "pending for a few seconds, then confirmed"),
    TestNumber(
        "FAIL",
        Decision(State.FAILED, reason="The check broke off before anything was decided."),
        "the check itself fails",
    ),
    TestNumber(
        "ERROR",
        Decision(State.CONFIRMED, broken_reads=2),
        "confirmed, but the first two readings of the outcome answer 500",
    ),
)


def decide(document: Document, *, today: date) -> Decision:
    """The verdict. A document is good through its last day; then it is refused whatever its number, as a child's is."""
    if document.expires_on < today:
        return EXPIRED
    if document.born_on is not None and age_on(document.born_on, on=today) < LEAST_AGE_YEARS:
        return TOO_YOUNG
    for test_number in TEST_NUMBERS:
        if document.number.startswith(test_number.prefix):
            return test_number.verdict
    return CONFIRMED
