"""What holds in every environment. The environments import this by name and say what differs."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from reviews_site.processes import PROCESSES, QUEUES
from reviews_site.settings import env
from reviews_site.settings.databases import caches, databases, people, storages
from reviews_site.settings.realms import host_of
from reviews_site.settings.residency import cells

BASE_DIR = env.REPOSITORY
VAR_DIR = Path(os.environ.get("PLATEMARK_VAR", BASE_DIR / "var"))

PLATEMARK_PROCESS = os.environ.get("PLATEMARK_PROCESS", "")
if PLATEMARK_PROCESS not in PROCESSES:
    raise ImproperlyConfigured(
        f"PLATEMARK_PROCESS is {PLATEMARK_PROCESS!r}; it must name a line of reviews_site/processes.py: "
        f"{', '.join(PROCESSES)}."
    )
PROCESS = PROCESSES[PLATEMARK_PROCESS]
# Whose data the stores hold: dev (made up), staging (scrubbed), prod (real). It decides what company roles reach.
PLATEMARK_ENV = env.optional("PLATEMARK_ENV", "prod")
if PLATEMARK_ENV not in ("dev", "staging", "prod"):
    raise ImproperlyConfigured(f"PLATEMARK_ENV is {PLATEMARK_ENV!r}; it must be dev, staging or prod.")
PLATEMARK_REGION, PLATEMARK_CELLS = cells(env.optional("PLATEMARK_BASE_URL", "http://localhost:8000"))
METRICS_TOKEN = env.optional("METRICS_TOKEN")  # without one nobody reads /metrics

_secrets = env.secrets_folder()
KEYRING_FILE = Path(os.environ["KEYRING_FILE"]) if "KEYRING_FILE" in os.environ else None
if KEYRING_FILE is None and _secrets:
    KEYRING_FILE = _secrets / "keyring.json"

REFUSES_UNSAFE = False  # production says True
PUBLIC_PAGES_MAY_BE_STORED = True  # the console says False
SHOWS_DESIGN = False  # development says True: the page /design/

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.forms",  # its widgets' templates, which ours stand before
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "guardian",
    "reviews_site.audit",
    "reviews_site.outbox",
    "reviews_site.web",
    "mlmodels",
    "analytics.ingest",
    "analytics.datasets",
    "analytics.access",
    "analytics.leaks",
    "accounts",
    "accounts.vault",
    "restaurants",
    "analytics.dashboards",
    "privacy_rights",
    "analytics.console",
    "api",
]

MIDDLEWARE = [
    "api.middleware.ApiAnswers",  # before all others: what they refuse below /api/ is refused as a problem
    "reviews_site.web.hosts.OwnHost",
    "reviews_site.web.read_retry.ReadRetry",
    "restaurants.page_cache.PageCache",  # before all others: what it answers needs none of them
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "reviews_site.web.no_store.NoStore",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before the first that reads a form: what somebody unknown sends to a page that asks for a sign-in is never read.
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "reviews_site.web.bodies.BodyLimits",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "reviews_site.web.raw_input.RawInput",
    "allauth.account.middleware.AccountMiddleware",
    "reviews_site.web.errors.ErrorPages",
]

ROOT_URLCONF = "reviews_site.urls"
FORCE_SCRIPT_NAME = ""  # the site lies at the root of its host, whatever a server or a request says
WSGI_APPLICATION = "reviews_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "reviews_site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = databases(PROCESS)
PEOPLE_URLS = people(PROCESS)
DATABASE_ROUTERS = ["reviews_site.routing.StoreRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = caches(PROCESS)
OBJECT_FOLDER = env.optional("OBJECT_FOLDER", str(VAR_DIR / "objects"))
STORAGES = storages(OBJECT_FOLDER)

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.optional("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "reviews_site" / "static"]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# The header in which the proxy in front tells the country of a caller; empty: no place is shown.
COUNTRY_HEADER = env.optional("COUNTRY_HEADER")
BASE_URL = env.optional("PLATEMARK_BASE_URL", "http://localhost:8000")
OWN_HOST = host_of(BASE_URL)  # the one name, with its port, that pages are served under; the console says otherwise
# Who checks identity documents, and the address of its API.
_providers = {"sandbox": "http://127.0.0.1:8001", "stripe": "https://api.stripe.com"}
IDENTITY_PROVIDER = env.one_of("IDENTITY_PROVIDER", tuple(_providers), "sandbox")
PROVIDER_URL = env.optional("PROVIDER_URL", _providers[IDENTITY_PROVIDER])
# The console's own address. Passkeys of staff are for its host and no other.
CONSOLE_URL = env.optional("PLATEMARK_CONSOLE_URL", "http://console.localhost:8004")
PASSKEY_ORIGIN = BASE_URL  # the console says otherwise
QUERY_URL = env.optional("QUERY_URL", "http://127.0.0.1:8005")
QUERY_TIMEOUT_SECONDS = env.whole_number("QUERY_TIMEOUT_SECONDS", 10)
OPENLINEAGE_URL = env.optional("OPENLINEAGE_URL")
OPENLINEAGE_FILE = env.optional("OPENLINEAGE_FILE", str(VAR_DIR / "openlineage" / f"{PLATEMARK_PROCESS}.jsonl"))
OPENLINEAGE_TIMEOUT_SECONDS = env.whole_number("OPENLINEAGE_TIMEOUT_SECONDS", 3)
PROVIDER_TIMEOUT_SECONDS = env.whole_number("PROVIDER_TIMEOUT_SECONDS", 5)

EMAIL_HOST = env.optional("EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = env.whole_number("EMAIL_PORT", 8003)
EMAIL_HOST_USER = env.optional("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.optional("EMAIL_HOST_PASSWORD")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.optional("DEFAULT_FROM_EMAIL", "Platemark <hello@platemark.example>")

POLICY_BROKER_URL = env.optional("POLICY_BROKER_URL")
# Other databases that belong on our clusters, by name or pattern. `policy verify` names all that it does not know.
POLICY_OTHER_DATABASES = env.listed("POLICY_OTHER_DATABASES")
# A replica of the transactional store under the login of web, from which it renders pages of signed-out visitors.
REPLICA_URL = env.optional("REPLICA_URL")
# The workers of an analytical store on several nodes, as URLs of their owner. `policy verify` asks each.
ANALYTICAL_NODES = env.listed("ANALYTICAL_NODES")
POLICY_LOGINS_FILE = (_secrets / "logins.json") if _secrets else None
# Where the heads of the sealed logs are written down: outside of every database, and in production on storage that is
# written once.
AUDIT_ANCHORS = Path(env.optional("AUDIT_ANCHORS", str(VAR_DIR / "anchors")))
# Archives for everybody, written by the process `publisher`.
OPEN_DATA_FOLDER = Path(env.optional("OPEN_DATA_FOLDER", str(VAR_DIR / "open-data")))
# A PMTiles file whose vector tiles lie behind the map of restaurants; None: the map is drawn by the server alone.
MAP_BASE = Path(_map_base) if (_map_base := env.optional("MAP_BASE")) else None
# How long the logs are kept. The stores refuse to let go of anything that is younger than these defaults.
AUDIT_RETENTION_DAYS = env.whole_number("AUDIT_RETENTION_DAYS", 1096)
ACCESS_RETENTION_DAYS = env.whole_number("ACCESS_RETENTION_DAYS", 366)
# The ledger of who was erased: outside of every database, so that a restored one can be compared with it.
ERASURE_LEDGER = Path(env.optional("ERASURE_LEDGER", str(VAR_DIR / "ledger")))
# Between the mail that tells the account's owner and the erasure itself.
ERASURE_WAIT_SECONDS = env.whole_number("ERASURE_WAIT_SECONDS", 3 * 24 * 3600)
# When files may be rewritten unattended after erasures, in hours of UTC, and how large a table may be for that.
VACUUM_FROM_HOUR = env.whole_number("VACUUM_FROM_HOUR", 2)
VACUUM_UNTIL_HOUR = env.whole_number("VACUUM_UNTIL_HOUR", 5)
VACUUM_MAX_MEGABYTES = env.whole_number("VACUUM_MAX_MEGABYTES", 512)
MODEL_TRUSTED_KEYS = env.listed("MODEL_TRUSTED_KEYS")
MODEL_ARTEFACTS = env.optional("MODEL_ARTEFACTS", str(VAR_DIR / "models"))

CELERY_BROKER_URL = env.optional("BROKER_URL", "memory://localhost")
CELERY_IMPORTS = PROCESS.tasks
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_RESULT_SERIALIZER = "json"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_CREATE_MISSING_QUEUES = True
# Enforced by `reviews_site/deployment/worker.py`.
CELERY_TASK_SOFT_TIME_LIMIT = 300
CELERY_TASK_TIME_LIMIT = 330
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_connect_timeout": 2,
    # A stopped server must not hold whoever sends to it.
    "socket_timeout": 5,
    # Each process keeps its own list of what it has not acknowledged: Valkey lets it touch no other.
    **{f"{key}_key": f"{key}.{PLATEMARK_PROCESS}" for key in ("unacked", "unacked_index")},
}
# A task named `<queue>.<verb>` goes to its queue.
CELERY_TASK_ROUTES = {f"{queue}.*": {"queue": queue} for queue in QUEUES.values()}
# Webhooks go to the open internet alone. Development may name one host and port of its own machine beside it.
WEBHOOK_TEST_HOST = ""
# Everything that a message announces is polled for too: a lost message delays, and never loses.
CELERY_BEAT_SCHEDULE = {
    task: {"task": task, "schedule": seconds, "options": {"queue": task.rpartition(".")[0], "expires": seconds}}
    for task, seconds in {
        "accounts.identity.poll": 15.0,
        "analytics.relay.drain": 10.0,
        "analytics.relay.check_quality": 300.0,
        "analytics.relay.publish_cohorts": 300.0,
        "analytics.relay.publish_cubes": 300.0,
        "analytics.relay.note_missed_forecasts": 300.0,
        "mlmodels.scoring.score_new": 10.0,
        "mlmodels.scoring.read_aspects": 20.0,
        "mlmodels.forecasting.forecast": 60.0,
        "restaurants.photos.publish_due": 10.0,
        "restaurants.photos.sweep": 3600.0,
        "restaurants.tills.read": 10.0,
        "restaurants.tills.delete_old": 3600.0,
        "restaurants.webhooks.deliver": 10.0,
        "restaurants.webhooks.delete_old": 3600.0,
        "accounts.mail.deliver": 10.0,
        "accounts.mail.delete_expired": 3600.0,
        "accounts.mail.delete_drafts": 3600.0,
        "accounts.mail.notify": 60.0,
        "accounts.mail.delete_notifications": 3600.0,
        "analytics.datasets.handle_requests": 30.0,
        "analytics.datasets.refresh_due": 900.0,
        "analytics.datasets.erase_due": 15.0,
        "analytics.datasets.erase_withdrawn": 10.0,
        "accounts.staffing.decide_waiting": 10.0,
        "accounts.staffing.send_reminders": 3600.0,
        "analytics.elevations.begin": 5.0,
        "analytics.elevations.end": 2.0,
        "audit.sealing.seal": 30.0,
        "audit.sealing.expire": 3600.0,
        "privacy.analytics.run_due": 15.0,
        "privacy.accounts.run_due": 15.0,
        "accounts.identity.erase_digests": 15.0,
    }.items()
}
