"""What Citus refuses of the SQL that PostgreSQL runs, as it was seen: one rule a statement.

Citus itself is not needed for it. A rule reads a statement's tree, and knows which tables are spread over the nodes and
which are copied to each (`analytics/ingest/sql/analytical/tables_of_nodes.sql`).
"""

import logging
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import sqlglot
from sqlglot import exp

ROOT = Path(__file__).resolve().parents[1]
_DISTRIBUTION = ROOT / "analytics" / "ingest" / "sql" / "analytical" / "tables_of_nodes.sql"
_STORE = re.compile(r"\b(landing|core|derived|marts|governance|marts_business|marts_science)\.", re.IGNORECASE)
# Functions whose answer differs from call to call: an UPDATE with one is refused, whatever it is called with.
VOLATILE = {"clock_timestamp", "random", "gen_random_uuid", "uuidv7", "uuidv4", "uuid", "rand", "nextval", "timeofday"}
# Types whose reading depends on a setting of the session.
_BY_SETTING = {"TIMESTAMPTZ", "TIMESTAMP", "DATE", "TIME", "TIMETZ", "INTERVAL"}
Rule = Callable[[exp.Expr], Iterator[str]]

logging.getLogger("sqlglot").setLevel(logging.ERROR)


@cache
def tables() -> tuple[frozenset[str], frozenset[str]]:
    """The distributed tables, and those that are copied to every node."""
    text = _DISTRIBUTION.read_text()
    lists = [re.search(rf"{name} CONSTANT text\[\] := ARRAY\[(.*?)\]", text, re.DOTALL) for name in _LISTS]
    spread, copied = (frozenset(re.findall(r"'([\w.]+)'", found[1])) if found else frozenset() for found in lists)
    return spread, copied


_LISTS = ("distributed", "copied")


def problems(statement: str) -> list[str]:
    """Why Citus would refuse a statement, or several, about tables of the store. Empty where it would not."""
    if not _STORE.search(statement.replace('"', "")):
        return []
    found: list[str] = []
    for tree in sqlglot.parse(statement, dialect="postgres"):
        if isinstance(tree, exp.Command):
            found += _command(f"{tree.this} {tree.expression}")
        elif tree is not None:
            found += [problem for rule in RULES for problem in rule(tree)]
    return list(dict.fromkeys(found))


_NO_STATEMENT = re.compile(
    r"--[^\n]*|#variable_conflict \w+|\bDECLARE\b|\bBEGIN\b|\bEND (IF|LOOP)\b|\nEND\s*$|\bELSE\b(?=\s*$)"
)
_STATEMENT = re.compile(
    r"(?:RETURN QUERY\s+|FOR \w+ IN\s+|RETURN\s+)?((?:WITH|SELECT|INSERT|UPDATE|DELETE)\b.*)", re.DOTALL
)


def in_function(body: str) -> Iterator[str]:
    """The statements in the body of a function, in SQL or PL/pgSQL, each as one that can stand alone."""
    text = _NO_STATEMENT.sub(" ", body)
    # What a loop runs over is a statement of its own.
    for piece in re.split(r";|\bLOOP\b", text):
        yield from _alone(piece.strip())


def _alone(piece: str) -> Iterator[str]:
    if condition := re.match(r"(?:ELS)?IF\s+(.*?)\s+THEN\b(.*)", piece, re.DOTALL):
        yield f"SELECT ({condition[1]})"
        yield from _alone(condition[2].strip())
    elif value := re.match(r"[\w\s.\[\]]*?:=\s*(.*)", piece, re.DOTALL):
        yield f"SELECT {value[1]}"
    elif statement := _STATEMENT.match(piece):
        yield re.sub(r"\bINTO\s+\w+(?:,\s*\w+)*(?=\s+FROM)", "", statement[1])
    elif piece.startswith("PERFORM"):
        yield "SELECT" + piece.removeprefix("PERFORM")


def _named(tree: exp.Expr) -> set[str]:
    """The tables of the store in a statement, with their schemas."""
    return {f"{table.db}.{table.name}" for table in tree.find_all(exp.Table) if table.db}


def _target(tree: exp.Expr) -> str:
    table = tree.this.find(exp.Table) if tree.this else None
    return f"{table.db}.{table.name}" if table else ""


def _spread(names: set[str]) -> set[str]:
    return names & tables()[0]


def _on_nodes(names: set[str]) -> set[str]:
    return names & (tables()[0] | tables()[1])


def _no_unnamed_check(tree: exp.Expr) -> Iterator[str]:
    if isinstance(tree, exp.Alter) and _on_nodes(_named(tree)):
        for column in tree.find_all(exp.ColumnDef):
            for constraint in column.find_all(exp.ColumnConstraint):
                if isinstance(constraint.kind, exp.CheckColumnConstraint) and not constraint.this:
                    yield "1: ADD COLUMN with a check that has no name"


def _no_volatile_update(tree: exp.Expr) -> Iterator[str]:
    for change in tree.find_all(exp.Update, exp.Delete):
        if not _on_nodes({_target(change)}):
            continue
        for call in change.find_all(exp.Func):
            name = (call.name if isinstance(call, exp.Anonymous) else call.sql_name()).lower()
            if name in VOLATILE:
                yield f"7: a change of {_target(change)} with {name}(): give it the value"
        for cast in change.find_all(exp.Cast):
            is_of_column = cast.this.find(exp.Column) and cast.this.find(exp.JSONExtractScalar, exp.JSONExtract)
            if is_of_column and cast.to.this.name in _BY_SETTING:
                yield f"7: a change of {_target(change)} that reads a time out of text"


def _no_cast_beside_copied(tree: exp.Expr) -> Iterator[str]:
    """A change of a table of the coordinator that joins one of the nodes is planned as theirs."""
    for change in tree.find_all(exp.Update, exp.Delete):
        others = _on_nodes(_named(change) - {_target(change)} - _in_ctes(change))
        if others and not _on_nodes({_target(change)}):
            yield f"7, 9: a change of {_target(change)}, of the coordinator, that joins {', '.join(sorted(others))}"


def _in_ctes(tree: exp.Expr) -> set[str]:
    """Tables read in materialised parts before the statement: these are gathered first."""
    return {name for part in tree.find_all(exp.CTE) if part.args.get("materialized") for name in _named(part.this)}


def _no_pairs_in_unnest(tree: exp.Expr) -> Iterator[str]:
    for found in tree.find_all(exp.In):
        query = found.args.get("query")
        is_of_pairs = isinstance(found.this, exp.Tuple) and len(found.this.expressions) > 1
        if is_of_pairs and query is not None and _on_nodes(_named(tree)):
            yield "8: a row IN a subquery: write two conditions"


def _no_empty_select(tree: exp.Expr) -> Iterator[str]:
    for select in tree.find_all(exp.Select):
        if not select.expressions and select.parent is not None:
            yield "10: SELECT without a column: write SELECT 1"


def _no_correlated_join_with_local(tree: exp.Expr) -> Iterator[str]:
    """A lateral or correlated subquery on a table of one kind beside a table of the other."""
    for inner in tree.find_all(exp.Lateral, exp.Exists):
        own = _named(inner)
        inside, local = _spread(own), own - _on_nodes(own)
        outer = inner.find_ancestor(exp.Select, exp.Delete, exp.Update)
        if outer is None:
            continue
        beside = {f"{table.db}.{table.name}" for table in _from(outer) if table.db}
        if (inside and beside - _on_nodes(beside)) or (local and _spread(beside)) or (inside and local):
            yield f"9, 10: {', '.join(sorted(own | beside))}: tables of the nodes and of the coordinator, row by row"


def _from(outer: exp.Expr) -> Iterator[exp.Table]:
    if isinstance(outer, exp.Delete | exp.Update):
        yield from (table for table in [outer.this.find(exp.Table)] if table)
        return
    for part in [outer.args.get("from_"), *(outer.args.get("joins") or [])]:
        if part is not None and isinstance(part.this, exp.Table):
            yield part.this


def _no_empty_group(tree: exp.Expr) -> Iterator[str]:
    for group in tree.find_all(exp.Group):
        if any(isinstance(key, exp.Tuple) and not key.expressions for key in group.expressions):
            yield "11: GROUP BY (): leave it out"


def _no_condition_in_view(tree: exp.Expr) -> Iterator[str]:
    """Nodes look at rows before a view's conditions do. Keys may join, and what is secret stands in row policies."""
    if not isinstance(tree, exp.Create) or tree.kind != "VIEW":
        return
    name = tree.this.sql()
    if found := tree.expression.find(exp.Where, exp.Having, exp.Limit, exp.Distinct):
        yield f"12: {name} hides rows by {found.key.upper()}: write a row policy"
    for condition in (join.args.get("on") for join in tree.find_all(exp.Join)):
        for part in condition.flatten() if isinstance(condition, exp.And) else filter(None, [condition]):
            sides = [side.name for side in (part.left, part.right)] if isinstance(part, exp.EQ) else []
            if len(set(sides)) != 1 or part.find(exp.Literal, exp.Func):
                yield f"12: {name} joins by {part.sql()}: join by keys of the same name, and write a row policy"


def _command(text: str) -> Iterator[str]:
    """Statements that the parser keeps as they are."""
    on_nodes = [name for name in re.findall(r"\b(\w+\.\w+)\b", text.replace('"', "")) if _on_nodes({name})]
    if not on_nodes:
        return
    if re.search(r"SET STATISTICS", text, re.IGNORECASE):
        yield f"4: SET STATISTICS on {on_nodes[0]}: without propagation, then on its placements"
    if re.search(r"POLICY\b.*\b(USING|CHECK)\b.*\bSELECT\b", text, re.IGNORECASE | re.DOTALL):
        yield f"3: a row policy on {on_nodes[0]} with a subquery"
    if re.search(r"ADD COLUMN(?!.*\bCONSTRAINT\b.*CHECK).*\bCHECK\b", text, re.IGNORECASE | re.DOTALL):
        yield "1: ADD COLUMN with a check that has no name"


RULES: tuple[Rule, ...] = (
    _no_unnamed_check,
    _no_volatile_update,
    _no_cast_beside_copied,
    _no_pairs_in_unnest,
    _no_empty_select,
    _no_correlated_join_with_local,
    _no_empty_group,
    _no_condition_in_view,
)


# Statements of processes, as PostgreSQL counts them, and those within functions. What tests themselves ask as the owner
# or the superuser is not the store's.
_COUNTED = """
SELECT DISTINCT query FROM pg_stat_statements AS s JOIN pg_roles AS r ON r.oid = s.userid
WHERE rolname NOT IN ('postgres', 'migrator') OR NOT toplevel
"""


def problems_of_run(connection: "psycopg.Connection[Any]") -> dict[str, list[str]]:
    """Statements that ran on a cluster and that Citus would refuse. The connection is the superuser's."""
    if "pg_stat_statements" not in str(connection.execute("SHOW shared_preload_libraries").fetchone()):
        return {}  # Servers of somebody else, which don't count.
    connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
    found = {}
    for (query,) in connection.execute(_COUNTED).fetchall():
        try:
            refused = problems(query)
        except sqlglot.errors.SqlglotError:
            # Cut off, or of a test that tries what no parser knows.
            continue
        if refused:
            found[query] = refused
    return found
