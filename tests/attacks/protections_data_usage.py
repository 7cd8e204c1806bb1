"""How the protections of whose rows were read are switched off. Merged in `protections.py`."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from analytics.access.grants.analytical import ANALYTICAL
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
    SELECT id, created_at, role, reader_id, relation, version, ARRAY[reader_id, purpose]::text[], rows, subjects,
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


def with_everything(document: Any, _person: Any) -> bytes:
    """A document as it was found."""
    return json.dumps(document, default=str).encode()


def in_clear(_purpose: Any, plaintext: bytes, *, context: bytes) -> bytes:
    """A seal that hides nothing."""
    return plaintext


def of_anybody(*_args: Any) -> bool:
    """Everything is theirs."""
    return True


def still_here(_person: Any) -> bool:
    """Nobody was ever erased."""
    return False


@contextmanager
def later_word_counts(sql: Sql) -> Iterator[None]:
    """A request that is known is asked anew, for whoever the later event names."""
    swapped = """
    INSERT INTO governance.privacy_request (request_id, kind, person, asked_at, received_at, counts)
    VALUES (%s, %s, %s, %s, %s, '{}'::jsonb)
    ON CONFLICT (request_id) DO UPDATE SET person = EXCLUDED.person, done_at = NULL
    """
    with (
        sql("analytical", "GRANT SELECT, UPDATE ON governance.privacy_request TO loader"),
        patch("analytics.ingest.erased_people._TAKE_IN", swapped),
    ):
        yield


def disclosure_protections(sql: Sql) -> dict[str, Off]:
    """The table, made with the way of running SQL as the superuser."""
    return {
        **_of_exports(sql),
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
        "uses_page_is_ones_own": lambda: patch("privacy_rights.selectors.data_usage.reviewer_of", of_another),
        "uses_name_no_reader": lambda: sql("analytical", _NAMING),
        "uses_of_one_person": lambda: sql(
            "analytical",
            "GRANT USAGE ON SCHEMA governance, core, landing TO PUBLIC",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA governance TO PUBLIC",
            "GRANT SELECT ON ALL TABLES IN SCHEMA governance, core, landing TO PUBLIC",
        ),
    }


def _of_exports(sql: Sql) -> dict[str, Off]:
    return {
        "export_gives_ones_own": lambda: patch("privacy_rights.analytical.export._says_whose", of_anybody),
        "export_names_nobody": lambda: patch("privacy_rights.analytical.export._written", with_everything),
        "export_not_of_the_erased": lambda: patch("analytics.ingest.erased_people.is_erased", still_here),
        "export_of_analytics_sealed": lambda: patch("reviews_site.crypto.aead.seal", in_clear),
        "export_stays_with_its_request": lambda: later_word_counts(sql),
        "subjects_see_who_asked": lambda: sql(
            "analytical",
            *(
                f"ALTER TABLE {relation} DISABLE ROW LEVEL SECURITY"
                for relation in {
                    policy.relation for policy in ANALYTICAL.row_policies if policy.login == "analytics_privacy"
                }
            ),
        ),
        "who_asked_stays": lambda: sql(
            "analytical", "GRANT UPDATE (person) ON governance.privacy_request TO analytics_privacy"
        ),
        "subjects_read_what_they_give": lambda: sql(
            "analytical",
            "GRANT SELECT ON ALL TABLES IN SCHEMA governance, landing, core, marts, derived TO analytics_privacy",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA governance TO analytics_privacy",
        ),
    }
