"""What differs between the processes that answer on HTTP: site, console, query service, gateway of the models."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from reviews_site.processes import Purpose

SESSION_PURPOSES = {"web": Purpose.SESSION, "console": Purpose.CONSOLE_SESSION}

_CONSOLE = {
    "ROOT_URLCONF": "reviews_site.console_urls",
    "PUBLIC_PAGES_MAY_BE_STORED": False,
    # A table of its own: whoever reads the site's sessions finds none of these.
    "SESSION_ENGINE": "analytics.console.sessions",
    "SESSION_COOKIE_NAME": "platemark_console",
    "SESSION_COOKIE_SAMESITE": "Strict",
    "SESSION_COOKIE_AGE": 8 * 3600,
    "SESSION_IDLE_SECONDS": 1800,
    "SESSION_ABSOLUTE_SECONDS": 8 * 3600,
    "CSRF_COOKIE_NAME": "platemark_console_csrf",
    "CSRF_COOKIE_SAMESITE": "Strict",
    "ACCOUNT_ADAPTER": "analytics.console.adapter.StaffAdapter",
    "ACCOUNT_SESSION_REMEMBER": False,
    "ACCOUNT_LOGOUT_REDIRECT_URL": "account_login",
    "LOGIN_REDIRECT_URL": "console:home",
    # No recovery codes: whoever lost everything is invited anew by the colleagues that know their face.
    "MFA_SUPPORTED_TYPES": ["totp", "webauthn"],
    "MFA_PASSKEY_SIGNUP_ENABLED": False,
    "SECOND_FACTOR_PURPOSE": "mfa_secrets",
    "FACTORS_ARE_BOUND": True,
    "FACTOR_IS_REQUIRED": True,
    "SECURITY_ACTIVITY": "accounts.StaffSecurityEvent",
}
# The site's pages are cached.
_OF_THE_SITE = "page_cache.PageCache"
_QUERY = {
    "ROOT_URLCONF": "analytics.access.query.urls",
    # No sessions, no users. allauth, which is installed everywhere, refuses to start without its own.
    "MIDDLEWARE": [
        "django.middleware.common.CommonMiddleware",
        "allauth.account.middleware.AccountMiddleware",
        "reviews_site.web.errors.ErrorPages",
    ],
}
# What programs ask has no page either: an error of any middleware becomes JSON in the outermost.
_GATEWAY = {
    "ROOT_URLCONF": "mlmodels.gateway.urls",
    "MIDDLEWARE": [
        "mlmodels.gateway.errors.JsonErrors",
        "reviews_site.web.metrics.RequestMetrics",
        *_QUERY["MIDDLEWARE"],
    ],
}
_WITHOUT_PAGES = {"query": _QUERY, "gateway": _GATEWAY}


def realm_settings(process: str, settings: dict[str, Any]) -> dict[str, Any]:
    """The settings that `process` has otherwise than the site; none for the site and for workers.

    Args:
        settings: the environment's own, whose middleware and templates are added to.
    """
    if process in _WITHOUT_PAGES:
        return {**_WITHOUT_PAGES[process]}
    if process != "console":
        return {}
    middleware = [name for name in settings["MIDDLEWARE"] if not name.endswith(_OF_THE_SITE)]
    return {
        **_CONSOLE,
        "MIDDLEWARE": [*middleware, "analytics.console.gate.ConsoleGate"],
        "TEMPLATES": _framed(settings),
        "PASSKEY_ORIGIN": settings["CONSOLE_URL"],
        "OWN_HOST": host_of(settings["CONSOLE_URL"]),
    }


def host_of(url: str) -> str:
    """Host and port of an address as browsers send them: the port that its scheme has by default is left out."""
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.netloc.lower().removesuffix(f":{usual}")


def _framed(settings: dict[str, Any]) -> list[dict[str, Any]]:
    """The console's header and footer stand before those of the site, on every page that both have."""
    engine = settings["TEMPLATES"][0]
    frame = Path(settings["BASE_DIR"]) / "analytics" / "console" / "frame"
    return [{**engine, "DIRS": [frame, *engine["DIRS"]]}]
