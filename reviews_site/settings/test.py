"""Tests: development's settings on throwaway servers. The fixtures in `tests/conftest.py` fill in stores and keys.

Connections log in as the owner; `tests/conftest.py` makes each request run as the login of the process it tests.
"""

from reviews_site.settings import accounts, base, security
from reviews_site.settings.compose import compose
from reviews_site.settings.observability import logging_config

globals().update(compose(base, security, accounts))

DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SECRET_KEY = "only-for-tests-" + "x1y2z3" * 8
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {**base.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
LOGGING = logging_config("test", "WARNING")
