"""Django's sessions in the database, in the console's own table. Named by `SESSION_ENGINE` of the console process."""

from django.contrib.sessions.backends import db

from analytics.console.models import ConsoleSession


class SessionStore(db.SessionStore):
    """Keeps sessions in `console_session`."""

    @classmethod
    def get_model_class(cls) -> type[ConsoleSession]:
        """The table of these sessions."""
        return ConsoleSession
