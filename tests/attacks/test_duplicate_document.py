"""Attack: one person confirms two accounts with one document, written a little differently the second time."""

from datetime import date

import pytest

from accounts.enums import VerificationLevel
from accounts.identity import clients, outcomes
from accounts.models import User, VerificationSession
from accounts.providers.interface import DocumentFacts, DocumentType
from accounts.selectors import is_confirmed
from reviews_site.ids import uuid7
from tests.accounts.conftest import StandIn, opened_session
from tests.accounts.users import member
from tests.conftest import AsProcess, Login

# As it was, with a zero for the O, in small letters with separators, in full-width signs, with dots and an en dash.
SECONDS = [
    "PO123456",
    "P0123456",
    "p 0123-456",
    "\uff30\uff2f\uff11\uff12\uff13\uff14\uff15\uff16",
    "P.O.12/34\u201356",
]


def confirm_with(number: str, user: User, stand_in: StandIn) -> VerificationSession:
    session = opened_session(user)
    stand_in.will_confirm(session, DocumentFacts(DocumentType.PASSPORT, "AT", number, date(2033, 5, 1)))
    return session


@pytest.mark.protection("duplicate_document")
@pytest.mark.parametrize("second", SECONDS)
@pytest.mark.django_db(databases=["default", "vault"])
def test_one_document_confirms_one_account(monkeypatch: pytest.MonkeyPatch, as_process: AsProcess, second: str) -> None:
    stand_in = StandIn()
    monkeypatch.setattr(clients, "provider", lambda: stand_in)
    ada, her_other_self = member("ada"), member("adele")
    sessions = [confirm_with("PO123456", ada, stand_in), confirm_with(second, her_other_self, stand_in)]
    with as_process("identity"):
        for session in sessions:
            outcomes.fetch_outcome(session.pk)
    assert is_confirmed(ada)
    assert not is_confirmed(her_other_self)


@pytest.mark.protection("vault_digest_unique")
def test_the_vault_itself_holds_a_digest_once(login: Login) -> None:
    vault = login("vault", "identity")
    digest, refusals = bytes(range(32)), []
    with vault.transaction(force_rollback=True):
        for _ in range(2):
            inserted = vault.execute(
                "INSERT INTO vault_identitydigest (id, digest, key_version, holder, level, expires_on, created_at)"
                " VALUES (%s, %s, 1, %s, %s, '2033-05-01', now()) ON CONFLICT DO NOTHING",
                [uuid7(), digest, uuid7(), VerificationLevel.DOCUMENT],
            )
            refusals.append(inserted.rowcount == 0)
    assert refusals == [False, True]
