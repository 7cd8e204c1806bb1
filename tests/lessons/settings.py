"""Django's settings for the lessons' pages: no database, no apps, no sessions, and nothing of the site's settings."""

import secrets
from pathlib import Path

_FOLDER = Path(__file__).parent

DEBUG = False
# Nothing signed outlives the process, so neither does the key.
SECRET_KEY = secrets.token_urlsafe(50)
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
ROOT_URLCONF = "tests.lessons.urls"
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
USE_TZ = True
USE_I18N = False
LOGGING_CONFIG = None
# Cookies do not tell ports of one host apart: the name keeps out of the way of the site.
CSRF_COOKIE_NAME = "lessons_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None
SECURE_REFERRER_POLICY = "same-origin"
