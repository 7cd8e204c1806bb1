"""The counters: what comes back, over midnight too. What they give away is asked by `tests/attacks/test_valkey.py`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from reviews_site.processes import PROCESSES
from reviews_site.settings.databases import caches
from tests import servers

pytestmark = pytest.mark.xdist_group("valkey")
MIDNIGHT = 86_400 * 20_800


@pytest.fixture(autouse=True)
def counters(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The cache of the web process, on the throwaway server."""
    monkeypatch.setenv("CACHE_URL", (Path(servers.facts()["secrets"]) / "web" / "cache_url").read_text().strip())
    settings.CACHES = caches(PROCESSES["web"])
    yield
    cache.delete("limit")


@pytest.mark.parametrize("value", [0, 7, -1, 1.5, True, False, [], [1790000000.25, 3]])
def test_numbers_and_lists_of_them_come_back(value: Any) -> None:
    cache.set("limit", value, 60)
    assert cache.get("limit") == value
    assert type(cache.get("limit")) is type(value)


def test_it_counts() -> None:
    assert cache.add("limit", 0, 60)
    assert not cache.add("limit", 5, 60)
    assert [cache.incr("limit"), cache.incr("limit", 3), cache.get("limit")] == [1, 4, 4]
    assert cache.delete("limit")
    assert not cache.delete("limit")
    assert cache.get("limit", "nothing") == "nothing"


def test_a_limit_holds_over_midnight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviews_site.counters.time.time", lambda: MIDNIGHT - 1)
    cache.set("limit", [1.5, 2.5], 300)
    monkeypatch.setattr("reviews_site.counters.time.time", lambda: MIDNIGHT + 1)
    assert cache.get("limit") == [1.5, 2.5]
    cache.delete("limit")
    assert cache.get("limit") is None
