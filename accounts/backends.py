"""How people sign in with a password, and how the person of a session is found: `AUTHENTICATION_BACKENDS`."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection
from psycopg import sql

from accounts.models import User

_FIELDS = User._meta.concrete_fields
_NAMES = [field.attname for field in _FIELDS]
_COLUMNS = sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in _FIELDS)
_SELECT = sql.SQL("SELECT {} FROM accounts_user WHERE id = %s").format(_COLUMNS).as_string()


class SiteBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """allauth's own, with a shorter way to the person of a session: each page for somebody who is signed in asks."""

    def get_user(self, user_id: Any) -> User | None:
        """The person, if there is one who may sign in. By the ORM it takes twice as long."""
        with connection.cursor() as cursor:
            cursor.execute(_SELECT, [user_id])
            row = cursor.fetchone()
        user = User.from_db(connection.alias, _NAMES, row) if row else None
        return user if user and self.user_can_authenticate(user) else None
