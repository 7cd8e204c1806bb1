"""Samples of values in the planner's statistics. There must be none of texts and names of people."""

from collections.abc import Iterator
from typing import Any

from analytics.access.copies.classes import classes_of, models_of, relation_of
from analytics.access.definitions import StoreGrants
from analytics.access.drift.finding import OURS, DriftFinding, quoted
from reviews_site.analytical_engine.cluster import tables_on_nodes
from reviews_site.privacy import Privacy

# Ids, times and numbers keep their samples: plans for the rows of one person need them.
_TEXTS = f"""
SELECT nspname, relname, attname
FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
JOIN pg_type t ON t.oid = atttypid
WHERE relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped AND attstattarget IS DISTINCT FROM 0
  AND (typcategory = 'S' OR typname IN ('json', 'jsonb', 'bytea')) AND {OURS}
"""  # noqa: S608 - made of this package's constants
# Citus refuses it for a table of its nodes: the coordinator's own part first, then each part on its node. `correct`
# runs the lines one by one, because a setting is passed on to nodes with everything that stands beside it.
_ON_NODES = """SET LOCAL citus.enable_ddl_propagation = off;
ALTER TABLE {table} {action};
DO $do$ DECLARE problem text; BEGIN SELECT result INTO problem FROM run_command_on_placements('{table}',\
 $node$ALTER TABLE %s {action}$node$) WHERE NOT success LIMIT 1; IF FOUND THEN\
 RAISE EXCEPTION 'A node refused it: %', problem; END IF; END $do$"""


def find(connection: Any, store: StoreGrants) -> Iterator[DriftFinding]:
    """Text columns about people of which PostgreSQL would keep samples."""
    models, on_nodes = models_of(store.alias), tables_on_nodes(connection)
    for schema, name, column in sorted(connection.execute(_TEXTS).fetchall()):
        model = models.get((schema, name))
        classes = classes_of(model) if model and relation_of(model) == (schema, name) else None
        if classes and column in classes and classes[column].rank >= Privacy.PERSONAL.rank:
            table, action = quoted(f"{schema}.{name}"), f"ALTER COLUMN {quoted(column)} SET STATISTICS 0"
            is_on_nodes = f"{schema}.{name}" in on_nodes
            remedy = _ON_NODES if is_on_nodes else "ALTER TABLE {table} {action}"
            says = f"Samples of {schema}.{name}.{column} are kept."
            yield DriftFinding(says, remedy.format(table=table, action=action))
