"""Sessions in a table that keeps no key: who reads it, or a dump of it, can't go on as anybody.

The base of the site's sessions and of the console's, each of which has a table of its own. How long one may lie unused
and how long it may live are asked of the database at each request (`SESSION_IDLE_SECONDS`, `SESSION_ABSOLUTE_SECONDS`).
"""

import copy
import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import connection, models
from django.utils import timezone

from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField
from reviews_site.web.errors import outage_of

# A session in use is written again once in so long, and not at each request.
SEEN_INTERVAL = timedelta(minutes=5)
_SIGNED_IN = "signed_in"
_DEVICE, _PLACE = "device", "place"
_TIMES = ("expire_date", "seen_at", "started_at")
_SELECT = f"SELECT session_data, user_id, {', '.join(_TIMES)}"


class BaseSession(AbstractBaseSession):
    """One browser's session. `session_key` is a digest of what stands in the cookie."""

    user_id = models.UUIDField(null=True, db_index=True, db_comment="who is signed in; null: nobody")
    started_at = models.DateTimeField(default=timezone.now, db_comment="when they signed in")
    seen_at = models.DateTimeField(default=timezone.now, db_comment="last use, to five minutes")
    device = models.CharField(max_length=80, blank=True, db_comment="browser and system, as the browser calls them")
    country = models.CharField(max_length=60, blank=True, db_comment="a country, or nothing; never an address")
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(Privacy.PERSONAL, regular="expire_date home_region", secret="session_key session_data")

    class Meta(AbstractBaseSession.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"session until {self.expire_date:%Y-%m-%d %H:%M}"


class HashedSessionStore(db.SessionStore):
    """Finds a session by the digest of its key, and only while it is live. A subclass names the table."""

    def load(self) -> dict[str, Any]:
        """The session's content; empty, and under no key, when there is none or it has ended."""
        # Each page for somebody who is signed in begins with it, and by the ORM it takes several times as long.
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"{_SELECT} FROM {table} WHERE session_key = %s", [session_digest(self.session_key or "")])
            row = cursor.fetchone()
        if row is None or not is_live(times := dict(zip(_TIMES, row[2:], strict=True))):
            self._session_key = None
            return {}
        data, user_id = row[:2]
        content: dict[str, Any] = self.decode(data)
        if user_id and times["seen_at"] < timezone.now() - SEEN_INTERVAL:
            self.modified = True
            self._as_loaded = copy.deepcopy(content)
        return content

    def save(self, must_create: bool = False) -> None:
        """Write the session. The mark of its last use alone may be lost: readers go on when nothing can be saved."""
        try:
            super().save(must_create)
        except UpdateError as problem:
            store_error = problem.__context__
            if store_error is None or outage_of(store_error) is None:
                raise
            is_unchanged = getattr(self, "_as_loaded", None) == self._get_session(no_load=True)  # type: ignore[attr-defined]  # stubs lack it
            if not is_unchanged:
                # Django would say that the session had ended meanwhile.
                raise store_error from store_error.__cause__

    def exists(self, session_key: str) -> bool:
        """Whether the key is taken."""
        return self.model.objects.filter(session_key=session_digest(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> BaseSession:
        """The row of a session with that content. The time of the sign-in is noted once, and outlives new keys."""
        now = timezone.now()
        user = data.get(SESSION_KEY)
        if user and data.get(_SIGNED_IN, [""])[0] != user:
            data[_SIGNED_IN] = [user, now.isoformat()]
        return cast(type[BaseSession], self.model)(
            session_key=session_digest(self._get_or_create_session_key()),  # type: ignore[attr-defined]  # stubs lack it
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=uuid.UUID(user) if user else None,
            started_at=datetime.fromisoformat(data[_SIGNED_IN][1]) if user else now,
            seen_at=now,
            device=data.get(_DEVICE, ""),
            country=data.get(_PLACE, ""),
        )

    def delete(self, session_key: str | None = None) -> None:
        """End the session of that key, or this one."""
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=session_digest(key)).delete()

    def came_from(self, device: str, place: str) -> None:
        """Note, for its owner's list, what the session was begun with."""
        self[_DEVICE], self[_PLACE] = device[:80], place[:60]


def session_digest(session_key: str) -> str:
    """What the table holds of a key: 160 bits of BLAKE2b, in hexadecimal. No salt, as keys are random and long."""
    return hashlib.blake2b(session_key.encode(), digest_size=20).hexdigest()


def oldest_live() -> dict[str, datetime]:
    """What each time of a session must lie after while the session has not ended: by its own date, unused, by age."""
    now = timezone.now()
    return {
        "expire_date": now,
        "seen_at": now - timedelta(seconds=settings.SESSION_IDLE_SECONDS),
        "started_at": now - timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS),
    }


def is_live(times: Mapping[str, datetime]) -> bool:
    """Whether a session with these times has not ended."""
    return all(times[name] > oldest for name, oldest in oldest_live().items())


def live_sessions() -> models.Q:
    """The sessions that have not ended, for a query."""
    return models.Q(**{f"{name}__gt": oldest for name, oldest in oldest_live().items()})
