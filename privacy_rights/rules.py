"""The rules of this app, as data and pure functions: no I/O, no clock of their own."""

from privacy_rights.enums import ErasureState
from reviews_site.policy import Decision
from reviews_site.policy.decide import ALLOWED, refused

ERASURE_TRANSITIONS: dict[ErasureState, frozenset[ErasureState]] = {
    ErasureState.ASKED: frozenset({ErasureState.WAITING, ErasureState.TAKEN_BACK, ErasureState.REFUSED}),
    ErasureState.WAITING: frozenset({ErasureState.TAKEN_BACK, ErasureState.ERASING, ErasureState.REFUSED}),
    # From here on there is no way back: the ledger has it.
    ErasureState.ERASING: frozenset({ErasureState.DONE}),
    ErasureState.TAKEN_BACK: frozenset(),
    ErasureState.DONE: frozenset(),
    ErasureState.REFUSED: frozenset(),
}


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
