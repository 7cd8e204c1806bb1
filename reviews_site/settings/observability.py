"""Logs: one line per event on stdout, with the process's name. No personal value belongs in a message."""

from typing import Any, Literal


def logging_config(process: str, level: str, *, form: Literal["line", "json"] = "line") -> dict[str, Any]:
    """The dictionary for `logging.config`: lines for people, or JSON for machines."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "reviews_site.logs.MaskingFormatter",
                "format": f"%(asctime)s {process} %(levelname)s %(name)s: %(message)s",
            },
            "json": {
                "()": "reviews_site.logs.MaskingJsonFormatter",
                "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
                "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
                "static_fields": {"process": process},
            },
        },
        "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": form}},
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": {
            "django.request": {"level": "ERROR"},
            "httpx": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
        },
    }
