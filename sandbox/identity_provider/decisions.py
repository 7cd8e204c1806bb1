"""What becomes of a document. A pure rule on its expiry date and on the beginning of its number."""

from dataclasses import dataclass
from datetime import date

from sandbox.identity_provider.machine_readable_zone import age_on
from sandbox.identity_provider.sessions import Document, State

# What the person reads on our page, by the code that the customer's site reads.
REASONS = {
    "": "",
    "age_unknown": "The document doesn't say in which year its holder was born.",
    "canceled": "The check was called off.",
    "consent_declined": "You didn't agree to the check.",
    "country_not_supported": "Documents of this issuer are not checked.",
    "document_expired": "The document has expired.",
    "document_unreadable": "The document could not be read.",
    "selfie_mismatch": "The picture on the document is of somebody else.",
    "not_accepted": "The document could not be confirmed as genuine.",
    "provider_failed": "The check broke off before anything was decided.",
    "too_young": "The holder has to be 14 years old.",
    "type_not_supported": "This kind of document is not checked.",
}
LEAST_AGE_YEARS = 14


@dataclass(frozen=True)
class Decision:
    """Where a session ends: its state, the code of a reason, and what goes wrong or slowly on the way."""

    state: State
    code: str = ""
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

TEST_NUMBERS = (
    TestNumber("REFUSE", Decision(State.REFUSED, "not_accepted"), "refused, with a reason"),
    TestNumber("DELAY", Decision(State.CONFIRMED, comes_late=True), "pending for a few seconds, then confirmed"),
    TestNumber("FAIL", Decision(State.FAILED, "provider_failed"), "the check itself fails"),
    TestNumber(
        "ERROR",
        Decision(State.CONFIRMED, broken_reads=2),
        "confirmed, but the first two readings of the outcome answer 500",
    ),
    TestNumber("AGAIN", Decision(State.OPEN, "document_unreadable"), "not read: you may try again in the same check"),
    TestNumber("SELFIE", Decision(State.REFUSED, "selfie_mismatch"), "refused, as the picture is of somebody else"),
    TestNumber("KIND", Decision(State.REFUSED, "type_not_supported"), "refused, as this kind is not checked"),
    TestNumber("DECLINE", Decision(State.REFUSED, "consent_declined"), "refused, as you did not agree"),
)


def decide(document: Document, *, today: date) -> Decision:
    """The verdict. What counts before the number: the issuer, the last day of validity, and the holder's age."""
    if not document.country:
        return Decision(State.REFUSED, "country_not_supported")
    if document.expires_on is not None and document.expires_on < today:
        return Decision(State.REFUSED, "document_expired")
    if document.is_age_unknown:
        return Decision(State.REFUSED, "age_unknown")
    if document.born_on is not None and age_on(document.born_on, on=today) < LEAST_AGE_YEARS:
        return Decision(State.REFUSED, "too_young")
    for test_number in TEST_NUMBERS:
        if document.number.startswith(test_number.prefix):
            return test_number.verdict
    return CONFIRMED
