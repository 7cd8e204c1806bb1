"""Django's settings that the pages of development programs share. They hold nothing of the site's."""

import secrets
from pathlib import Path
from typing import Any


def page_settings(folder: Path, *, urls: str, csrf_cookie: str) -> dict[str, Any]:
    """Settings of a program with its templates in `folder`.

    Args:
        urls: the module of its addresses.
        csrf_cookie: cookies do not tell ports of one host apart, so that each program has a name of its own.
    """
    return {
        "DEBUG": False,
        # Nothing signed outlives the process, so neither does the key.
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost"],
        "ROOT_URLCONF": urls,
        "INSTALLED_APPS": [],
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "sandbox.headers.security_headers",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [folder / "templates"],
                "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
            }
        ],
        "USE_TZ": True,
        "USE_I18N": False,
        "TIME_ZONE": "UTC",
        "LOGGING_CONFIG": None,
        "CSRF_COOKIE_NAME": csrf_cookie,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_AGE": None,
        "SECURE_REFERRER_POLICY": "same-origin",
    }
