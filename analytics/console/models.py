"""The console's sessions, apart from the site's: a login that reads those finds none of these."""

from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession

from reviews_site.privacy import Privacy


class ConsoleSession(AbstractBaseSession):
    """Somebody's sign-in to the console."""

    privacy: ClassVar[dict[str, Privacy]] = {
        "session_key": Privacy.SECRET,
        "session_data": Privacy.SECRET,
        "expire_date": Privacy.REGULAR,
    }

    class Meta:
        db_table = "console_session"

    def __str__(self) -> str:
        return f"session until {self.expire_date:%Y-%m-%d %H:%M}"
