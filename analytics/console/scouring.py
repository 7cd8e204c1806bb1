"""Rewrites the files that rows of people were deleted from, so that the disks hold no old copy of them.

PostgreSQL leaves a deleted row where it was until something else takes its place, keeps samples of columns for its
planner, and keeps its log until a checkpoint. Takes the owners' logins; a table is locked while it is rewritten.
"""

from collections.abc import Iterator

from django.db import connections
from django.utils import timezone
from psycopg import sql

from accounts.erasure import deleting
from accounts.models import ErasureRequest, LeftSession
from accounts.vault.models import IdentityProof
from analytics.datasets.models import DatasetToken
from analytics.datasets.selectors import standing_versions
from analytics.ingest import erasing
from analytics.ingest.models import SubjectRequest

# One database of each cluster is enough to move on the log of the cluster.
_CLUSTERS = ("default", "analytical")
_LOCK_TIMEOUT = "SET lock_timeout = '60s'"


def scour() -> int:
    """Rewrite every table of people in every store, and let go of the log; how many erasures are done with by that."""
    now = timezone.now()
    for store in ("default", "vault", "analytical"):
        with connections[store].cursor() as cursor:
            cursor.execute(_LOCK_TIMEOUT)
            for table in sorted(set(_tables(store))):
                cursor.execute(sql.SQL("VACUUM (FULL, ANALYZE) {}").format(sql.Identifier(*table.split("."))))
            # The planner's samples: what ANALYZE wrote anew leaves the old ones as deleted rows too.
            cursor.execute("VACUUM (FULL) pg_catalog.pg_statistic")
    for store in _CLUSTERS:
        _let_go_of_the_log(store)
    return ErasureRequest.objects.filter(scoured_at=None, done_at__lt=now).update(scoured_at=now)


def _tables(store: str) -> Iterator[str]:
    if store == "default":
        found = [model for model, _ in deleting.tables_to_delete_from()] + [ErasureRequest, LeftSession]
    elif store == "vault":
        found = [IdentityProof]
    else:
        found = [*(model for model, _ in erasing.tables()), DatasetToken, SubjectRequest]
        yield from (version.relation for version in standing_versions())
    for model in found:
        name = model._meta.db_table.replace('"', "")
        yield name if "." in name else f"public.{name}"


def _let_go_of_the_log(store: str) -> None:
    """A checkpoint removes the files of the log that lie before the one before it. Files are not used again."""
    with connections[store].cursor() as cursor:
        for _ in range(2):
            cursor.execute("SELECT pg_catalog.pg_switch_wal()")
            cursor.execute("CHECKPOINT")
