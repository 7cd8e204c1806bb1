"""Seals what a log has gained: rows that are committed, in batches. Whoever writes the log waits for nobody."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connections, transaction

from reviews_site.audit import anchors
from reviews_site.audit.chain import Link, digest, sign_row
from reviews_site.audit.models import Seal
from reviews_site.audit.sealed_log import SealedLog
from reviews_site.crypto.keyring import Key, keyring
from reviews_site.crypto.signed_chain import NO_SIGNATURE
from reviews_site.processes import Purpose

BATCH = 1_000
# A row is stamped when it is made and seen when it is committed. No transaction of ours takes as long as this.
MAX_TRANSACTION_TIME = timedelta(hours=1)
# Without news a seal is set all the same, so that nothing can be slipped into a quiet night.
QUIET = timedelta(hours=1)


class ChainMismatch(Exception):
    """The anchored head is not in the chain: seals were removed or replaced, and none is added until somebody looks."""


def seal_waiting(log: SealedLog, *, now: datetime) -> int:
    """Seal every committed row that is not sealed yet, and anchor each head. Returns how many rows.

    Raises:
        ChainMismatch: the chain is not the one that was anchored.
    """
    key = keyring().get(Purpose.AUDIT_SEAL)
    anchor(log)
    total = 0
    while True:
        with transaction.atomic(using=log.store):
            head = log.head()
            rows = list(log.waiting(head.closed_until if head else None).values(*log.columns)[:BATCH])
            if not rows and head and now - head.sealed_at < QUIET:
                return total
            is_last = len(rows) < BATCH
            closed = now - MAX_TRANSACTION_TIME if is_last else head.closed_until if head else None
            _write(log, key, rows, _after(log, head, now=now, closed_until=closed, key=key))
        anchor(log)
        total += len(rows)
        if is_last:
            return total


def expire(log: SealedLog, *, now: datetime) -> int:
    """Let go of batches that were sealed longer ago than the log is kept, and seal that. Returns how many rows went.

    Raises:
        django.db.Error: the store keeps them for longer than the setting says.
    """
    key = keyring().get(Purpose.AUDIT_SEAL)
    ends = now - timedelta(days=getattr(settings, log.keep_days))
    with transaction.atomic(using=log.store):
        head = log.head()
        over = log.seal._default_manager.filter(sealed_at__lt=ends).order_by("-number").first()
        if head is None or over is None or over.number <= head.expired_to:
            return 0
        link = _after(log, head, now=now, closed_until=None, key=key, expired_to=over.number)
        _write(log, key, [], link)
        with connections[log.store].cursor() as cursor:
            cursor.execute(f"SELECT {log.expire_function}(%s)", [over.number])
            rows = int(cursor.fetchone()[0])
    anchor(log)
    return rows


def _after(
    log: SealedLog, head: Seal | None, *, now: datetime, closed_until: datetime | None, key: Key, expired_to: int = 0
) -> Link:
    """The seal that follows `head`, of no rows yet. What was closed once stays so."""
    before = head.closed_until if head else None
    return Link(
        log=log.name,
        number=head.number + 1 if head else 1,
        previous=head.mac if head else NO_SIGNATURE,
        count=0,
        members=digest(()),
        columns=log.columns,
        sealed_at=now,
        closed_until=max(filter(None, (before, closed_until)), default=None),
        expired_to=max(expired_to, head.expired_to if head else 0),
        key_version=key.version,
    )


def _write(log: SealedLog, key: Key, rows: Sequence[dict[str, Any]], link: Link) -> None:
    codes = [sign_row(key.material, log.name, link.number, place, row) for place, row in enumerate(rows)]
    link = replace(link, count=len(rows), members=digest(codes))
    said = {name: getattr(link, name) for name in Link.__dataclass_fields__ if name != "log"}
    log.seal(**said | {"columns": list(link.columns)}, mac=link.sign(key.material)).save(force_insert=True)
    log.member._default_manager.bulk_create(
        log.member(event=row["id"], number=link.number, position=place, mac=code)
        for place, (row, code) in enumerate(zip(rows, codes, strict=True))
    )


def anchor(log: SealedLog) -> None:
    """Add the heads to the anchor that are not in it yet: those of a sealer that was stopped between the two.

    Raises:
        ChainMismatch: the last anchored head is not in the chain, or there are seals and no anchor.
    """
    key = keyring().get(Purpose.AUDIT_SEAL)
    last = _last_anchored(log)
    seals = log.seal._default_manager.order_by("number")
    if last is None and seals.count() > 1:
        raise ChainMismatch(f"The log {log.name} is sealed, and its anchor is gone.")
    if last is not None and not seals.filter(number=last.number, mac=last.mac).exists():
        raise ChainMismatch(f"Seal {last.number} of the log {log.name} is not the one that was anchored.")
    new = seals.filter(number__gt=last.number) if last else seals
    if written := [_head(log, seal).line(key.material) for seal in new]:
        anchors.append(written, log.name)


def _last_anchored(log: SealedLog) -> anchors.Head | None:
    said = anchors.lines(log.name)
    if not said:
        return None
    found = anchors.read(said[-1])
    if found is None or not _is_signed(*found):
        raise ChainMismatch(f"The last line of the anchor of the log {log.name} is not ours.")
    return found[0]


def _is_signed(head: anchors.Head, signature: str) -> bool:
    return head.is_signed(signature, keyring().get(Purpose.AUDIT_SEAL, head.key_version).material)


def _head(log: SealedLog, seal: Seal) -> anchors.Head:
    at = seal.sealed_at.isoformat(timespec="microseconds")
    return anchors.Head(log.name, seal.number, seal.mac, seal.count, at, seal.key_version)
