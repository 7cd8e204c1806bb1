"""Queries of one shape whose SQL Django makes once a thread.

For the pages that are asked for most: making the SQL of a query with joins and subqueries takes several times as long
as PostgreSQL takes to answer it.
"""

import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast
from uuid import UUID, uuid4

from django.db import connections
from django.db.models import Lookup, QuerySet, UUIDField
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
# By type, a value that no query holds otherwise: where it stands among the parameters, what is given is put.
_PLACEHOLDERS: dict[type, Callable[[], Any]] = {
    str: lambda: secrets.token_hex(16),
    UUID: uuid4,
    float: lambda: float(secrets.randbits(52)),
    list: lambda: [uuid4()],
}


@UUIDField.register_lookup
class InList(Lookup):
    """`id__in_list`: one of some ids, by a statement that is the same for any number of them."""

    lookup_name = "in_list"

    def get_prep_lookup(self) -> list[UUID]:
        """The ids as one parameter."""
        return list(self.rhs)

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        """The condition."""
        sql, parameters = self.process_lhs(compiler, connection)
        return f"{sql} = ANY(%s::uuid[])", [*parameters, self.rhs]


@dataclass(frozen=True)
class _Compiled:
    queryset: Any
    compiler: SQLCompiler
    sql: str
    parameters: Sequence[Any]
    # For each parameter the name of the value that takes its place, if one does.
    names: Sequence[str | None]


class CompiledQuery(Generic[Row]):
    """A query that is asked again and again with other values.

    Args:
        build: makes the queryset from the values. It is called once a thread, so whatever changes, such as the date,
            has to be one of the values.
        types: the type of each value.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], **types: type) -> None:
        self._build, self._types = build, types
        self._of_thread = threading.local()

    def read(self, **values: Any) -> list[Row]:
        """The rows, as the queryset would give them. One query."""
        compiled: _Compiled | None = getattr(self._of_thread, "compiled", None)
        if compiled is None:
            compiled = self._of_thread.compiled = self._compile()
        given = [
            values[name] if name else parameter
            for name, parameter in zip(compiled.names, compiled.parameters, strict=True)
        ]
        compiler = compiled.compiler
        compiler.connection = connections[compiled.queryset.db]
        # What a queryset reads its rows by asks its compiler for the SQL, and knows of nothing else that is kept here.
        cast(Any, compiler).as_sql = lambda *_, **__: (compiled.sql, given)
        return list(compiled.queryset._iterable_class(compiled.queryset))

    def _compile(self) -> _Compiled:
        placeholders = {name: _PLACEHOLDERS[kind]() for name, kind in self._types.items()}
        queryset = self._build(**placeholders)
        compiler = queryset.query.get_compiler(queryset.db)
        sql, parameters = compiler.as_sql()
        cast(Any, queryset.query).get_compiler = lambda *_, **__: compiler
        names = [
            next((name for name, value in placeholders.items() if value == parameter), None) for parameter in parameters
        ]
        if missing := placeholders.keys() - set(names):
            raise ValueError(f"The query takes no {', '.join(sorted(missing))}.")
        return _Compiled(queryset, compiler, sql, parameters, names)
