"""The backend, under the name that Django looks for."""

from typing import Any

from django.db.backends.postgresql import base, schema
from django.db.models import Field, Model

MAX_NAME = 63


class SchemaEditor(schema.DatabaseSchemaEditor):
    """Names the check of a column that is added as PostgreSQL itself would: `<table>_<column>_check`."""

    def add_field(self, model: type[Model], field: "Field[Any, Any]") -> None:
        """Add a column, with its check under a name."""
        table = model._meta.db_table.replace('"', "").rpartition(".")[2]
        name = self.quote_name(f"{table}_{field.column}_check"[:MAX_NAME])
        self.sql_check_constraint = f"CONSTRAINT {name} CHECK (%(check)s)"
        try:
            super().add_field(model, field)
        finally:
            del self.sql_check_constraint


class DatabaseWrapper(base.DatabaseWrapper):
    """The backend."""

    SchemaEditorClass = SchemaEditor
