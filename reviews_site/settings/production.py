"""Production. Each insecure default refuses to start here, with a sentence that says what to set."""

from reviews_site.processes import queue_names
from reviews_site.settings import accounts, api, base, env, security
from reviews_site.settings.compose import compose
from reviews_site.settings.observability import logging_config
from reviews_site.settings.realms import realm_settings

globals().update(compose(base, security, accounts, api))

DEBUG = False
REFUSES_UNSAFE = True
ALLOWED_HOSTS = env.listed("ALLOWED_HOSTS", env.required("ALLOWED_HOSTS", "the host names that the site answers to."))
BASE_URL = env.required("PLATEMARK_BASE_URL", "the site's own https address.")
IDENTITY_PROVIDER = env.required("IDENTITY_PROVIDER", "who checks identity documents: stripe.")
if base.PLATEMARK_PROCESS in ("console", "staffing"):
    CONSOLE_URL = env.required(
        "PLATEMARK_CONSOLE_URL", "the console's own https address: passkeys of staff are for it."
    )
EMAIL_HOST = env.required("EMAIL_HOST", "the server that takes outgoing mail.")
EMAIL_PORT = env.whole_number("EMAIL_PORT", 587)
# On port 465 a connection begins with TLS; on any other it goes over to it, or no mail is sent.
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = not EMAIL_USE_SSL
if base.PROCESS.logins:
    env.required("PLATEMARK_REGION", "the region whose people this cell keeps; its stores are made for it, for good.")
    env.required("PLATEMARK_CELLS", "every cell that people can choose at signup, this one among them.")
if queue_names(base.PROCESS):
    CELERY_BROKER_URL = env.required("BROKER_URL", "the Valkey that holds the queues.")
KEYRING_FILE = base.KEYRING_FILE
_keyring_text = KEYRING_FILE.read_text() if KEYRING_FILE and KEYRING_FILE.is_file() else None
if base.PROCESS.purposes and _keyring_text is None:
    _keyring_text = env.required("KEYRING_FILE", f"the {base.PLATEMARK_PROCESS} process needs its slice of the keys.")
SECRET_KEY = security.session_key(base.PROCESS, _keyring_text)

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies of ours stand in front: the address that the outermost saw is what limits count by.
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole_number("TRUSTED_PROXY_COUNT", 1)
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Browsers' lists keep a name for years: its owner asks for that, not we.
SECURE_HSTS_PRELOAD = False
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # which asks for the line above to say otherwise
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LOGGING = logging_config(base.PLATEMARK_PROCESS, "INFO", form="json")
MIDDLEWARE = ["reviews_site.web.metrics.RequestMetrics", *base.MIDDLEWARE]
globals().update(realm_settings(base.PLATEMARK_PROCESS, globals()))
# The prefix makes browsers refuse the cookie from anywhere but this very host.
_COOKIES = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "VISIT_COOKIE_NAME", "MESSAGE_COOKIE_NAME")
globals().update({name: f"__Host-{globals()[name]}" for name in _COOKIES})
