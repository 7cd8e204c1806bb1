"""The rules of this app, as data and pure functions: no I/O, no clock of their own."""

from datetime import UTC, date, datetime, time, timedelta

from accounts.enums import AppealState, RefusalReason
from accounts.enums import VerificationState as State
from reviews_site.policy import Decision, Permission, PersonFacts
from reviews_site.policy.decide import holds

# What the database accepts. The form is stricter.
MIN_BIRTH_YEAR, MAX_BIRTH_YEAR = 1900, 2100
# The age at which people in Austria may consent to a service like this (section 4 (4) DSG).
MIN_AGE_YEARS = 14

CONFIRMATION_LIFETIME = timedelta(days=730)
# A person has so long for the provider's page; after that the session is given up.
SESSION_LIFETIME = timedelta(days=1)
# After so long the page doesn't wait for a request's session any more.
OPENING_TIMEOUT = timedelta(minutes=15)
# Most verifications are decided within a minute. After so long the page says that it takes longer than usual.
SLOW_AFTER = timedelta(minutes=2)

# People who come back from the provider's page have it asked at once, but not more often than this.
MIN_POLL_PAUSE = timedelta(seconds=3)

# Each change of a data use goes through every store.
MAX_USE_CHANGES_PER_HOUR = 10
MAX_MAIL_ATTEMPTS = 8
# Two members of staff read an appeal's statement: long enough to judge by, short enough to be read.
MIN_APPEAL_LENGTH, MAX_APPEAL_LENGTH = 20, 1000

FINAL_STATES = (State.CONFIRMED, State.REFUSED, State.FAILED)
UNDECIDED_STATES = (State.OPEN, State.PENDING)
WAITING_STATES = (State.OPENING, *UNDECIDED_STATES)
TRANSITIONS: dict[State, frozenset[State]] = {
    State.NOT_STARTED: frozenset({State.OPENING}),
    State.OPENING: frozenset({State.OPEN, State.FAILED}),
    # A person may be confirmed before anybody saw that the session was pending.
    State.OPEN: frozenset({State.PENDING, State.CONFIRMED, State.REFUSED, State.FAILED}),
    # After a try that was not enough the provider may ask once more, in the same session.
    State.PENDING: frozenset({State.OPEN, State.CONFIRMED, State.REFUSED, State.FAILED}),
    State.REFUSED: frozenset({State.OPENING}),
    State.FAILED: frozenset({State.OPENING}),
    # Nothing writes the expiry: the policy and the database compare the time.
    State.CONFIRMED: frozenset({State.EXPIRED, State.WITHDRAWN, State.TRANSFERRED}),
    State.EXPIRED: frozenset({State.OPENING}),
    State.WITHDRAWN: frozenset({State.OPENING}),
    # Somebody else's appeal was granted, and they showed the document.
    State.TRANSFERRED: frozenset({State.OPENING}),
}
# What tells something of a person stays out of the audit log, which outlasts accounts.
UNAUDITED_REASONS = frozenset(
    {
        RefusalReason.TOO_YOUNG,
        RefusalReason.AGE_UNKNOWN,
        RefusalReason.COUNTRY_NOT_SUPPORTED,
        RefusalReason.PHOTO_MISSING,
        RefusalReason.SELFIE_MISMATCH,
        RefusalReason.SELFIE_NOT_ACCEPTED,
    }
)
APPEAL_TRANSITIONS: dict[AppealState, frozenset[AppealState]] = {
    AppealState.OPEN: frozenset({AppealState.UPHELD, AppealState.GRANTED}),
    AppealState.UPHELD: frozenset(),
    # Nothing writes the end of a grant: the identity worker compares the time.
    AppealState.GRANTED: frozenset({AppealState.USED}),
    AppealState.USED: frozenset(),
}


def may_edit_profile(person: PersonFacts) -> Decision:
    """Members edit their own profile; there is no way to name another's."""
    return Decision(holds(person.roles, Permission.PROFILE_EDIT), "Sign in to change your profile.")


def is_plausible_birth_year(year: int, *, today: date) -> bool:
    """Whether a person born in that year is old enough for an account, and not older than anybody is."""
    return today.year - 120 <= year <= today.year - MIN_AGE_YEARS


def confirmation_ends_at(confirmed_at: datetime, document_expires_on: date | None) -> datetime:
    """When a confirmation ends: after two years or with the document's last day, whichever comes first."""
    latest = confirmed_at + CONFIRMATION_LIFETIME
    if document_expires_on is None:
        return latest
    return min(latest, datetime.combine(document_expires_on, time.max, tzinfo=UTC))


def pause_before_next_mail(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: 5 s, doubling, up to an hour."""
    return timedelta(seconds=min(5 * 2 ** (attempts - 1), 3600))
