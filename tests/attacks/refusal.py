"""How an attack on a database is seen to be refused."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django import db

# PostgreSQL checks rights before it looks at data: an error about values or constraints says that the attack ran.
_ABOUT_DATA = (psycopg.DataError, psycopg.IntegrityError, db.DataError, db.IntegrityError)
# It could not make sense of a name or a statement, which therefore reached it.
_ABOUT_THE_STATEMENT = (
    psycopg.errors.SyntaxError,
    psycopg.errors.FeatureNotSupported,
    psycopg.errors.WrongObjectType,
)


@contextmanager
def refusal(*reasons: type[Exception], match: str | None = None) -> Iterator[None]:
    """Demand that an attack is refused for one of these reasons, and not by the data or the syntax that it reached."""
    try:
        with pytest.raises(reasons, match=match):
            yield
    except (*_ABOUT_DATA, *_ABOUT_THE_STATEMENT) as error:
        pytest.fail(f"The attack was not refused, and failed later: {error}")
