"""The site's sessions. Named by `SESSION_ENGINE`."""

from accounts.models import Session
from reviews_site.web.sessions import HashedSessionStore


class SessionStore(HashedSessionStore):
    """Keeps sessions in `accounts_session`."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table of these sessions."""
        return Session
