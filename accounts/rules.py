"""The rules of this app, as data and pure functions: no I/O, no clock of their own."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from django.db.models import TextChoices

from accounts.enums import AppealState, ErasureState, State
from reviews_site.policy import Decision, Permission, PersonFacts
from reviews_site.policy.decide import ALLOWED, holds, refused

_S = TypeVar("_S", bound=TextChoices)
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

TRANSITIONS: dict[State, frozenset[State]] = {
    State.NOT_STARTED: frozenset({State.OPENING}),
    State.OPENING: frozenset({State.OPEN, State.FAILED}),
    # A person may be confirmed before anyone saw that the check was pending.
    State.OPEN: frozenset({State.PENDING, State.CONFIRMED, State.REFUSED, State.FAILED}),
    State.PENDING: frozenset({State.CONFIRMED, State.REFUSED, State.FAILED}),
    State.REFUSED: frozenset({State.OPENING}),
    State.FAILED: frozenset({State.OPENING}),
    # Nobody carries an expiry out: the policy and the database look at the time.
    State.CONFIRMED: frozenset({State.EXPIRED, State.WITHDRAWN, State.ENDED}),
    State.EXPIRED: frozenset({State.OPENING}),
    State.WITHDRAWN: frozenset({State.OPENING}),
    # An appeal of somebody else was granted, and they showed the document.
    State.ENDED: frozenset({State.OPENING}),
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
ERASURE_TRANSITIONS: dict[ErasureState, frozenset[ErasureState]] = {
    ErasureState.ASKED: frozenset({ErasureState.WAITING, ErasureState.TAKEN_BACK, ErasureState.REFUSED}),
    ErasureState.WAITING: frozenset({ErasureState.TAKEN_BACK, ErasureState.ERASING, ErasureState.REFUSED}),
    # From here on there is no way back: the ledger has it.
    ErasureState.ERASING: frozenset({ErasureState.DONE}),
    ErasureState.TAKEN_BACK: frozenset(),
    ErasureState.DONE: frozenset(),
    ErasureState.REFUSED: frozenset(),
}
WAITING = frozenset({State.OPENING, State.OPEN, State.PENDING})
SETTLED = frozenset({State.CONFIRMED, State.REFUSED, State.FAILED})


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


def status_may_become(now_is: State, becomes: State, *, confirmation_is_live: bool) -> bool:
    """Whether a status may be overwritten: a live confirmation stays, whatever comes in late from another session."""
    return becomes is State.CONFIRMED or not (now_is is State.CONFIRMED and confirmation_is_live)


def pause_before_next_mail(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: 5 s, doubling, up to an hour."""
    return timedelta(seconds=min(MAIL_FIRST_PAUSE_SECONDS * 2 ** (attempts - 1), 3600))


def states_as_markdown() -> str:
    """`docs/states.md`: the dicts above as diagrams. Printed by `manage.py identity states`."""
    parts = [
        "# States\n",
        "Printed by `manage.py identity states` from `accounts/rules.py`; a test compares the two.\n",
        "## An identity check\n",
        "From `TRANSITIONS`.\n",
        *_drawn(State.NOT_STARTED, TRANSITIONS, State),
        "\n## An appeal against a refusal\n",
        "From `APPEAL_TRANSITIONS`.\n",
        *_drawn(AppealState.OPEN, APPEAL_TRANSITIONS, AppealState),
        "\n## The erasure of an account\n",
        "From `ERASURE_TRANSITIONS`.\n",
        *_drawn(ErasureState.ASKED, ERASURE_TRANSITIONS, ErasureState),
    ]
    return "\n".join(parts) + "\n"


def _drawn(first: _S, transitions: Mapping[_S, frozenset[_S]], states: type[_S]) -> list[str]:
    lines = [f"    {now} --> {then}" for now, ways in transitions.items() for then in sorted(ways)]
    named = [f"| `{state.value}` | {state.label} |" for state in states]
    diagram = [f"```mermaid\nstateDiagram-v2\n    [*] --> {first}", *lines, "```\n"]
    return [*diagram, "| state | on the page |\n|---|---|", *named]


def may_ask_export(*, is_company: bool, pending: bool, asked_today: bool) -> Decision:
    """Anybody's own data, one copy at a time and one a day."""
    if is_company:
        return refused("This account is the company's. Ask a security engineer for what is kept of it.")
    if pending:
        return refused("A copy of your data is on its way already.")
    if asked_today:
        return refused("You asked for a copy today. Ask for the next one tomorrow.")
    return ALLOWED


def may_ask_erasure(*, is_company: bool, runs_a_page: bool, pending: bool) -> Decision:
    """Anybody's own account, unless others depend on it or it is under way."""
    if is_company:
        return refused("This account is the company's. Ask a security engineer to end it when the work ends.")
    if runs_a_page:
        return refused(
            "You run a restaurant's page here. Write to us whom to hand it over to; then delete the account."
        )
    if pending:
        return refused("Your account is on its way to be deleted already.")
    return ALLOWED
