"""How log lines are written: what looks personal is masked on the way out, wherever in the line or its trace it stands.

A second net. The first is that no message holds a personal value.
"""

import logging
import re

from pythonjsonlogger.json import JsonFormatter

_MASKS = (
    # Credentials in an address, such as a broker's.
    (re.compile(r"(\w+://[^\s:/@\"']{0,100}:)[^\s@\"']{1,300}@"), r"\1***@"),
    (re.compile(r"[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"), "***@***"),
    (
        re.compile(r"(?i)\b(bearer|password\w*|secret|token|csrfmiddlewaretoken|code)(\W{1,4})[^\s&,;'\"}\]]{4,300}"),
        r"\1\2***",
    ),
    # An address on the network keeps its neighbourhood.
    (re.compile(r"\b(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}\b"), r"\1.0"),
)


def mask(text: str) -> str:
    """The text without what looks like an e-mail address, a credential, or a whole network address."""
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text


class MaskingFormatter(logging.Formatter):
    """One line for people, and the trace below it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, masked."""
        return mask(super().format(record))


class MaskingJsonFormatter(JsonFormatter):
    """One JSON object a line, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        """The object as text, masked: quotes and braces are no part of what is masked."""
        return mask(super().format(record))
