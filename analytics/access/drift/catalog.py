"""What code makes in a store, compared with what is there: functions, views, triggers, constraints, indexes, columns.

`catalog/<store>.json` has the definitions as PostgreSQL prints them in a store that was just made; those of functions
and views by digest. `make catalog` writes the files anew after a change of models or SQL, and a test compares them.
Files of another state of the code are not used: they would take back what was changed.
"""

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

from analytics.access.company import Environment
from analytics.access.definitions import RowPolicy, StoreGrants
from analytics.access.drift.finding import (
    EXTENSIONS,
    NOT_OF_EXTENSION,
    OUR_RELATION,
    OURS,
    DriftFinding,
    not_of_extension,
    quoted,
)
from reviews_site import sql_files
from reviews_site.regions import SIGNATURE

_FOLDER = Path(__file__).parent / "catalog"
# Kinds whose definition is long, or is written down in our files anyway.
_BY_DIGEST = {"function", "view"}
_RELATION = "nspname || '.' || relname"
_FROM = "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = relnamespace"
_OUR_TYPE = not_of_extension("pg_type", "t.oid", "typowner")
_OUR_FUNCTION = not_of_extension("pg_proc", "p.oid", "proowner")
_CATALOG = f"""
SELECT 'function', nspname || '.' || proname || '(' || oidvectortypes(proargtypes) || ')', pg_get_functiondef(p.oid)
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = pronamespace
WHERE (prokind IN ('f', 'p') AND {OURS} AND {_OUR_FUNCTION})
   OR (p.oid >= 16384 AND nspname IN ('pg_catalog', 'information_schema') AND {_OUR_FUNCTION})
UNION ALL SELECT 'aggregate', nspname || '.' || proname, '' FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_namespace n ON n.oid = pronamespace WHERE prokind IN ('a', 'w') AND p.oid >= 16384
  AND {_OUR_FUNCTION}
UNION ALL SELECT 'view', {_RELATION}, pg_get_viewdef(c.oid) FROM {_FROM} WHERE relkind IN ('v', 'm') AND {OUR_RELATION}
UNION ALL SELECT 'rule', {_RELATION} || ' ' || rulename, pg_get_ruledef(r.oid)
FROM pg_catalog.pg_rewrite r JOIN {_FROM} ON ev_class = c.oid WHERE rulename <> '_RETURN' AND r.oid >= 16384
  AND {NOT_OF_EXTENSION}
UNION ALL SELECT 'trigger', {_RELATION} || ' ' || tgname, pg_get_triggerdef(t.oid) || CASE tgenabled
    WHEN 'A' THEN ' (always)' WHEN 'D' THEN ' (disabled)' WHEN 'R' THEN ' (of replicas)' ELSE '' END
FROM pg_catalog.pg_trigger t JOIN {_FROM} ON tgrelid = c.oid WHERE NOT tgisinternal AND {NOT_OF_EXTENSION}
UNION ALL SELECT 'internal trigger', {_RELATION} || ' ' || tgname, 'disabled'
FROM pg_catalog.pg_trigger t JOIN {_FROM} ON tgrelid = c.oid WHERE tgisinternal AND tgenabled <> 'O'
UNION ALL SELECT 'constraint', {_RELATION} || ' ' || conname, pg_get_constraintdef(o.oid)
FROM pg_catalog.pg_constraint o JOIN {_FROM} ON conrelid = c.oid WHERE {OUR_RELATION} AND contype <> 'n'
UNION ALL SELECT 'index', nspname || '.' || x.relname, pg_get_indexdef(i.indexrelid)
    || CASE WHEN indisvalid AND indisready THEN '' ELSE ' (invalid)' END
FROM pg_catalog.pg_index i JOIN {_FROM} ON indrelid = c.oid JOIN pg_catalog.pg_class x ON x.oid = indexrelid
WHERE {OUR_RELATION}
UNION ALL SELECT 'column', {_RELATION} || ' ' || attname, format_type(atttypid, atttypmod)
    || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END || CASE attidentity WHEN '' THEN '' ELSE ' IDENTITY' END
    || COALESCE(CASE attgenerated WHEN '' THEN ' DEFAULT ' ELSE ' GENERATED ' END || pg_get_expr(adbin, adrelid), '')
FROM pg_catalog.pg_attribute a JOIN {_FROM} ON attrelid = c.oid
LEFT JOIN pg_catalog.pg_attrdef ON adrelid = c.oid AND adnum = attnum
WHERE relkind IN ('r', 'p', 'f') AND attnum > 0 AND NOT attisdropped AND {OUR_RELATION}
UNION ALL SELECT 'relation', {_RELATION}, concat_ws(' ', relkind, relpersistence, relreplident,
    CASE WHEN relforcerowsecurity THEN 'forced' END,
    (SELECT 'of ' || string_agg(inhparent::regclass::text, ' ') FROM pg_catalog.pg_inherits WHERE inhrelid = c.oid))
FROM {_FROM} WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND ({OURS} OR c.oid >= 16384 AND nspname = 'pg_catalog')
  AND {NOT_OF_EXTENSION}
UNION ALL SELECT 'type', nspname || '.' || typname, typtype::text FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = typnamespace LEFT JOIN pg_catalog.pg_class c ON c.oid = typrelid
WHERE {OURS} AND typelem = 0 AND (typtype <> 'c' OR relkind = 'c') AND {_OUR_TYPE}
"""  # noqa: S608 - made of this package's constants
# Kinds of objects that code makes none of: catalog, column of the name, and how the superuser drops one.
_NONE_OF = (
    *(("pg_event_trigger", "evtname", "DROP EVENT TRIGGER {}"), ("pg_publication", "pubname", "DROP PUBLICATION {}")),
    *(("pg_extension", "extname", "DROP EXTENSION {}"), ("pg_language", "lanname", "DROP LANGUAGE {}")),
    *(("pg_foreign_server", "srvname", "DROP SERVER {} CASCADE"), ("pg_am", "amname", "DROP ACCESS METHOD {}")),
    *(("pg_foreign_data_wrapper", "fdwname", "DROP FOREIGN DATA WRAPPER {}"), ("pg_operator", "oprname", "")),
    *(("pg_cast", "oid::text", ""), ("pg_statistic_ext", "stxname", ""), ("pg_collation", "collname", "")),
    ("pg_largeobject_metadata", "oid::text", "SELECT lo_unlink({})"),
)
POLICY_EXPRESSIONS = f"""
SELECT nspname || '.' || relname, polname,
       concat_ws(' / ', pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
FROM pg_catalog.pg_policy p JOIN {_FROM} ON polrelid = c.oid
"""  # noqa: S608 - made of this package's constants
_DROPS = {
    "function": "DROP FUNCTION {name}",
    "view": "DROP VIEW {name}",
    "rule": "DROP RULE {part} ON {relation}",
    "trigger": "DROP TRIGGER {part} ON {relation}",
    "constraint": "ALTER TABLE {relation} DROP CONSTRAINT {part}",
}


def definitions(connection: Any, schemas: frozenset[str]) -> dict[str, str]:
    """Everything in these schemas, and what somebody added to PostgreSQL's own: `kind name` -> definition."""
    with connection.transaction(force_rollback=True):
        # So that every name is printed with its schema.
        connection.execute("SET LOCAL search_path = pg_catalog")
        rows = connection.execute(_CATALOG).fetchall()
    return {
        f"{kind} {name}": hashlib.sha256(text.encode()).hexdigest()[:16] if kind in _BY_DIGEST else text
        for kind, name, text in rows
        if name.partition(".")[0] in {*schemas, "pg_catalog", "information_schema"}
        # The region is part of that function's body. `regions` compares it.
        and name != SIGNATURE
    }


@cache
def recorded(alias: str) -> dict[str, str]:
    """What code makes in a store; empty where that was recorded of another state of the code."""
    made: dict[str, dict[str, str]] = json.loads(file_of(alias).read_text())
    return made["definitions"] if made["code"] == {"sha256": sources(alias)} else {}


def file_of(alias: str) -> Path:
    """The file with the definitions of a store."""
    return _FOLDER / f"{alias}.json"


def sources(alias: str) -> str:
    """SHA-256 over what makes a store: migrations, and files of SQL."""
    digest = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        if Path(config.path).is_relative_to(settings.BASE_DIR):
            for path in sorted((Path(config.path) / "migrations").glob("*.py")):
                digest.update(path.read_bytes())
    for name, text in sql_files.statements(alias):
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()


def record(connection: Any, store: StoreGrants) -> None:
    """Write down what a store that was just made has."""
    made = {**definitions(connection, store.schemas - store.owners.keys()), **policy_expressions(connection, store)}
    text = json.dumps({"code": {"sha256": sources(store.alias)}, "definitions": dict(sorted(made.items()))}, indent=0)
    file_of(store.alias).write_text(text + "\n")


def policy_key(policy: RowPolicy) -> str:
    """How the expressions of a row policy are recorded: by its table and what the code says."""
    return f"policy {policy.relation} USING ({policy.using}) CHECK ({policy.check})"


def policy_expressions(connection: Any, store: StoreGrants) -> dict[str, str]:
    """The expressions of the row policies as PostgreSQL prints them, by what the code says."""
    with connection.transaction(force_rollback=True):
        connection.execute("SET LOCAL search_path = pg_catalog")
        printed = {(table, name): text for table, name, text in connection.execute(POLICY_EXPRESSIONS).fetchall()}
    return {policy_key(policy): printed[policy.relation, policy.name] for policy in store.row_policies}


def find(connection: Any, store: StoreGrants) -> Iterator[DriftFinding]:
    """What is missing, what differs, and what is there besides. Schemas of registered datasets have their own rules."""
    expected = {key: text for key, text in recorded(store.alias).items() if not key.startswith("policy ")}
    if not expected:
        if settings.PLATEMARK_ENV != Environment.DEV:
            yield DriftFinding("Definitions were not compared: they were recorded of another code. Run make catalog.")
        return
    actual = definitions(connection, store.schemas - store.owners.keys())
    for key in sorted(expected.keys() - actual.keys()):
        yield DriftFinding(f"There is no {key}.", _make(store.alias, key, expected[key]))
    for key in sorted(key for key in expected.keys() & actual.keys() if actual[key] != expected[key]):
        yield DriftFinding(f"The {key} differs from the code.", _make(store.alias, key, expected[key], is_there=True))
    for key in sorted(actual.keys() - expected.keys()):
        yield _besides(key)
    for table, name, drop in _NONE_OF:
        for (found,) in connection.execute(_besides_postgresql(table, name, store.alias)).fetchall():
            label = quoted(found) if not found.isdigit() else found
            yield DriftFinding(f"There is a {table}: {found}.", by_superuser=drop.format(label))


def _besides_postgresql(table: str, name: str, alias: str) -> str:
    """The query for objects of a kind, without the extensions that code creates, and without what came with them."""
    # An extension of the superuser's: nobody else can add an object to it.
    query = (
        f"SELECT {name} FROM pg_catalog.{table} AS made WHERE oid >= 16384 AND NOT EXISTS"  # noqa: S608 - a constant
        " (SELECT FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid AND extowner = 10"
        f" WHERE d.classid = 'pg_catalog.{table}'::regclass AND d.objid = made.oid AND d.deptype = 'e')"
    )
    if table == "pg_operator":
        return f"{query} AND {not_of_extension(table, 'made.oid', 'oprowner')}"
    if table == "pg_extension" and (ours := EXTENSIONS.get(alias)):
        return f"{query} AND extname NOT IN ({', '.join(map(repr, ours))})"
    return query


def _besides(key: str) -> DriftFinding:
    says = f"The {key} is not made by code."
    kind, _, name = key.partition(" ")
    if key.startswith("internal trigger "):
        relation = quoted(key.removeprefix("internal trigger ").partition(" ")[0])
        return DriftFinding(says, by_superuser=f"ALTER TABLE {relation} ENABLE TRIGGER ALL")
    relation, _, part = name.partition(" ")
    signature, _, arguments = name.partition("(")
    named = f"{quoted(signature)}({arguments}" if kind == "function" else quoted(name)
    drop = _DROPS.get(kind, "").format(name=named, relation=quoted(relation), part=quoted(part))
    return DriftFinding(says, drop)


def _make(alias: str, key: str, definition: str, *, is_there: bool = False) -> str:
    """The statements that make an object as the code has it; empty where only a migration could."""
    kind, _, name = key.partition(" ")
    relation, _, part = name.partition(" ")
    if kind in ("function", "view", "trigger"):
        return _file_with(alias, part or name.partition("(")[0])
    if kind == "constraint":
        drop = f"ALTER TABLE {quoted(relation)} DROP CONSTRAINT {quoted(part)}; " if is_there else ""
        return f"{drop}ALTER TABLE {quoted(relation)} ADD CONSTRAINT {quoted(part)} {definition}"
    if kind == "index":
        return f"DROP INDEX {quoted(name)}; {definition}" if is_there else definition
    if kind == "column" and is_there and " DEFAULT " in definition:
        default = definition.partition(" DEFAULT ")[2]
        return f"ALTER TABLE {quoted(relation)} ALTER COLUMN {quoted(part)} SET DEFAULT {default}"
    return ""


def _file_with(alias: str, name: str) -> str:
    """The file of functions, triggers and views that makes an object. It can be run any number of times."""
    short = name.partition(".")[2] or name
    found = [text for _, text in sql_files.statements(alias) if name in text or f" {short} " in text]
    return found[0] if found else ""
