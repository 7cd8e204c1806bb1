"""The sealed logs: the audit log and the access log."""

from analytics.access.models import AccessEvent, AccessSeal, AccessSealMember
from reviews_site.audit.sealed_log import AUDIT_LOG, SealedLog

ACCESS_LOG = SealedLog(
    "access",
    "analytical",
    AccessEvent,
    AccessSeal,
    AccessSealMember,
    "ACCESS_RETENTION_DAYS",
    "governance.access_expire",
)
SEALED_LOGS = (AUDIT_LOG, ACCESS_LOG)
