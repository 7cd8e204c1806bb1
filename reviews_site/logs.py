"""How log lines are written: what looks personal is masked on the way out, wherever in the line or its trace it stands.

A second net. The first is that no message holds a personal value.
"""

import logging
import re
import time
from typing import Any

from pythonjsonlogger.json import JsonFormatter

_MASKS = (
    # Credentials in an address, such as a broker's.
    (re.compile(r"(\w+://[^\s:/@\"']{0,100}:)[^\s@\"']{1,300}@"), r"\1***@"),
    (re.compile(r"[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"), "***@***"),
    (
        re.compile(r"(?i)\b(bearer|password\w*|secret|token|csrfmiddlewaretoken|code)(\W{1,4})[^\s&,;'\"}\]]{4,300}"),
        r"\1\2***",
    ),
    # A table code, or the secret of an invitation, in the path of a page.
    (re.compile(r"(?i)(/visit/|/team/(?:join|confirm)/)[^\s\"'<>]{1,300}"), r"\1***"),
    # A token of the API, wherever somebody put it.
    (re.compile(r"\bpm_[a-z]{1,10}_[0-9A-Za-z_]{8,100}"), "pm_***"),
    # An address on the network keeps its neighbourhood.
    (re.compile(r"\b(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}\b"), r"\1.0"),
)


# What PostgreSQL adds to an error, which names values of rows: to the end, or to where Python goes on.
_OF_ROWS = re.compile(
    r"\n?(?:DETAIL|CONTEXT|WHERE|HINT|LINE \d+):.*?(?=\n\nThe above exception|\n\nDuring handling|\Z)", re.DOTALL
)
_OF_VALUES = re.compile(r"(invalid input (?:syntax|value) for [^:\n]{1,100}: ).*?(?=\n\n|\n[A-Z]+|\Z)", re.DOTALL)


def without_rows(text: str) -> str:
    """The text of errors without what PostgreSQL tells of the rows and values that they were about."""
    return _OF_VALUES.sub(r"\1***", _OF_ROWS.sub("", text))


def mask(text: str) -> str:
    """The text without what looks like an e-mail address, a credential, or a whole network address."""
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text


class MaskingFormatter(logging.Formatter):
    """One line for people, and the trace below it."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging names it
        """The message, without rows."""
        return without_rows(super().formatMessage(record))

    def formatException(self, exc_info: Any) -> str:  # noqa: N802 - logging names it
        """The trace, likewise."""
        return without_rows(super().formatException(exc_info))

    def format(self, record: logging.LogRecord) -> str:
        """The line, masked."""
        return mask(super().format(record))


class MaskingJsonFormatter(JsonFormatter):
    """One JSON object a line, for machines. Times are in UTC, and say so."""

    converter = staticmethod(time.gmtime)
    default_time_format, default_msec_format = "%Y-%m-%dT%H:%M:%S", "%s.%03dZ"

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """The object, before it becomes text."""
        return {name: without_rows(value) if isinstance(value, str) else value for name, value in log_data.items()}

    def format(self, record: logging.LogRecord) -> str:
        """The object as text, masked: quotes and braces are no part of what is masked."""
        return mask(super().format(record))
