"""One HTTP call to a provider: in time, of bounded size, to that host and to no other. Says nothing of what it read."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from accounts.providers.interface import ProviderUnavailable

MAXIMUM_ANSWER_BYTES = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """What came back. The content is in no representation, so in no log: it may hold a document."""

    status: int
    headers: httpx.Headers
    content: bytes = field(repr=False)


def call(
    method: str, url: str, *, headers: Mapping[str, str], content: bytes | str | None, timeout_seconds: float
) -> Answer:
    """Send, and read the whole answer.

    Raises:
        ProviderUnavailable: no connection, no answer in time, or one that is too long.
    """
    headers = {**headers, "Accept-Encoding": "identity"}
    try:
        # Neither proxies nor redirects: the secret goes to the provider and to nobody else.
        with (
            httpx.Client(timeout=timeout_seconds, trust_env=False, follow_redirects=False) as client,
            client.stream(method, url, content=content, headers=headers) as answer,
        ):
            return Answer(answer.status_code, answer.headers, _read(answer, timeout_seconds))
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        raise ProviderUnavailable(f"The provider gave no answer: {type(problem).__name__}.") from problem


def text(answer: Mapping[str, Any], name: str, pattern: re.Pattern[str] = re.compile(r".{1,2000}")) -> str:
    """A field of an answer that has to be text of a form.

    Raises:
        ProviderUnavailable: it is missing, no text, or of another form. The message does not repeat it.
    """
    value = answer.get(name)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ProviderUnavailable(f"The provider's {name} is missing or malformed.")
    return value


def _read(answer: httpx.Response, timeout_seconds: float) -> bytes:
    # httpx times each read alone; this holds the whole answer to the time and to a size.
    ends_at, content = time.monotonic() + timeout_seconds, b""
    for part in answer.iter_raw():
        content += part
        if len(content) > MAXIMUM_ANSWER_BYTES or time.monotonic() > ends_at:
            raise ProviderUnavailable("The provider's answer is too long, or too slow.")
    return content
