"""Attack: another process asks who is behind the access log, or the report's own login for more than it reports."""

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from tests.conftest import Login

COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
TOUCHED = "SELECT * FROM governance.people_touched('models', '-infinity', 'infinity')"


@COMMITTED
@pytest.mark.protection("breach_report_function")
@pytest.mark.parametrize(
    "name", ["dashboards", "console", "auditor", "query_log", "security_engineer", "data_scientist", "loader"]
)
def test_only_the_report_reads_which_people_were_read(name: str, login: Login) -> None:
    assert login("analytical", "breach").execute(TOUCHED).fetchall() == []
    with pytest.raises((InsufficientPrivilege, psycopg.errors.UndefinedFunction)):
        login("analytical", name).execute(TOUCHED)


@COMMITTED
@pytest.mark.protection("breach_login_grants")
@pytest.mark.parametrize(
    ("store", "statement"),
    [
        ("analytical", "SELECT text FROM core.reviews"),
        ("analytical", "SELECT person FROM core.user_demographics"),
        ("analytical", "SELECT subject FROM governance.dataset_token"),
        ("default", "SELECT password FROM accounts_user"),
        ("default", "SELECT birth_year FROM accounts_profile"),
        ("default", "UPDATE accounts_user SET email = ''"),
        ("default", "DELETE FROM audit_event"),
        ("default", "UPDATE accounts_customerlookup SET customer_id = NULL"),
    ],
)
def test_the_login_of_the_report_reads_no_row_of_people_and_changes_nothing(
    store: str, statement: str, login: Login
) -> None:
    connection = login(store, "breach")
    connection.execute("SET default_transaction_read_only = off")
    with pytest.raises(InsufficientPrivilege, match="permission denied"):
        connection.execute(statement)
