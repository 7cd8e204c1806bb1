"""Words of the table of processes: stores, queues, purposes of keys, and what is said of a process."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Store = Literal["default", "vault", "analytical"]
# A timer asks its store again and again, and needs neither broker nor schedule for it.
ProcessKind = Literal["service", "worker", "beat", "timer", "nightly", "command"]

QUEUES = {
    "identity": "accounts.identity",
    "relay": "analytics.relay",
    "models": "mlmodels.scoring",
    "forecasts": "mlmodels.forecasting",
    "mail": "accounts.mail",
    "registrar": "analytics.datasets",
    "staffing": "accounts.staffing",
    "sealer": "audit.sealing",
    "privacy": "privacy.accounts",
    "analytics_privacy": "privacy.analytics",
    "media": "restaurants.photos",
    "tills": "restaurants.tills",
    "elevation": "analytics.elevations",
    "webhooks": "restaurants.webhooks",
}


class Purpose(StrEnum):
    """What a key is for. A key never serves two purposes."""

    SESSION = "session"
    PASSWORD_PEPPER = "password_pepper"  # noqa: S105 - the name of a purpose, not a password
    PSEUDONYM_REVIEWER = "pseudonym_reviewer"
    PSEUDONYM_HOLDER = "pseudonym_holder"
    DOCUMENT_PEPPER = "document_pepper"
    PROVIDER_SECRET = "provider_secret"  # noqa: S105 - the name of a purpose
    WEBHOOK_VERIFICATION = "webhook_verification"
    CONSOLE_SESSION = "console_session"
    MFA_SECRETS = "mfa_secrets"
    SITE_MFA_SECRETS = "site_mfa_secrets"
    ROLE_ASSERTION = "role_assertion"
    MAIL = "mail"
    MODEL_SIGNING = "model_signing"
    VISITORS_MODEL = "visitors_model"
    AUDIT_SEAL = "audit_seal"
    ERASURE_LEDGER = "erasure_ledger"
    EXPORTS = "exports"
    COUNTERS = "counters"
    UNSUBSCRIBE = "unsubscribe"
    RECEIPTS = "receipts"
    UNBLURRED_PHOTOS = "unblurred_photos"
    TILL_SECRETS = "till_secrets"
    ELEVATION_SECRETS = "elevation_secrets"
    WEBHOOK_SECRETS = "webhook_secrets"
    CLAIM_DOCUMENTS = "claim_documents"
    CANARIES = "canaries"


@dataclass(frozen=True)
class Process:
    """One operating-system process and everything it may reach."""

    name: str
    kind: ProcessKind
    uid_offset: int
    logins: dict[Store, str] = field(default_factory=dict)
    purposes: frozenset[Purpose] = frozenset()
    queue: str | None = None
    # The modules that hold a worker's tasks. It imports these, and of the code only what they need.
    tasks: tuple[str, ...] = ()
    sends_to: frozenset[str] = frozenset()
    has_cache: bool = False
    # What a break-in into it would reach, which is why it is a process of its own: `docs/processes.md` shows it.
    break_in: str = ""
    # Logins of people that it holds on the analytical store, each by a URL of its own.
    people: tuple[str, ...] = ()


# Logins of people, by company role, on both clusters. What they reach stands in `analytics/access/company/`.
COMPANY_LOGINS = (
    *("data_scientist", "data_engineer", "security_engineer", "software_engineer"),
    *("marketing_analyst", "product_manager", "executive", "customer_support"),
)
