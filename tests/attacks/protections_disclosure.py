"""How the protections of whose rows were read are switched off. Merged in `protections.py`."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.processes import Purpose
from tests.attacks.protections_governance import Off, Sql

# The whole of an event, the reader with it.
_NAMING = """
CREATE OR REPLACE FUNCTION governance.uses_of(asked uuid, before uuid, most integer)
RETURNS TABLE (id uuid, at timestamptz, role text, process text, relation text, version text, columns text[],
               rows bigint, subjects bigint, purpose text, kind text, restaurant_id uuid, reach text,
               is_sure boolean, places uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT id, at, role, who, relation, version, ARRAY[who, purpose]::text[], rows, subjects,
           purpose, kind, restaurant_id, '', true, '{}'::uuid[]
    FROM governance.access_event
$$
"""


def of_another(user: Any) -> uuid.UUID:
    """The pseudonym of somebody else."""
    from accounts.models import User

    other = User.objects.exclude(pk=user.pk).order_by("-date_joined")[0]
    return pseudonym(Purpose.PSEUDONYM_REVIEWER, other.pk)


@contextmanager
def reading_all(sql: Sql) -> Iterator[None]:
    """The report's login has every right on both stores."""
    grants = "GRANT ALL ON ALL TABLES IN SCHEMA {0} TO breach; GRANT USAGE ON SCHEMA {0} TO breach"
    with (
        sql("default", grants.format("public"), "ALTER TABLE audit_event DISABLE TRIGGER ALL"),
        sql("analytical", grants.format("core, governance")),
    ):
        yield


def disclosure_protections(sql: Sql) -> dict[str, Off]:
    """The table, made with the way of running SQL as the superuser."""
    return {
        "access_marks_closed": lambda: sql(
            "analytical", "GRANT SELECT ON governance.access_event TO console, security_engineer"
        ),
        "breach_reads_little": lambda: reading_all(sql),
        "people_touched_closed": lambda: sql(
            "analytical",
            "GRANT USAGE ON SCHEMA governance, core, landing TO PUBLIC",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA governance TO PUBLIC",
        ),
        "lookups_name_no_employee": lambda: sql(
            "default",
            "GRANT SELECT ON accounts_customerlookup TO PUBLIC",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO PUBLIC",
        ),
        "uses_page_is_ones_own": lambda: patch("analytics.disclosure.selectors.reviewer_of", of_another),
        "uses_name_no_reader": lambda: sql("analytical", _NAMING),
        "uses_of_one_person": lambda: sql(
            "analytical",
            "GRANT USAGE ON SCHEMA governance, core, landing TO PUBLIC",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA governance TO PUBLIC",
            "GRANT SELECT ON ALL TABLES IN SCHEMA governance, core, landing TO PUBLIC",
        ),
    }
