"""The rules of this app, as data and pure functions: no I/O, no clock of their own."""

from datetime import UTC, date, datetime, time, timedelta

from accounts.enums import AppealState, VerificationState
from reviews_site.policy import Decision, Permission, PersonFacts
from reviews_site.policy.decide import holds

# What the database accepts at all; the form asks for more.
EARLIEST_BIRTH_YEAR, LATEST_BIRTH_YEAR = 1900, 2100
# The age at which someone in Austria may consent to a service like this (section 4 (4) DSG).
MINIMUM_AGE_YEARS = 14

CONFIRMATION_DAYS = 730
# A person has a day for the provider's page; after that the session is given up.
SESSION_HOURS = 24
# A request that has had no session for so long is not waited for on the page any more.
OPENING_MINUTES = 15

# Each change goes through every store.
USE_CHANGES_AN_HOUR = 10
# Most checks are decided within a minute. After this long the page says that it takes longer than usual.
USUAL_SECONDS = 120

MAIL_ATTEMPTS = 8
MAIL_FIRST_PAUSE_SECONDS = 5

TRANSITIONS: dict[VerificationState, frozenset[VerificationState]] = {
    VerificationState.NOT_STARTED: frozenset({VerificationState.OPENING}),
    VerificationState.OPENING: frozenset({VerificationState.OPEN, VerificationState.FAILED}),
    # A person may be confirmed before anyone saw that the check was pending.
    VerificationState.OPEN: frozenset(
        {VerificationState.PENDING, VerificationState.CONFIRMED, VerificationState.REFUSED, VerificationState.FAILED}
    ),
    VerificationState.PENDING: frozenset(
        {VerificationState.CONFIRMED, VerificationState.REFUSED, VerificationState.FAILED}
    ),
    VerificationState.REFUSED: frozenset({VerificationState.OPENING}),
    VerificationState.FAILED: frozenset({VerificationState.OPENING}),
    # Nobody carries an expiry out: the policy and the database look at the time.
    VerificationState.CONFIRMED: frozenset(
        {VerificationState.EXPIRED, VerificationState.WITHDRAWN, VerificationState.ENDED}
    ),
    VerificationState.EXPIRED: frozenset({VerificationState.OPENING}),
    VerificationState.WITHDRAWN: frozenset({VerificationState.OPENING}),
    # An appeal of somebody else was granted, and they showed the document.
    VerificationState.ENDED: frozenset({VerificationState.OPENING}),
}
APPEAL_TRANSITIONS: dict[AppealState, frozenset[AppealState]] = {
    AppealState.OPEN: frozenset({AppealState.UPHELD, AppealState.GRANTED}),
    AppealState.UPHELD: frozenset(),
    # Nobody carries the end of a grant out: the identity worker looks at the time.
    AppealState.GRANTED: frozenset({AppealState.USED}),
    AppealState.USED: frozenset(),
}
# Read by two people of the company: enough to judge by, short enough to be read.
SHORTEST_APPEAL, LONGEST_APPEAL = 20, 1000
WAITING = frozenset({VerificationState.OPENING, VerificationState.OPEN, VerificationState.PENDING})
SETTLED = frozenset({VerificationState.CONFIRMED, VerificationState.REFUSED, VerificationState.FAILED})


def may_edit_profile(person: PersonFacts) -> Decision:
    """A member edits their own profile; there is no way to name another's."""
    return Decision(holds(person.roles, Permission.PROFILE_EDIT), "Sign in to change your profile.")


def birth_year_is_plausible(year: int, *, today: date) -> bool:
    """Old enough to have an account, and not older than anybody is."""
    return today.year - 120 <= year <= today.year - MINIMUM_AGE_YEARS


def confirmation_ends_at(confirmed_at: datetime, document_expires_on: date | None) -> datetime:
    """After two years, or at the end of the document's last day, whichever comes first."""
    two_years_on = confirmed_at + timedelta(days=CONFIRMATION_DAYS)
    if document_expires_on is None:
        return two_years_on
    return min(two_years_on, datetime.combine(document_expires_on, time.max, tzinfo=UTC))


def status_may_become(now_is: VerificationState, becomes: VerificationState, *, confirmation_is_live: bool) -> bool:
    """Whether a status may be overwritten: a live confirmation stays, whatever comes in late from another session."""
    return becomes is VerificationState.CONFIRMED or not (
        now_is is VerificationState.CONFIRMED and confirmation_is_live
    )


def pause_before_next_mail(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: 5 s, doubling, up to an hour."""
    return timedelta(seconds=min(MAIL_FIRST_PAUSE_SECONDS * 2 ** (attempts - 1), 3600))
