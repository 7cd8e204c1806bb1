"""Attack: an analyst, or SQL injected into the dashboard, asks for the columns that nobody meant to give them."""

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from tests.conftest import Login

ATTEMPTS = [
    ("data_scientist", "SELECT text FROM core.reviews"),
    ("data_scientist", "SELECT birth_year FROM core.user_demographics"),
    ("data_scientist", "SELECT gender FROM core.user_demographics"),
    ("data_scientist", "SELECT d FROM core.user_demographics d"),
    ("data_scientist", "SELECT to_jsonb(r) FROM core.reviews r"),
    ("dashboards", "SELECT reviewer FROM core.reviews"),
    ("dashboards", "SELECT text FROM core.reviews"),
    ("dashboards", "SELECT birth_band FROM core.user_demographics"),
]


@pytest.mark.protection("analytical_column_grants")
@pytest.mark.parametrize(("name", "statement"), ATTEMPTS, ids=[f"{name}: {text}" for name, text in ATTEMPTS])
def test_a_column_that_is_not_granted_is_not_read(name: str, statement: str, login: Login) -> None:
    with pytest.raises(InsufficientPrivilege):
        login("analytical", name).execute(statement)


@pytest.mark.protection("analytical_column_grants")
def test_no_filter_tells_what_a_birth_year_is(login: Login) -> None:
    """The column is not selected, only asked about: yes and no would be enough to find it out."""
    connection: psycopg.Connection[tuple[int]] = login("analytical", "data_scientist")
    with pytest.raises(InsufficientPrivilege):
        connection.execute("SELECT count(*) FROM core.user_demographics WHERE birth_year < 1960")
