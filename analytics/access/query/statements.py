"""Read a SELECT before it runs: which relations and columns it names. This is a courtesy to whoever wrote it.

What may be read is decided by the grants and row policies of the login that runs it, and not here.
"""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.normalize_identifiers import normalize_identifiers
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

MAX_STATEMENT_LENGTH = 5000
# Functions that read what a text names, change the session, tell of others, or reach files and other servers.
_NO_FUNCTION = re.compile(
    r"pg_.*|lo_.*|loread|lowrite|dblink.*|.*_to_xml.*|ts_stat|set_config|current_setting|txid_.*|nextval|setval|lastval"
    r"|currval|.*_import|.*_export",
    re.IGNORECASE,
)
_CHANGES = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Into, exp.Lock, exp.Command, exp.Copy, exp.Create)
_UNKNOWN_COLUMN = re.compile(r"Column '\"?([^'\"]+)\"?' could not be resolved|Unknown column: \"?([^\"]+)")
# It writes parts of what it can't read to the log, and a statement may name people.
logging.getLogger("sqlglot").setLevel(logging.ERROR)


class StatementRefused(Exception):
    """The statement is not one SELECT over what the role reads. The message is for the page.

    Attributes:
        relations: the relations that it names and that the role reads a column of, as far as it could be read.
    """

    def __init__(self, message: str, relations: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.relations = tuple(relations)


@dataclass(frozen=True)
class StatementRead:
    """What a statement reads.

    Attributes:
        columns: by relation; none where it counts rows only.
        is_by_row: whether each row of the answer is a row of the one relation that it reads.
        is_ordered: whether it says in which order rows come.
    """

    columns: dict[str, list[str]]
    is_by_row: bool
    is_ordered: bool = False


def read_statement(text: str, schema: Mapping[str, Sequence[str]]) -> StatementRead:
    """What a SELECT reads.

    Args:
        schema: the columns that the role reads, by `schema.relation`.

    Raises:
        StatementRefused: it is no SELECT, it is several, or it names what the role does not read.
    """
    if len(text) > MAX_STATEMENT_LENGTH:
        raise StatementRefused(f"Write at most {MAX_STATEMENT_LENGTH} characters.")
    try:
        tree = normalize_identifiers(_single_select(text), dialect="postgres")
        root = _scopes(tree, schema, named=sorted({*_relations(tree, schema)}))
        columns = _columns(root)
    except SqlglotError:
        raise StatementRefused("This can’t be read as SQL. Look for a missing comma, quote or bracket.") from None
    except RecursionError:
        raise StatementRefused("This is nested too deeply.") from None
    return StatementRead(columns, _is_by_row(root, columns), root.expression.args.get("order") is not None)


def _single_select(text: str) -> exp.Query:
    trees = [tree for tree in sqlglot.parse(text, dialect="postgres") if tree is not None]
    if len(trees) != 1:
        raise StatementRefused("Write one statement." if trees else "Write a SELECT.")
    (tree,) = trees
    if not isinstance(tree, exp.Query) or tree.find(*_CHANGES):
        raise StatementRefused("Only a SELECT runs here: nothing can be changed, locked or copied.")
    for function in tree.find_all(exp.Func):
        name = function.name if isinstance(function, exp.Anonymous) else function.sql_name()
        owner = function.parent.this if isinstance(function.parent, exp.Dot) else "pg_catalog"
        if str(owner).strip('"') != "pg_catalog" or _NO_FUNCTION.fullmatch(name):
            raise StatementRefused(f"The function {name.lower()[:60]} doesn’t run here.")
    return tree


def _relations(tree: exp.Query, schema: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The relations that are named with their schema; those without may be names of parts of the statement."""
    for table in tree.find_all(exp.Table):
        relation = f"{table.db}.{table.name}"
        if table.catalog or (table.db and relation not in schema):
            raise StatementRefused(f"There is no table {relation[:80]} that your role reads.")
        if table.db:
            yield relation


def _scopes(tree: exp.Query, schema: Mapping[str, Sequence[str]], *, named: Sequence[str]) -> Scope:
    """The scopes of the statement, with the table of each column written out."""
    try:
        qualified = qualify(tree, schema=nested_schema(schema), dialect="postgres", quote_identifiers=False)
        root = build_scope(qualified)
    except SqlglotError as problem:
        if unknown := _UNKNOWN_COLUMN.search(str(problem)):
            name = (unknown[1] or unknown[2])[:60]
            message = (
                f"No table that you name has a column {name} that your role reads, or several have. Write a.{name}."
            )
            raise StatementRefused(message, named) from None
        raise
    if root is None:
        raise StatementRefused("Write a SELECT.")
    return root


def _columns(root: Scope) -> dict[str, list[str]]:
    scopes = {id(scope.expression): scope for scope in root.traverse()}
    found: dict[str, set[str]] = {}
    for scope in scopes.values():
        for source in filter(_is_relation, scope.sources.values()):
            found.setdefault(_name(source), set())
    for row in root.expression.find_all(exp.TableColumn):
        raise StatementRefused(f"{row.name[:60]} is a whole row. Name its columns.", sorted(found))
    for column in root.expression.find_all(exp.Column):
        origin = _source_of(column, scopes)
        if _is_relation(origin):
            found[_name(origin)].add(column.name)
    return {relation: sorted(columns) for relation, columns in sorted(found.items())}


def _is_relation(source: object) -> TypeGuard[exp.Table]:
    """Whether a source is a table or a view, and not a function or a part of the statement."""
    return isinstance(source, exp.Table) and isinstance(source.this, exp.Identifier)


def _name(table: exp.Table) -> str:
    if not table.db:
        raise StatementRefused(f"Write {table.name[:60]} with its schema, such as core.reviews.")
    return f"{table.db}.{table.name}"


def _source_of(column: exp.Column, scopes: Mapping[int, Scope]) -> exp.Expr | Scope | None:
    """Where a column is from: the nearest query around it that has a source of that name; None of an output's name."""
    node: exp.Expr | None = column
    while node is not None:
        scope = scopes.get(id(node))
        if scope is not None and column.table in scope.sources:
            return scope.sources[column.table]
        node = node.parent
    return None


def _is_by_row(root: Scope, columns: Mapping[str, Sequence[str]]) -> bool:
    tree = root.expression
    whole = tree.find(exp.AggFunc, exp.Window, exp.Group, exp.Distinct, exp.SetOperation, exp.Subquery, exp.Join)
    return isinstance(tree, exp.Select) and len(columns) == 1 and len(list(root.traverse())) == 1 and whole is None


def nested_schema(schema: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """Columns by `schema.relation`, as sqlglot takes them."""
    nested: dict[str, dict[str, object]] = {}
    for name, columns in schema.items():
        schema_name, _, relation = name.partition(".")
        nested.setdefault(schema_name, {})[relation] = dict.fromkeys(columns, "text")
    return dict(nested)
