"""Attack: an injected statement in the web process reads the codes that were mailed to others, or turns mail round."""

import psycopg
import pytest

from reviews_site.ids import uuid7
from tests.conftest import Login

INSERT = (
    "INSERT INTO accounts_outgoingmail"
    " (id, recipient, subject, text, html, unsubscribe_url, created_at, next_attempt_at, attempts, last_error)"
    " VALUES (%s, 'a@example.org', '', '', '', '', now(), now(), 0, '')"
)
STATEMENTS = [
    "SELECT recipient, text FROM accounts_outgoingmail",
    "UPDATE accounts_outgoingmail SET recipient = 'mallory@example.org'",
    "DELETE FROM accounts_outgoingmail",
    INSERT.replace("%s", "gen_random_uuid()") + " RETURNING text",
]


@pytest.mark.protection("mail_insert_only")
@pytest.mark.parametrize("statement", STATEMENTS)
def test_web_reads_and_turns_round_no_mail(login: Login, statement: str) -> None:
    web = login("default", "web")
    with web.transaction(force_rollback=True):
        assert web.execute(INSERT, [uuid7()]).rowcount == 1  # what web is there to do
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(statement)
