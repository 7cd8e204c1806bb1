"""The console's sessions, apart from the site's: a login that reads those finds none of these."""

from typing import ClassVar

from reviews_site.privacy import Subject
from reviews_site.web.sessions import SignIn


class ConsoleSession(SignIn):
    """Somebody's sign-in to the console."""

    whose: ClassVar[Subject] = Subject(
        "user_id", erased="kept", because="of a company account, which the company deletes when the work ends"
    )

    class Meta(SignIn.Meta):
        db_table = "console_session"
