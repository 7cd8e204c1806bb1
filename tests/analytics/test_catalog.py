"""What is recorded of each store is what code makes there; `make catalog` writes it anew."""

import json
import os

import pytest

from analytics.access.company import Environment
from analytics.access.drift import catalog
from analytics.access.stores import store_grants
from tests.conftest import Login

STORES = store_grants(Environment.DEV)


@pytest.mark.parametrize("alias", STORES)
def test_what_is_recorded_is_what_code_makes(alias: str, login: Login) -> None:
    connection, store = login(alias, "migrator"), STORES[alias]
    if os.environ.get("PLATEMARK_RECORD_CATALOG"):
        catalog.record(connection, store)
    made = json.loads(catalog.file_of(alias).read_text())
    actual = catalog.definitions(connection, store.schemas - store.owners.keys())
    actual |= catalog.policy_expressions(connection, store)
    assert made == {"code": {"sha256": catalog.sources(alias)}, "definitions": actual}, "Run make catalog."


@pytest.mark.parametrize("environment", Environment)
def test_every_row_policy_of_every_environment_is_recorded(environment: Environment) -> None:
    for alias, store in store_grants(environment).items():
        assert {catalog.policy_key(policy) for policy in store.row_policies} <= catalog.recorded(alias).keys()
