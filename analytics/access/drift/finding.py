"""One difference between the code and the catalogue."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DriftFinding:
    """What is wrong, in a sentence, and the statement that mends it. Some things only a person can mend."""

    says: str
    remedy: str = ""


def quoted(name: str) -> str:
    """A role's or an object's name as an identifier; `PUBLIC` stays what it is, and dots part schema and name."""
    if name == "PUBLIC":
        return name
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))


# In a privilege list grantee 0 is PUBLIC. %(role)s stands for the column that holds the grantee's oid.
GRANTEE = "CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(grantee) END"
OURS = "nspname <> 'information_schema' AND nspname !~ '^pg_'"
