"""Looks for what was done to a sealed log behind its back: by its owner, or by a superuser. It changes nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from reviews_site.audit import anchors
from reviews_site.audit.chain import Link, digest, sign_row
from reviews_site.audit.models import Seal, SealMember
from reviews_site.audit.sealed_log import SealedLog
from reviews_site.crypto.keyring import MissingKey, keyring
from reviews_site.crypto.signed_chain import NO_SIGNATURE, are_equal
from reviews_site.ids import time_of_uuid7
from reviews_site.processes import Purpose

# A row's id says when it was made. What it says itself may differ by a long transaction, and by no more.
MAX_SKEW = timedelta(hours=1)
Rows = Mapping[Any, dict[str, Any]]


@dataclass(frozen=True)
class LogFinding:
    """Something that is not as it was sealed. `kind`: edited, deleted, emptied, reordered, slipped in,
    dated, seal, anchor."""

    log: str
    kind: str
    says: str


@dataclass(frozen=True)
class LogVerification:
    """What was found of a log, and how much of it was looked at."""

    log: str
    findings: list[LogFinding]
    sealed: int
    unsealed: int


def verify(log: SealedLog) -> LogVerification:
    """Compare a log with its seals, and its seals with the anchor."""
    seals = list(log.seal._default_manager.order_by("number"))
    honest = [seal for seal in seals if _is_ours(log, seal)]
    expired_to = max((seal.expired_to for seal in honest), default=0)
    standing = [seal for seal in honest if seal.number > expired_to]
    found = [*_of_chain(log, seals, honest), *_of_anchor(log, seals), *_of_rows(log, standing)]
    closed = max((seal.closed_until for seal in honest if seal.closed_until), default=None)
    slipped = [
        LogFinding(log.name, "slipped in", f"Row {event.pk} says that it is from {event.created_at:%Y-%m-%d %H:%M}.")
        for event in log.inserted_late(closed)
    ]
    sealed = sum(seal.count for seal in standing)
    return LogVerification(log.name, found + slipped, sealed, log.waiting(closed).count())


def _key(version: int) -> bytes | None:
    try:
        return keyring().get(Purpose.AUDIT_SEAL, version).material
    except MissingKey:
        return None


def _is_ours(log: SealedLog, seal: Seal) -> bool:
    key = _key(seal.key_version)
    return key is not None and are_equal(log.link(seal).sign(key), seal.mac)


def _of_chain(log: SealedLog, seals: list[Seal], honest: list[Seal]) -> Iterator[LogFinding]:
    """Each seal is ours and follows the one before it."""
    ours = {seal.number for seal in honest}
    previous, number = NO_SIGNATURE, 0
    for seal in seals:
        if seal.number not in ours:
            yield LogFinding(log.name, "seal", f"Seal {seal.number} was changed, or made by somebody else.")
        elif seal.number != number + 1:
            yield LogFinding(log.name, "seal", f"Seals {number + 1} to {seal.number - 1} are gone.")
        elif not are_equal(seal.previous, previous):
            yield LogFinding(log.name, "seal", f"Seal {seal.number} does not follow the one before it.")
        previous, number = seal.mac, seal.number


def _of_anchor(log: SealedLog, seals: list[Seal]) -> Iterator[LogFinding]:
    """Each head that was anchored is in the chain. The one set last may still be on its way to the anchor."""
    codes = {seal.number: seal.mac for seal in seals}
    last, said = max(codes, default=0), anchors.lines(log.name)
    if not said and last > 1:
        yield LogFinding(log.name, "anchor", "The anchor is missing: nothing shows whether seals were cut off.")
    anchored = 0
    for number, line in enumerate(said, 1):
        found = anchors.read(line)
        key = _key(found[0].key_version) if found else None
        if found is None or key is None or not found[0].is_signed(found[1], key):
            yield LogFinding(log.name, "anchor", f"Line {number} of the anchor was changed, or is somebody else's.")
            continue
        head = found[0]
        anchored = max(anchored, head.number)
        if head.number <= last and codes.get(head.number) != head.mac:
            yield LogFinding(log.name, "seal", f"Seal {head.number} is not the one that was anchored: it was replaced.")
    if anchored > last:
        yield LogFinding(log.name, "seal", f"Seals {last + 1} to {anchored} were cut off the end of the chain.")
    if said and last > anchored + 1:
        yield LogFinding(log.name, "anchor", f"The anchor ends with seal {anchored}, the chain with {last}.")


def _of_rows(log: SealedLog, seals: list[Seal]) -> Iterator[LogFinding]:
    found = [finding for seal in seals for finding in _of_batch(log, seal)]
    if sum(seal.count for seal in seals) and not log.event._default_manager.exists():
        yield LogFinding(log.name, "emptied", f"Every row is gone: {sum(seal.count for seal in seals)} were sealed.")
        found = [finding for finding in found if finding.kind != "deleted"]
    yield from found


def _of_batch(log: SealedLog, seal: Seal) -> Iterator[LogFinding]:
    """The rows of one batch, each in its place."""
    link, key = log.link(seal), _key(seal.key_version)
    assert key is not None  # noqa: S101 - only honest seals come here, and those have their key
    members = list(log.member._default_manager.filter(number=seal.number).order_by("position"))
    rows = {
        row["id"]: row
        for row in log.event._default_manager.filter(pk__in=[each.event for each in members]).values(*link.columns)
    }
    gone = set(range(seal.count)) - {each.position for each in members}
    for position in sorted(gone):
        yield LogFinding(log.name, "deleted", f"Row {position} of seal {seal.number}, and its name with it.")
    for each in members:
        if each.position >= seal.count:
            yield LogFinding(log.name, "slipped in", f"Row {each.event} was added to seal {seal.number}.")
        elif each.event not in rows:
            yield LogFinding(log.name, "deleted", f"Row {each.event} of seal {seal.number}.")
    for row in rows.values():
        if abs(time_of_uuid7(row["id"]) - row["created_at"]) > MAX_SKEW:
            yield LogFinding(
                log.name, "dated", f"Row {row['id']} says that it is from {row['created_at']:%Y-%m-%d %H:%M}."
            )
    yield from _changed(
        link, key, [each for each in members if each.event in rows and each.position < seal.count], rows
    )
    if not gone and len(members) == seal.count and digest(each.mac for each in members) != seal.members:
        yield LogFinding(log.name, "seal", f"The members of seal {seal.number} are not those that were sealed.")


def _changed(link: Link, key: bytes, members: list[SealMember], rows: Rows) -> Iterator[LogFinding]:
    """Rows that do not match their codes; of those, rows that stand in each other's place."""

    def fits(member: SealMember, row: Mapping[str, Any]) -> bool:
        return are_equal(sign_row(key, link.log, link.number, member.position, row), member.mac)

    wrong = [each for each in members if not fits(each, rows[each.event])]
    for each in wrong:
        elsewhere = [
            other
            for other in wrong
            if other is not each
            and (fits(other, rows[each.event]) or fits(other, {**rows[each.event], "id": other.event}))
        ]
        kind, where = ("reordered", f", where {elsewhere[0].event} stood") if elsewhere else ("edited", "")
        yield LogFinding(link.log, kind, f"Row {each.event} of seal {link.number}{where}.")
