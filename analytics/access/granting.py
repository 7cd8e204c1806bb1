"""Grant and revoke single rights while a dataset is published. `drift` compares all rights with the table of grants."""

from typing import Any

from analytics.access.definitions import RowPolicy
from analytics.access.drift.finding import quoted
from analytics.access.drift.relations import Rights
from analytics.access.drift.rows import make


def grant(connection: Any, rights: Rights) -> None:
    """Let a login use a relation or some of its columns, and the schema of that relation."""
    schema = rights.relation.partition(".")[0]
    connection.execute(f"GRANT USAGE ON SCHEMA {quoted(schema)} TO {quoted(rights.login)}")
    connection.execute(f"GRANT {rights.statement('TO')}")


def restrict_rows(connection: Any, policy: RowPolicy) -> None:
    """Create a row policy, with row security on its table."""
    connection.execute(f"ALTER TABLE {quoted(policy.relation)} ENABLE ROW LEVEL SECURITY")
    connection.execute(make(policy))


def revoke_schema(connection: Any, schema: str, login: str) -> None:
    """Keep a login out of a schema. Its rights on relations in it are of no use then."""
    connection.execute(f"REVOKE USAGE ON SCHEMA {quoted(schema)} FROM {quoted(login)}")
