"""Which process reaches what: database logins, key purposes, queues. The one table; everything else reads it.

It is data only. The supervisor lays out secrets from it, the settings build their database aliases from it, the
keyring refuses by it, and `tests/e2e/test_reach.py` asks each running process and compares the answer with it.
"""

from reviews_site.process_types import COMPANY_LOGINS, QUEUES, Process, ProcessKind, Purpose, Store

__all__ = ["COMPANY_LOGINS", "PROCESSES", "QUEUES", "Process", "ProcessKind", "Purpose", "Store", "queue_names"]

_TABLE = (
    Process(
        *("web", "service", 1),
        logins={"default": "web", "analytical": "dashboards"},
        purposes=frozenset(
            {
                *(Purpose.SESSION, Purpose.PASSWORD_PEPPER, Purpose.SITE_MFA_SECRETS, Purpose.UNSUBSCRIBE),
                *(Purpose.PSEUDONYM_REVIEWER, Purpose.WEBHOOK_VERIFICATION, Purpose.EXPORTS, Purpose.COUNTERS),
            }
        ),
        sends_to=frozenset(
            QUEUES[name] for name in ("identity", "relay", "mail", "privacy", "media", "tills", "webhooks")
        ),
        has_cache=True,
        break_in=(
            "signs people in, so that it can act as whoever uses the site at that time; it verifies nobody, "
            "reads no document, and shows no company page"
        ),
    ),
    Process(
        *("console", "service", 8),
        logins={"default": "console", "analytical": "console"},
        purposes=frozenset(
            {
                *(Purpose.CONSOLE_SESSION, Purpose.PASSWORD_PEPPER, Purpose.MFA_SECRETS, Purpose.ELEVATION_SECRETS),
                *(Purpose.ROLE_ASSERTION, Purpose.COUNTERS, Purpose.RECEIPTS, Purpose.CLAIM_DOCUMENTS),
                Purpose.CANARIES,
            }
        ),
        sends_to=frozenset({QUEUES["mail"], QUEUES["registrar"], QUEUES["relay"], QUEUES["staffing"]}),
        has_cache=True,
        break_in="acts as staff, sees photos, receipts, documents; reads rows by `query`, gives no role unsigned",
    ),
    Process(
        *("query", "service", 9),
        logins={"analytical": "query_log"},
        purposes=frozenset({Purpose.ROLE_ASSERTION, Purpose.CANARIES}),
        people=COMPANY_LOGINS,
        break_in="reads what company roles may read, masked as for them; it has no page, no session and no account",
    ),
    Process(
        *("gateway", "service", 33),
        logins={"analytical": "gateway"},
        purposes=frozenset({Purpose.VISITORS_MODEL}),
        break_in="sees texts that programs send, and can answer them falsely; it reads no review, visit or person",
    ),
    Process(
        *("identity", "worker", 2),
        logins={"default": "identity", "vault": "identity"},
        purposes=frozenset({Purpose.DOCUMENT_PEPPER, Purpose.PSEUDONYM_HOLDER, Purpose.PROVIDER_SECRET}),
        queue=QUEUES["identity"],
        tasks=("accounts.tasks.identity", "privacy_rights.tasks.identity"),
        sends_to=frozenset({QUEUES["identity"]}),
        break_in="sees documents while they are checked, and can confirm anybody; nothing else reaches the vault",
    ),
    Process(
        *("relay", "worker", 3),
        logins={"default": "relay", "analytical": "loader"},
        queue=QUEUES["relay"],
        tasks=("analytics.ingest.tasks",),
        sends_to=frozenset({QUEUES["models"], QUEUES["forecasts"], QUEUES["analytics_privacy"]}),
        break_in=(
            "reads the events of the site, which are pseudonymous, and can put false facts into analytics and alert "
            "teams without reason"
        ),
    ),
    Process(
        *("models", "worker", 4),
        logins={"analytical": "models"},
        queue=QUEUES["models"],
        tasks=("mlmodels.tasks.models",),
        break_in="reads texts of reviews under pseudonyms, and can write false scores",
    ),
    Process(
        *("mail", "worker", 5),
        logins={"default": "mail"},
        purposes=frozenset({Purpose.MAIL, Purpose.UNSUBSCRIBE, Purpose.CANARIES}),
        queue=QUEUES["mail"],
        sends_to=frozenset({QUEUES["mail"]}),
        tasks=("accounts.tasks.mail", "restaurants.tasks.mail"),
        break_in="reads mail that waits, makes and sends mail in the site's name, ends sessions; it reads no account",
    ),
    Process(
        *("forecasts", "worker", 7),
        logins={"analytical": "forecasts"},
        purposes=frozenset({Purpose.VISITORS_MODEL}),
        queue=QUEUES["forecasts"],
        tasks=("mlmodels.tasks.forecasts",),
        break_in="reads counts of visits by restaurant, and can write false forecasts; it sees no person",
    ),
    Process(
        *("registrar", "worker", 11),
        logins={"default": "registrar", "analytical": "registrar"},
        queue=QUEUES["registrar"],
        tasks=("analytics.datasets.tasks", "privacy_rights.tasks.registrar"),
        sends_to=frozenset({QUEUES["analytics_privacy"]}),
        break_in="owns datasets, reads under pseudonyms the columns that they are made of, and can't change the facts",
    ),
    Process(
        *("sealer", "worker", 12),
        logins={"default": "sealer", "analytical": "sealer"},
        purposes=frozenset({Purpose.AUDIT_SEAL}),
        queue=QUEUES["sealer"],
        tasks=("analytics.access.tasks",),
        break_in="can seal a log that was altered, and can alter none: those who write logs hold no key of seals",
    ),
    # Deletes what is somebody's, once they asked and waited. It makes no pseudonym, and sees how far analytics is.
    Process(
        *("privacy", "worker", 13),
        logins={"default": "privacy", "analytical": "privacy"},
        purposes=frozenset({Purpose.ERASURE_LEDGER, Purpose.EXPORTS}),
        queue=QUEUES["privacy"],
        tasks=("privacy_rights.tasks.privacy",),
        sends_to=frozenset({QUEUES["identity"], QUEUES["relay"], QUEUES["mail"]}),
        break_in="can delete accounts, and opens exports; it makes no pseudonym, so it finds nobody's facts",
    ),
    Process(
        *("analytics_privacy", "worker", 14),
        logins={"analytical": "analytics_privacy"},
        purposes=frozenset({Purpose.EXPORTS}),
        queue=QUEUES["analytics_privacy"],
        tasks=("privacy_rights.tasks.analytics_privacy",),
        sends_to=frozenset({QUEUES["registrar"], QUEUES["relay"], QUEUES["privacy"]}),
        break_in="can delete facts under pseudonyms, and reads what exports gather of them; it knows nobody",
    ),
    # Gives, ends and confirms company roles. It takes the console's word for nothing: each act carries a proof.
    Process(
        *("staffing", "worker", 19),
        logins={"default": "staffing"},
        purposes=frozenset({Purpose.MFA_SECRETS}),
        queue=QUEUES["staffing"],
        tasks=("accounts.tasks.staffing",),
        sends_to=frozenset({QUEUES["mail"], QUEUES["registrar"], QUEUES["elevation"]}),
        break_in="can give company roles and elevations, and opens second factors of staff; it reads no diner",
    ),
    # Both end elevations; the second one needs nothing of the first, and neither broker nor schedule.
    Process(
        *("elevation", "worker", 31),
        logins={"default": "elevation", "analytical": "elevation"},
        purposes=frozenset({Purpose.ELEVATION_SECRETS}),
        queue=QUEUES["elevation"],
        tasks=("analytics.access.elevations.tasks",),
        break_in="can begin elevations within their rules, each in the access log; it reads no row itself",
    ),
    Process(
        *("enforcer", "timer", 30),
        logins={"analytical": "enforcer"},
        tasks=("analytics.access.elevations.enforcer",),
        break_in="can end elevations that are over anyway; it reads nothing and begins none",
    ),
    Process(
        *("watch", "timer", 41),
        logins={"default": "watch", "analytical": "watch"},
        tasks=("analytics.leaks.carried_accesses", "analytics.leaks.watch", "analytics.leaks.digest"),
        break_in="can keep alerts back, end sessions of staff, mail security engineers and note falsely who saw what in"
        " other stores; it reads no row, and of the access log only how much each person read an hour",
    ),
    Process(
        *("media", "worker", 23),
        logins={"default": "media"},
        purposes=frozenset({Purpose.RECEIPTS, Purpose.UNBLURRED_PHOTOS, Purpose.CLAIM_DOCUMENTS}),
        queue=QUEUES["media"],
        tasks=("restaurants.tasks.photos",),
        break_in="can publish false photos, delete photos, and see receipts, documents and blurred faces; no text",
    ),
    # Verifies what tills send. It alone opens their secrets, so that whoever breaks into web signs nothing.
    Process(
        *("tills", "worker", 29),
        logins={"default": "tills"},
        purposes=frozenset({Purpose.TILL_SECRETS}),
        queue=QUEUES["tills"],
        tasks=("restaurants.tasks.tills",),
        sends_to=frozenset({QUEUES["relay"]}),
        break_in="can write false guest numbers, and sign as a restaurant's till; it sees no person and no review",
    ),
    # Talks to hosts that anybody may name, so that it reaches nothing here but its own messages.
    Process(
        *("webhooks", "worker", 32),
        logins={"default": "webhooks"},
        purposes=frozenset({Purpose.WEBHOOK_SECRETS}),
        queue=QUEUES["webhooks"],
        tasks=("restaurants.tasks.webhooks",),
        break_in="can send false messages in the site's name to addresses of teams; it reads no review and no person",
    ),
    Process(
        *("beat", "beat", 6),
        sends_to=frozenset(QUEUES.values()),
        break_in="can start what is scheduled anyway; it holds no key and no login",
    ),
    Process(
        *("vacuum", "nightly", 15),
        logins={"default": "vacuum", "vault": "vacuum", "analytical": "vacuum"},
        break_in="can lock tables while it rewrites their files; it reads no row, and no message reaches it",
    ),
    Process("publisher", "nightly", 28, {"default": "publisher"}, break_in="can write false open data; it sees nobody"),
    Process(
        *("migrator", "command", 0),
        logins={"default": "migrator", "vault": "migrator", "analytical": "migrator"},
        # A start compares the stores with the ledger, and erases again whoever a restored backup brought back.
        purposes=frozenset({Purpose.ERASURE_LEDGER, Purpose.CANARIES}),
    ),
    Process(
        *("seeder", "command", 0),
        logins={"default": "migrator"},
        purposes=frozenset(
            {Purpose.PASSWORD_PEPPER, Purpose.PSEUDONYM_REVIEWER, Purpose.MFA_SECRETS, Purpose.SITE_MFA_SECRETS}
        ),
        sends_to=frozenset({QUEUES["relay"], QUEUES["mail"]}),
    ),
    # Commands that need no store and no key: makemigrations, collectstatic, check.
    Process("builder", "command", 0),
    Process("auditor", "command", 0, {"default": "auditor", "analytical": "auditor"}, frozenset({Purpose.AUDIT_SEAL})),
    # Says whose data a reader touched: `manage.py breach`. It leads pseudonyms back to accounts, so it holds their key.
    Process(
        *("breach", "command", 0),
        logins={"default": "breach", "analytical": "breach"},
        purposes=frozenset({Purpose.AUDIT_SEAL, Purpose.PSEUDONYM_REVIEWER}),
    ),
    Process("rewrapper", "command", 0, logins={"default": "rewrapper"}, purposes=frozenset({Purpose.PASSWORD_PEPPER})),
    Process("trainer", "command", 0, purposes=frozenset({Purpose.MODEL_SIGNING})),
)

PROCESSES: dict[str, Process] = {process.name: process for process in _TABLE}


def queue_names(process: Process) -> frozenset[str]:
    """Every queue that the process consumes or sends to."""
    return process.sends_to | ({process.queue} if process.queue else set())
