"""Tests: development's settings on throwaway servers. The fixtures in `tests/conftest.py` fill in stores and keys.

Connections log in as the owner; `tests/conftest.py` makes each request run as the login of the process it tests.
"""

from reviews_site.settings import accounts, api, base, env, security
from reviews_site.settings.compose import compose
from reviews_site.settings.databases import URL_NAMES, database
from reviews_site.settings.observability import logging_config

globals().update(compose(base, security, accounts, api))

INSTALLED_APPS = [*base.INSTALLED_APPS, "demo"]
PLATEMARK_ENV = env.optional("PLATEMARK_ENV", "dev")
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1", "console.localhost"]
OWN_HOST = "testserver"
DATABASES = {store: database(env.required(name, "tests use every store."), name) for store, name in URL_NAMES.items()}
SECRET_KEY = "only-for-tests-" + "x1y2z3" * 8
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Served as they lie in the repository, without collecting.
STATIC_ROOT = base.BASE_DIR / "reviews_site" / "static"
STATICFILES_DIRS: list[str] = []
# Each of the tests' many clients has its own middleware, which would read the whole folder.
WHITENOISE_AUTOREFRESH = True
STORAGES = {**base.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://localhost"
# Nothing listens there, whatever runs on this machine. A test that needs an answer starts a server and names its port.
PROVIDER_URL = QUERY_URL = "http://127.0.0.1:1"
EMAIL_PORT = 1
# Each worker has copies of the stores, and some tests more of them.
POLICY_OTHER_DATABASES = ["platemark*", "vault*", "analytical*", "scrubbed*"]
OPENLINEAGE_URL = OPENLINEAGE_FILE = ""
LOGGING = logging_config("test", "WARNING")

ANSWER_PACE_SECONDS = 0.0  # the attack on it sets it
