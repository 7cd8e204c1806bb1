"""The console's sessions, in a table of its own. Named by `SESSION_ENGINE` of the console process."""

from analytics.console.models import ConsoleSession
from reviews_site.web.sessions import HashedSessionStore


class SessionStore(HashedSessionStore):
    """Keeps sessions in `console_session`."""

    @classmethod
    def get_model_class(cls) -> type[ConsoleSession]:
        """The table of these sessions."""
        return ConsoleSession
