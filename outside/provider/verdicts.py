"""What becomes of a document. A pure rule on its expiry date and on the beginning of its number."""

from dataclasses import dataclass
from datetime import date

from outside.provider.sessions import Document, State
from outside.provider.zones import age


@dataclass(frozen=True)
class Verdict:
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
    verdict: Verdict
    tells: str


CONFIRMED = Verdict(State.CONFIRMED)
LEAST_AGE_YEARS = 14
TOO_YOUNG = Verdict(State.REFUSED, reason=f"The holder has to be {LEAST_AGE_YEARS} years old.")
EXPIRED = Verdict(State.REFUSED, reason="The document has expired.")

TEST_NUMBERS = (
    TestNumber(
        "REFUSE",
        Verdict(State.REFUSED, reason="The document could not be confirmed as genuine."),
        "refused, with a reason",
    ),
    TestNumber("DELAY", Verdict(State.CONFIRMED, comes_late=True), "pending for a few seconds, then confirmed"),
    TestNumber(
        "FAIL",
        Verdict(State.FAILED, reason="The check broke off before anything was decided."),
        "the check itself fails",
    ),
    TestNumber(
        "ERROR",
        Verdict(State.CONFIRMED, broken_reads=2),
        "confirmed, but the first two readings of the outcome answer 500",
    ),
)


def verdict_on(document: Document, *, today: date) -> Verdict:
    """The verdict. A document is good through its last day; then it is refused whatever its number, as a child's is."""
    if document.expires_on < today:
        return EXPIRED
    if document.born_on is not None and age(document.born_on, on=today) < LEAST_AGE_YEARS:
        return TOO_YOUNG
    for test_number in TEST_NUMBERS:
        if document.number.startswith(test_number.prefix):
            return test_number.verdict
    return CONFIRMED
