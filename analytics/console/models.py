"""The console's sessions, apart from the site's: a login that reads those finds none of these."""

from reviews_site.privacy import SubjectPath
from reviews_site.web.sessions import BaseSession


class ConsoleSession(BaseSession):
    """Somebody's sign-in to the console."""

    data_subject = SubjectPath(
        "user_id", erased="kept", reason="of a company account, which the company deletes when the work ends"
    )

    class Meta(BaseSession.Meta):
        db_table = "console_session"
