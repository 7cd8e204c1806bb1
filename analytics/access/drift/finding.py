"""A difference between the table of grants and a running system."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DriftFinding:
    """What is wrong, as a sentence, with the statement that corrects it: the migrator's, or else the superuser's.

    Without either a person has to decide.
    """

    says: str
    remedy: str = ""
    by_superuser: str = ""


def quoted(name: str) -> str:
    """The name of a role or object as a quoted identifier. `PUBLIC` stays, and dots separate schema and name."""
    if name == "PUBLIC":
        return name
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))


# In a privilege list grantee 0 is PUBLIC.
GRANTEE = "CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(grantee) END"
OURS = "nspname <> 'information_schema' AND nspname !~ '^pg_'"
# The owner of the database, who is the migrator.
OWNER = "(SELECT datdba FROM pg_catalog.pg_database WHERE datname = current_database())"
# Extensions that may be there, by store: contrib modules that code creates (`restaurants/sql/default/extensions.sql`),
# and Citus, which the superuser creates where the store is a cluster of several nodes.
EXTENSIONS = {"default": ("pg_trgm", "btree_gin"), "analytical": ("citus", "citus_columnar")}


def not_of_extension(catalog: str, oid: str, owner: str) -> str:
    """SQL: leaves out what came with an extension. Role 10 is the superuser that made the cluster.

    Objects of anybody else stay in, because an owner can add any object of theirs to an extension.
    """
    return (
        f"({owner} <> 10 OR NOT EXISTS (SELECT FROM pg_catalog.pg_depend WHERE deptype = 'e'"
        f" AND classid = 'pg_catalog.{catalog}'::regclass AND objid = {oid}))"
    )


# Schemas and relations without those that came with an extension, in queries that call them `n` and `c`.
OUR_SCHEMA = f"{OURS} AND {not_of_extension('pg_namespace', 'n.oid', 'n.nspowner')}"
NOT_OF_EXTENSION = not_of_extension("pg_class", "c.oid", "c.relowner")
OUR_RELATION = f"{OURS} AND {NOT_OF_EXTENSION}"
