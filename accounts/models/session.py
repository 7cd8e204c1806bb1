"""The site's sessions, by the digest of their key, with what their owner is shown of them."""

from reviews_site.web.sessions import BaseSession


class Session(BaseSession):
    """Somebody's browser at the public site."""

    class Meta(BaseSession.Meta):
        indexes = []
