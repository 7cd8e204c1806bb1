"""Django's settings for the provider: no database, no apps, no sessions. It never sees Platemark's settings."""

import secrets
from pathlib import Path

_FOLDER = Path(__file__).parent

DEBUG = False
# Nothing signed outlives the process, so neither does the key.
SECRET_KEY = secrets.token_urlsafe(50)
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "sandbox.identity_provider.urls"
INSTALLED_APPS: list[str] = []
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "sandbox.headers.security_headers",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_FOLDER / "templates"],
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
APPEND_SLASH = False
USE_TZ = True
USE_I18N = False
TIME_ZONE = "UTC"
LOGGING_CONFIG = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024

# Cookies do not tell ports of one host apart: the name keeps out of the way of other programs on this machine.
CSRF_COOKIE_NAME = "sandbox_provider_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "sandbox.identity_provider.hosted_page.forbidden"
SECURE_REFERRER_POLICY = "same-origin"
