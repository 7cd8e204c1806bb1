"""The secret of an elevation: handed to its person once, within ten minutes of the login's making."""

import uuid

from django.db import connection, transaction

from reviews_site.audit.log import record
from reviews_site.crypto import aead
from reviews_site.processes import Purpose


@transaction.atomic
def take_secret(*, elevation: uuid.UUID, context: bytes, by: uuid.UUID) -> str:
    """The secret; empty where it was taken, is too old, or is somebody else's.

    Raises:
        Tampered: it was sealed for another elevation or person.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.take_elevation_secret(%s, %s)", [elevation, by])
        sealed = cursor.fetchone()[0]
    if sealed is None:
        return ""
    record("elevation.secret_taken", actor_id=by, object_id=elevation)
    return aead.unseal(Purpose.ELEVATION_SECRETS, bytes(sealed), context=context).decode()
