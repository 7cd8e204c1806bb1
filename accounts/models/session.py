"""The site's sessions, by the digest of their key, with what their owner is shown of them."""

from reviews_site.web.sessions import SignIn


class Session(SignIn):
    """Somebody's browser at the public site."""

    class Meta(SignIn.Meta):
        indexes = []
