"""Development: what `make run` serves. Loopback only; sandbox provider and inbox stand for the outside world."""

import os

from reviews_site.settings import accounts, api, base, env, security
from reviews_site.settings.compose import compose
from reviews_site.settings.observability import logging_config
from reviews_site.settings.realms import realm_settings

globals().update(compose(base, security, accounts, api))

INSTALLED_APPS = [*base.INSTALLED_APPS, "demo"]
PLATEMARK_ENV = env.optional("PLATEMARK_ENV", "dev")
ERASURE_WAIT_SECONDS = env.whole_number("ERASURE_WAIT_SECONDS", 60)
VACUUM_FROM_HOUR, VACUUM_UNTIL_HOUR = 0, 24  # nobody is held up, and few machines of developers are awake at night
DEBUG = False  # error pages are the real ones in development too; PLATEMARK_DEBUG=1 shows the code
if os.environ.get("PLATEMARK_DEBUG") == "1":
    DEBUG = True
WEBHOOK_TEST_HOST = env.optional("WEBHOOK_TEST_HOST", "")
SHOWS_DESIGN = True
# The console answers to a name of its own: browsers keep its cookies apart from the site's.
ALLOWED_HOSTS = ["console.localhost"] if base.PLATEMARK_PROCESS == "console" else ["localhost", "127.0.0.1", "[::1]"]
SECRET_KEY = security.session_key(
    base.PROCESS, base.KEYRING_FILE.read_text() if base.KEYRING_FILE and base.KEYRING_FILE.is_file() else None
)
SESSION_COOKIE_SECURE = False  # loopback has no TLS
CSRF_COOKIE_SECURE = False  # the same
# Served as they lie in the repository, without collecting.
STATIC_ROOT = base.BASE_DIR / "reviews_site" / "static"
STATICFILES_DIRS: list[str] = []
STORAGES = {
    **base.STORAGES,
    # Development serves static files as they are, so that an edit shows without a build.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
LOGGING = logging_config(base.PLATEMARK_PROCESS, "INFO")
globals().update(realm_settings(base.PLATEMARK_PROCESS, globals()))
