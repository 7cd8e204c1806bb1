"""Rewrites the files that rows of people were deleted from, so that the disks hold no old copy of them.

PostgreSQL leaves a deleted row where it was until something else takes its place, keeps samples of columns for its
planner, and keeps its log until a checkpoint. Takes MAINTAIN on the tables, which reads none of them; a table is locked
while it is rewritten. Which was when is written down, so that a run goes on where the one before was kept from it.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import psycopg
from django.conf import settings
from django.db import OperationalError, connections
from django.db.backends.utils import CursorWrapper
from django.db.models import Max, Min, QuerySet
from django.utils import timezone
from psycopg import sql

from accounts.models import AbandonedSession
from analytics.access.definitions import SAMPLES
from analytics.datasets.registry import live_relations
from privacy_rights.data_subjects import tables_of_people
from privacy_rights.enums import StoreState
from privacy_rights.erasure.progress import has_reached
from privacy_rights.models.erasure import STORES, ErasureRequest, FileVacuum, StoreErasure
from reviews_site.analytical_engine import cluster
from reviews_site.privacy import relation_name

logger = logging.getLogger(__name__)
# One database of each cluster is enough to move on the log of the cluster: a checkpoint removes the files of the log
# that lie before the one before it. Who may call these functions may make no checkpoint otherwise.
_RECYCLE_WAL = {"default": "SELECT public.recycle_wal()", "analytical": "SELECT governance.recycle_wal()"}
_FILE = "SELECT pg_catalog.pg_relation_filenode(pg_catalog.to_regclass(%s))"
_SIZE = "SELECT pg_catalog.pg_total_relation_size(pg_catalog.to_regclass(%s))"


@dataclass(frozen=True)
class VacuumLimits:
    """How much a run may hold up that nobody looks at: readers wait behind a lock that is waited for."""

    most_megabytes: int
    lock_seconds: int = 2
    table_seconds: int = 60


@dataclass(frozen=True)
class VacuumResult:
    """How many erasures are done with, and which tables could not be rewritten."""

    erasures: int
    left: tuple[str, ...] = ()


MANUAL_LIMITS = VacuumLimits(most_megabytes=10**9, lock_seconds=60, table_seconds=0)


def vacuum() -> VacuumResult:
    """Rewrite every table of people in every store, and let go of the log."""
    return _vacuum(MANUAL_LIMITS, since=timezone.now())


def vacuum_unattended() -> VacuumResult | None:
    """Rewrite what erasures wait for: at night, no table that is large or in use. None when there is nothing to do."""
    since: datetime | None = _waiting().aggregate(last=Max("done_at"))["last"]
    if since is None or not settings.VACUUM_FROM_HOUR <= timezone.now().hour < settings.VACUUM_UNTIL_HOUR:
        return None
    return _vacuum(VacuumLimits(settings.VACUUM_MAX_MEGABYTES), since=since)


def _vacuum(bounds: VacuumLimits, *, since: datetime) -> VacuumResult:
    # What ANALYZE writes anew leaves the old samples as deleted rows too. So they come last.
    wanted = [(store, table) for store in STORES for table in [*sorted(set(tables(store))), SAMPLES]]
    names = [f"{store} {table}" for store, table in wanted]
    recent = set(FileVacuum.objects.filter(vacuumed_at__gt=since).values_list("table", flat=True))
    left = [
        name for name, at in zip(names, wanted, strict=True) if name not in recent and not _vacuum_table(*at, bounds)
    ]
    for store in STORES:
        with connections[store].cursor() as cursor:
            cursor.execute("RESET lock_timeout")
            cursor.execute("RESET statement_timeout")
    for store, statement in _RECYCLE_WAL.items():
        with connections[store].cursor() as cursor:
            cursor.execute(statement)
    nodes = _nodes()
    left += [name for name, url in nodes.items() if not vacuum_node(name, url)]
    return VacuumResult(_done_with([*names, *nodes]), tuple(left))


def _nodes() -> dict[str, str]:
    """The other nodes of the analytical store with their URLs: an empty one for those that no setting names."""
    urls: list[str] = settings.ANALYTICAL_NODES
    with connections[cluster.STORE].cursor() as cursor:
        count = max(len(urls), cluster.number_of_workers(cursor))
    return {f"{cluster.STORE} node {number + 1}": (urls + [""] * count)[number] for number in range(count)}


def vacuum_node(name: str, url: str) -> bool:
    """Rewrite the samples of another node, and let go of its log. Returns whether it worked."""
    try:
        is_done = bool(url) and _vacuum_by_url(url)
    except psycopg.Error as problem:
        logger.warning("%s could not be asked: %s", name, type(problem).__name__)
        return False
    if not is_done:
        logger.error("%s keeps samples and log: ANALYTICAL_NODES lacks it, or MAINTAIN is missing", name)
        return False
    FileVacuum.objects.update_or_create(table=name, defaults={"vacuumed_at": timezone.now()})
    return True


def _vacuum_by_url(url: str) -> bool:
    with psycopg.connect(url, autocommit=True, connect_timeout=5) as node:
        before = node.execute(_FILE, [SAMPLES]).fetchone()
        node.execute(sql.SQL("VACUUM (FULL) {}").format(sql.Identifier(*SAMPLES.split("."))))
        if node.execute(_FILE, [SAMPLES]).fetchone() == before:
            return False
        # A checkpoint removes the files of the log that lie before the one before it.
        for statement in ("SELECT pg_switch_wal()", "CHECKPOINT") * 2:
            node.execute(statement)
    return True


def _vacuum_table(store: str, table: str, bounds: VacuumLimits) -> bool:
    """Whether a table's files are new. Those of one that is too large, or in use, stay for the next run."""
    now = timezone.now()
    with connections[store].cursor() as cursor:
        if _asked(cursor, _SIZE, table) > bounds.most_megabytes * 2**20:
            logger.warning("%s of %s is too large to be rewritten unattended: erasures vacuum", table, store)
            return False
        cursor.execute(f"SET lock_timeout = '{bounds.lock_seconds}s'")
        cursor.execute(f"SET statement_timeout = '{bounds.table_seconds}s'")
        how = sql.SQL("FULL" if table == SAMPLES else "FULL, ANALYZE")
        before = _asked(cursor, _FILE, table)
        try:
            cursor.execute(sql.SQL("VACUUM ({}) {}").format(how, sql.Identifier(*table.split("."))))
        except OperationalError as problem:
            logger.warning("%s of %s was not rewritten: %s", table, store, type(problem.__cause__).__name__)
            return False
        # Whoever may not is warned, and told that all is well.
        if _asked(cursor, _FILE, table) == before:
            logger.error("%s of %s was not rewritten: MAINTAIN is missing. manage.py policy verify", table, store)
            return False
    FileVacuum.objects.update_or_create(table=f"{store} {table}", defaults={"vacuumed_at": now})
    return True


def _asked(cursor: CursorWrapper, question: str, table: str) -> int:
    cursor.execute(question, [table])
    return int(cursor.fetchone()[0] or 0)


def _done_with(names: list[str]) -> int:
    """Mark the erasures that were over before the first of all these tables was rewritten."""
    known = FileVacuum.objects.filter(table__in=names)
    if known.count() < len(names):
        return 0
    oldest = known.aggregate(oldest=Min("vacuumed_at"))["oldest"]
    done = list(_waiting().filter(done_at__lt=oldest).values_list("pk", flat=True))
    StoreErasure.objects.bulk_create(
        StoreErasure(request_id=pk, store=store, state=StoreState.VACUUMED) for pk in done for store in STORES
    )
    return len(done)


def _waiting() -> "QuerySet[ErasureRequest]":
    """Erasures that are done but for the files."""
    is_vacuumed = has_reached("default", StoreState.VACUUMED)
    return ErasureRequest.objects.filter(~is_vacuumed, done_at__isnull=False)


def tables(store: str) -> Iterator[str]:
    """Every table of a store that an erasure deletes or blanks rows of, with its schema."""
    models = [model for model, subject in tables_of_people(store=store) if subject.erased != "kept"]
    if store == "default":
        models.append(AbandonedSession)  # the last trace of an account, until its provider has deleted it
    if store == "analytical":
        yield from live_relations()
    for model in models:
        name = relation_name(model)
        yield name if "." in name else f"public.{name}"
