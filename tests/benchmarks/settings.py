"""Settings of the site under measurement: production's way of serving, on loopback and without TLS.

Static files have hashed names from a manifest and are not looked for again on each request, as in production.
"""

import os

from reviews_site.settings import accounts, api, base, security
from reviews_site.settings.compose import compose
from reviews_site.settings.observability import logging_config
from reviews_site.settings.realms import realm_settings

globals().update(compose(base, security, accounts, api))

# The demo's commands fill the stage; the site itself goes without.
INSTALLED_APPS = [*base.INSTALLED_APPS, *(["demo"] if base.PLATEMARK_PROCESS == "seeder" else [])]
DEBUG = False
ALLOWED_HOSTS = ["localhost"]
OWN_HOST = "localhost"  # on whatever port it is measured
SECRET_KEY = security.session_key(
    base.PROCESS, base.KEYRING_FILE.read_text() if base.KEYRING_FILE and base.KEYRING_FILE.is_file() else None
)
API_LIMITS = dict.fromkeys(api.API_LIMITS, 10**9)  # all load comes from one address
SESSION_COOKIE_SECURE = False  # the load goes over loopback, which has no TLS
CSRF_COOKIE_SECURE = False  # the same
STATIC_ROOT = base.VAR_DIR / "static"
LOGGING = logging_config(base.PLATEMARK_PROCESS, "WARNING")
MIDDLEWARE = [name for name in base.MIDDLEWARE if name not in os.environ.get("BENCH_WITHOUT", "").split(",")]
globals().update(realm_settings(base.PLATEMARK_PROCESS, globals()))
