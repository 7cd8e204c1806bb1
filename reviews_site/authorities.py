"""The certificate authorities that the site's own HTTP clients trust."""

import functools
import ssl

import httpx


@functools.cache
def trusted_authorities() -> ssl.SSLContext:
    """The authorities that httpx brings, read once a process: reading them takes longer than most requests."""
    return httpx.create_ssl_context(trust_env=False)
