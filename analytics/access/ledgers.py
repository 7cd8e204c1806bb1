"""Every log that is sealed."""

from analytics.access.models import AccessEvent, AccessMember, AccessSeal
from reviews_site.audit.ledgers import AUDIT, Ledger

ACCESS = Ledger(
    "access",
    "analytical",
    AccessEvent,
    AccessSeal,
    AccessMember,
    "ACCESS_RETENTION_DAYS",
    "governance.access_retire",
)
LEDGERS = (AUDIT, ACCESS)
