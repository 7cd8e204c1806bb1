"""The site's sessions, which hold a digest of their key and what their owner is shown of them."""

from reviews_site.web.sessions import BaseSession


class Session(BaseSession):
    """A browser's session on the public site."""

    class Meta(BaseSession.Meta):
        indexes = []
