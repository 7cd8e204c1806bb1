"""Raw input that no browser sends: a generator of requests for every route, by the names that its view asks for."""

import base64
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import QueryDict

_DEEP, _DIGITS = "[" * 60_000, "9" * 5_000
# Percent-encoded as it is sent, so that bytes may stand here that are no text.
TEXTS = (
    *("%00", "a%00b", "%ED%A0%80", "%FF%FE", "%F4%90%80%80", "", "+", "%0D%0A", "%E2%80%AE", "%C2%A0"),
    *(_DIGITS, f"-{_DIGITS}", "1e999", "NaN", "-0", "1.5", "%D9%A3", "2147483648", "9223372036854775808"),
    *("0000-00-00", "99999-12-31", "2026-02-30T25:61", "00000000-0000-0000-0000-00000000000g", "x" * 70_000),
    *(
        quote(_DEEP),
        quote('{"a":' * 9_000),
        quote(f"[{_DIGITS}]"),
        quote('"\\ud800"'),
        quote('{"a":"\\u0000"}'),
        "null",
    ),
    *("true", "5", quote("[]"), quote("{}"), quote('""'), "..%2F..%2Fetc", "%27%20OR%201%3D1--", "%25s%25%28x%29s"),
)
CONTENT_TYPES = (
    *(
        "application/x-www-form-urlencoded",
        "application/json",
        "multipart/form-data",
        "multipart/form-data; boundary=b",
    ),
    *(
        "multipart/form-data; boundary=\x80",
        "text/plain; charset=utf-16",
        "application/x-www-form-urlencoded; charset=x",
    ),
    *("application/x-www-form-urlencoded; charset=utf-7", "", "a/b/c;;;=", "text/csv"),
)
BODIES = (
    *(b"", b"\x00", b"\xff\xfe", _DEEP.encode(), b'{"a":' * 9_000, b"[" + _DIGITS.encode() + b"]", b'"\\ud800"'),
    *(b"null", b"5", b"[]", b"{}", b'{"document": {"a": "\\u0000"}, "name": 5}', b'{"document": 5, "name": "\\ud800"}'),
    *(
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="\x00"\r\n\r\n\x00\xff\r\n--b--\r\n',
        b"--b",
        b"&&&=;=&%",
    ),
    *(b"=" * 5_000, b"&a=1" * 2_000),
)


@contextmanager
def names_asked_for() -> Iterator[set[str]]:
    """The names of parameters that are looked up meanwhile, whether or not they were sent."""
    found: set[str] = set()

    def spied(method: Any) -> Any:
        def look_up(query: Any, name: Any, *rest: Any, **named: Any) -> Any:
            found.add(str(name))
            return method(query, name, *rest, **named)

        return look_up

    spied_methods = {
        name: spied(getattr(QueryDict, name)) for name in ("get", "getlist", "__getitem__", "__contains__")
    }
    with patch.multiple(QueryDict, **spied_methods):
        yield found


def credentials(seed: int) -> list[str]:
    """Answers of a passkey that a browser might have given, with one part each that none gives."""
    chance = random.Random(seed)  # noqa: S311 - to vary tests
    client = {"type": "webauthn.get", "origin": settings.PASSKEY_ORIGIN, "challenge": "AAAA"}
    data = base64.urlsafe_b64encode(json.dumps(client).encode()).decode().rstrip("=")
    parts: dict[str, Any] = {
        "clientDataJSON": data,
        "authenticatorData": "A" * 60,
        "signature": "AAAA",
        "userHandle": "AAAA",
    }
    parts |= {"attestationObject": "o2NmbXRkbm9uZQ", "transports": ["usb"]}
    odd: list[Any] = [None, 5, "", "\ud800", "é", "A", [], {}, "AAAA" * 500, {"a": 1}, True, "\0"]
    found: list[str] = []
    for name in (*parts, "id", "rawId", "type", "response", "authenticatorAttachment", "clientExtensionResults"):
        whole: dict[str, Any] = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": dict(parts)}
        within = whole["response"] if name in parts else whole
        for value in chance.sample(odd, 4):
            within[name] = value
            found.append(json.dumps(whole))
    return found


def bodies_of_forms(names: set[str], *, seed: int) -> list[str]:
    """Forms with every name: each text in all fields at once, and mixtures."""
    chance = random.Random(seed)  # noqa: S311 - to vary tests
    wanted = sorted(names) or ["x"]
    same = ["&".join(f"{quote(name)}={text}" for name in wanted) for text in TEXTS if len(text) * len(wanted) < 250_000]
    mixed = ["&".join(f"{quote(name)}={chance.choice(TEXTS[:20])}" for name in wanted) for _ in range(10)]
    passkeys = [urlencode({"credential": each}) for each in credentials(seed)] if "credential" in wanted else []
    return [*same, *mixed, *passkeys]
