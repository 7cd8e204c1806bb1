"""The console's sessions, apart from the site's: a login that reads those finds none of these."""

from reviews_site.web.sessions import SignIn


class ConsoleSession(SignIn):
    """Somebody's sign-in to the console."""

    class Meta(SignIn.Meta):
        db_table = "console_session"
