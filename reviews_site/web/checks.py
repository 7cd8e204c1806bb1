"""Production refuses insecure settings, each with a sentence. Run by `manage.py check --deploy` and at every start."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from reviews_site.processes import queue_names

LOCAL = ("localhost", "127.0.0.1", "[::1]")


@register(deploy=True)
def production_is_safe(app_configs: Any, **kwargs: Any) -> list[Error]:
    """One error for each setting that would be unsafe in production."""
    return [Error(sentence, id=identifier) for identifier, sentence in unsafe()]


def unsafe() -> list[tuple[str, str]]:
    """Stable id and sentence of each insecure setting."""
    hosts, mail = list(settings.ALLOWED_HOSTS), str(settings.EMAIL_HOST)
    queues, broker = bool(queue_names(settings.PROCESS)), str(settings.CELERY_BROKER_URL)
    cells = settings.PLATEMARK_CELLS.values()
    of_staff = settings.PROCESS.name in ("console", "staffing") and not str(settings.CONSOLE_URL).startswith("https://")
    rules = [
        ("platemark.E001", settings.DEBUG, "DEBUG is on: set it to False, or every error shows the code."),
        ("platemark.E002", not hosts or "*" in hosts, "ALLOWED_HOSTS is empty or '*': name the site's own hosts."),
        ("platemark.E003", not settings.SESSION_COOKIE_SECURE, "Session cookies would travel without TLS."),
        ("platemark.E004", not str(settings.BASE_URL).startswith("https://"), "PLATEMARK_BASE_URL is not https."),
        ("platemark.E005", not str(settings.PROVIDER_URL).startswith("https://"), "PROVIDER_URL is not https."),
        (
            "platemark.E006",
            settings.IDENTITY_PROVIDER == "sandbox",
            "IDENTITY_PROVIDER is the sandbox, which confirms everybody.",
        ),
        ("platemark.E007", mail in LOCAL and not settings.DEBUG, "EMAIL_HOST is the development inbox."),
        ("platemark.E008", queues and broker.startswith("memory"), "BROKER_URL is not set."),
        ("platemark.E009", any(not cell.url.startswith("https://") for cell in cells), "PLATEMARK_CELLS is not https."),
        ("platemark.E032", of_staff, "PLATEMARK_CONSOLE_URL is not https."),
    ]
    return [(identifier, sentence) for identifier, broken, sentence in rules if broken]
