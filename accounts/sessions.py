"""The session engine of the site, which `SESSION_ENGINE` names."""

from accounts.models import Session
from reviews_site.web.sessions import HashedSessionStore


class SessionStore(HashedSessionStore):
    """Keeps sessions in `accounts_session`."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session
