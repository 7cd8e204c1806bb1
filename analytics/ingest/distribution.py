"""The shim between PostgreSQL and Citus: it distributes tables where Citus is installed, and else does nothing."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

_HAS_CITUS = "SELECT count(*) FROM pg_catalog.pg_extension WHERE extname = 'citus'"


class _OnCitus(Operation):
    """A statement that runs only where the extension is installed. It can't be taken back, and need not be."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    def statement(self) -> tuple[str, list[str]]:
        """The statement and its parameters."""
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Django's models are the same on both."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(_HAS_CITUS)
            if cursor.fetchone()[0]:
                cursor.execute(*self.statement())

    def database_backwards(self, *arguments: Any, **named: Any) -> None:
        """Dropping the table undoes it."""


class Distribute(_OnCitus):
    """Spread a large table over the nodes by `column`, which comes first in each of its keys."""

    def __init__(self, table: str, column: str) -> None:
        super().__init__(table)
        self.column = column

    def statement(self) -> tuple[str, list[str]]:
        return "SELECT create_distributed_table(%s, %s)", [self.table, self.column]

    def describe(self) -> str:
        return f"Distribute {self.table} by {self.column}"


class ReferenceTable(_OnCitus):
    """Copy a small table to every node, so that every large table can join it."""

    def statement(self) -> tuple[str, list[str]]:
        return "SELECT create_reference_table(%s)", [self.table]

    def describe(self) -> str:
        return f"Copy {self.table} to every node"


def distribute(table: str, column: str) -> Distribute:
    """A migration operation: distribute `schema.table` by `column`."""
    return Distribute(table, column)


def reference_table(table: str) -> ReferenceTable:
    """A migration operation: make `schema.table` a reference table."""
    return ReferenceTable(table)
