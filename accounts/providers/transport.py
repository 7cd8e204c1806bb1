"""One HTTP call to a provider: limited in time and size, to that host and to no other. It logs nothing."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from accounts.providers.interface import ProviderUnavailable
from reviews_site.authorities import trusted_authorities

MAX_ANSWER_BYTES = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """A provider's answer. The content, which may hold a document, is in no representation, so in no log."""

    status: int
    headers: httpx.Headers
    content: bytes = field(repr=False)


def call(
    method: str, url: str, *, headers: Mapping[str, str], content: bytes | str | None, timeout_seconds: float
) -> Answer:
    """Send a request, and read the whole answer.

    Raises:
        ProviderUnavailable: no connection, no answer in time, or one that is too long.
    """
    headers = {**headers, "Accept-Encoding": "identity"}
    # Neither proxies nor redirects: the secret goes to the provider and to nobody else.
    client = httpx.Client(
        timeout=timeout_seconds, trust_env=False, follow_redirects=False, verify=trusted_authorities()
    )
    try:
        with client, client.stream(method, url, content=content, headers=headers) as answer:
            return Answer(answer.status_code, answer.headers, _read(answer, timeout_seconds))
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        raise ProviderUnavailable(f"The provider gave no answer: {type(problem).__name__}.") from problem


def _read(answer: httpx.Response, timeout_seconds: float) -> bytes:
    # httpx's timeout is for each read alone, so the whole answer is limited here.
    ends_at, content = time.monotonic() + timeout_seconds, b""
    for part in answer.iter_raw():
        content += part
        if len(content) > MAX_ANSWER_BYTES or time.monotonic() > ends_at:
            raise ProviderUnavailable("The provider's answer is too long, or too slow.")
    return content
