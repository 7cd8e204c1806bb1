"""The rules of this app, as data and pure functions: no I/O, no clock of their own."""

from privacy_rights.enums import ErasureState, StoreState
from reviews_site.policy import Decision
from reviews_site.policy.decide import ALLOWED, refused

ERASURE_TRANSITIONS: dict[ErasureState, frozenset[ErasureState]] = {
    ErasureState.ASKED: frozenset({ErasureState.WAITING, ErasureState.CANCELLED, ErasureState.REFUSED}),
    ErasureState.WAITING: frozenset({ErasureState.CANCELLED, ErasureState.ERASING, ErasureState.REFUSED}),
    # From here on there is no way back: the ledger has it.
    ErasureState.ERASING: frozenset({ErasureState.DONE}),
    ErasureState.CANCELLED: frozenset(),
    ErasureState.DONE: frozenset(),
    ErasureState.REFUSED: frozenset(),
}

STORE_TRANSITIONS: dict[StoreState, frozenset[StoreState]] = {
    StoreState.WAITING: frozenset({StoreState.ERASED}),
    StoreState.ERASED: frozenset({StoreState.VACUUMED}),
    StoreState.VACUUMED: frozenset(),
}


def may_ask_export(*, is_company: bool, pending: bool, asked_today: bool) -> Decision:
    """Anybody's own data, one copy at a time and one a day."""
    if is_company:
        return refused("This is a company account. Ask a security engineer for a copy of its data.")
    if pending:
        return refused("We are already preparing a copy of your data.")
    if asked_today:
        return refused("You already asked for a copy today. Ask again tomorrow.")
    return ALLOWED


def may_ask_erasure(*, is_company: bool, runs_a_page: bool, pending: bool) -> Decision:
    """Anybody's own account, unless others depend on it or it is under way."""
    if is_company:
        return refused("This is a company account. Ask a security engineer to close it.")
    if runs_a_page:
        return refused("You manage a restaurant here. Tell us who takes over, then delete your account.")
    if pending:
        return refused("Your account is already going to be deleted.")
    return ALLOWED
