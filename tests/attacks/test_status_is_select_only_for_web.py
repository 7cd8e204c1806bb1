"""Attack: an injected statement in the web process makes somebody confirmed."""

import psycopg
import pytest

from tests.conftest import Login

STATEMENTS = [
    "UPDATE accounts_verificationstatus SET state = 'confirmed', level = 'document',"
    " confirmed_at = now(), expires_at = now() + interval '1 year'",
    "INSERT INTO accounts_verificationstatus"
    " (user_id, state, level, provider, country, confirmed_at, expires_at, updated_at)"
    " SELECT id, 'confirmed', 'document', 'sandbox', 'AT', now(), now() + interval '1 year', now() FROM accounts_user",
    "DELETE FROM accounts_verificationstatus",
    "UPDATE accounts_verificationsession SET state = 'open'",
    "DELETE FROM accounts_verificationsession",
    "UPDATE accounts_verificationrequest SET user_id = gen_random_uuid()",
    "TRUNCATE accounts_verificationstatus",
]


@pytest.mark.protection("status_select_only")
@pytest.mark.parametrize("statement", STATEMENTS)
def test_web_can_write_no_status(login: Login, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(statement)
