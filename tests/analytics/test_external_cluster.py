"""The run on servers that somebody else started (`--analytical`): what it keeps of tests, and what it never removes."""

from typing import Any

import psycopg
import pytest

from tests import external_cluster, servers


def test_a_database_that_no_test_made_is_neither_dropped_nor_written_to() -> None:
    url = servers.facts()["superuser"]["analytical/postgres"].rpartition("/")[0]
    name = servers.database_name("analytical")
    with pytest.raises(pytest.UsageError, match="and no test made it"):
        external_cluster._make(url, name, "a password")
    with psycopg.connect(f"{url}/{name}") as connection:
        assert connection.execute("SELECT count(*) > 0 FROM pg_tables WHERE schemaname = 'core'").fetchone() == (True,)


@pytest.mark.django_db(databases=["analytical"])
@pytest.mark.parametrize("nodes", ["", "postgresql://postgres:x@two:5432, "])
def test_the_store_and_its_nodes_are_taken_from_urls(
    nodes: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("PLATEMARK_TEST_ANALYTICAL", "")
    monkeypatch.setenv("ANALYTICAL_NODES", nodes)
    external_cluster.remember("postgresql://postgres:x@one:5432/")
    expected = ["postgresql://postgres:x@one:5432", "postgresql://postgres:x@two:5432"]
    assert external_cluster.urls() == expected[: 1 + bool(nodes)]
    assert (external_cluster.host(), external_cluster.has_nodes()) == ("one:5432", bool(nodes))
    item: Any = request.node
    monkeypatch.setattr(item, "own_markers", list(item.own_markers))
    assert external_cluster.select([item]) == ([item], [])
    # What one login writes another sees on several nodes once it is committed.
    assert ("transaction" in next(item.iter_markers("django_db")).kwargs) == bool(nodes)
