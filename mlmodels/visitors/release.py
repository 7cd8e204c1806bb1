"""The site's own visitors model: trained on its own visits, kept sealed in a table that one process may write.

What is read back was sealed by the process that trained it: but for it, only the gateway has the key, and that may not
write the table. So whoever can write the table can't make a model of their own be used, nor an old one pass for new. A
row that does not open is passed over, and the one before it stays in use.
"""

import hashlib
import logging
import zlib
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import connections, transaction

from mlmodels import training_sources
from mlmodels.visitors.exceptions import UnreadableForecaster
from mlmodels.visitors.model import Forecaster
from mlmodels.visitors.store import STORE, TRAINED_ON
from reviews_site.crypto.aead import Tampered, seal, unseal
from reviews_site.processes import Purpose

logger = logging.getLogger(__name__)
RELEASES_KEPT = 3
MAX_BYTES = 32 * 1024 * 1024

_NEWEST = "SELECT version, sealed, made_at FROM derived.visitor_model ORDER BY made_at DESC LIMIT %s"
_ADD = """
INSERT INTO derived.visitor_model (version, sealed, trained_until, made_at, trained_on) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (version) DO UPDATE
SET sealed = EXCLUDED.sealed, made_at = EXCLUDED.made_at, trained_on = EXCLUDED.trained_on,
    erased_since = 0, last_erasure_at = NULL
"""
_DELETE_OLD = """
DELETE FROM derived.visitor_model
WHERE version NOT IN (SELECT version FROM derived.visitor_model ORDER BY made_at DESC LIMIT %s)
"""


@dataclass(frozen=True)
class VisitorsRelease:
    """A trained model under the name that forecasts carry."""

    version: str
    forecaster: Forecaster
    made_at: datetime


def newest() -> VisitorsRelease | None:
    """The newest model that opens under this process's key; None when none does."""
    with connections[STORE].cursor() as cursor:
        cursor.execute(_NEWEST, [RELEASES_KEPT])
        rows = cursor.fetchall()
    for version, sealed, made_at in rows:
        try:
            return VisitorsRelease(version, _opened(version, bytes(sealed), made_at), made_at)
        except (Tampered, UnreadableForecaster, zlib.error):
            logger.warning("The visitors model %s is not used: it was altered, or sealed by somebody else.", version)
    return None


def store(forecaster: Forecaster, *, at: datetime) -> VisitorsRelease:
    """Seal a model and add it; only the newest stay."""
    text = forecaster.to_text().encode()
    version = f"visitors {forecaster.trained_until:%Y-%m-%d} {hashlib.sha256(text).hexdigest()[:8]}"
    sealed = seal(Purpose.VISITORS_MODEL, zlib.compress(text), context=_context(version, at))
    with transaction.atomic(using=STORE), connections[STORE].cursor() as cursor:
        cursor.execute(_ADD, [version, sealed, forecaster.trained_until, at, training_sources.known(TRAINED_ON)])
        cursor.execute(_DELETE_OLD, [RELEASES_KEPT])
    return VisitorsRelease(version, forecaster, at)


def is_stale(release: VisitorsRelease, *, today: date) -> bool:
    """Whether a night has passed since it was trained."""
    return release.made_at.date() < today


def _context(version: str, made_at: datetime) -> bytes:
    """What a seal is bound to: the name and the time, so that neither can be changed beside it."""
    return f"{version} {made_at.astimezone(UTC).isoformat()}".encode()


def _opened(version: str, sealed: bytes, made_at: datetime) -> Forecaster:
    whole = zlib.decompressobj()
    text = whole.decompress(unseal(Purpose.VISITORS_MODEL, sealed, context=_context(version, made_at)), MAX_BYTES)
    return Forecaster.from_text(text.decode())
