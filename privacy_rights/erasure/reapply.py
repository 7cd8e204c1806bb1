"""Erases again, after a restore, whoever the ledger says was erased since: in each store that came from a backup.

Every store says by itself which erasures it has carried out, by the numbers of their requests; the ledger, which is in
no backup, says which there were. What is missing in a store is looked for there by keyed hashes, one id after the
other. It takes the owners' logins, as a restore does, and runs before anything serves.
"""

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction
from django.utils import timezone

from accounts.models import User
from accounts.vault.models import DigestErasure, IdentityDigest
from analytics.access.driver import psycopg_connection
from analytics.ingest.enums import PrivacyRequestKind
from analytics.ingest.erased_people import digest_of
from analytics.ingest.models import ErasedPerson, PrivacyRequest
from privacy_rights.analytical import datasets, erasure, functions
from privacy_rights.enums import ErasureState, StoreState
from privacy_rights.erasure import deletion, ledger, progress
from privacy_rights.erasure.progress import has_reached
from privacy_rights.models.erasure import STORES, ErasureRequest
from restaurants.actions import ratings
from reviews_site.audit.log import record
from reviews_site.outbox.models import Event
from reviews_site.privacy import IdentifierKind

# Deleting as the login that may: answers to texts, for one, let nobody else.
_BECOME = ("GRANT privacy TO CURRENT_USER WITH INHERIT FALSE, SET TRUE", "SET LOCAL ROLE privacy")
_BE_ONESELF = ("RESET ROLE", "REVOKE privacy FROM CURRENT_USER")
# By which of the ledger's names each store is searched.
NAMED_IN = {"default": IdentifierKind.ACCOUNT, "vault": IdentifierKind.HOLDER, "analytical": IdentifierKind.REVIEWER}

Codes = dict[str, uuid.UUID]


@dataclass(frozen=True)
class ReapplyResult:
    """How many erasures a store had not carried out, and of how many of them it held anything."""

    missing: int
    found: int


def find_missing() -> dict[str, set[uuid.UUID]]:
    """The erasures of the ledger that each store has not carried out. Takes no key, and reads numbers only.

    Raises:
        LedgerCorrupt: the transactional store has carried out erasures that the ledger does not know.
    """
    carried_out = _carried_out()
    written = ledger.requests()
    if unknown := carried_out["default"] - written[IdentifierKind.ACCOUNT]:
        raise ledger.LedgerCorrupt(
            f"{len(unknown)} erasures are not in {ledger.path()}: it was cut, or is an older copy. Take the newest one."
        )
    return {store: written[name] - carried_out[store] for store, name in NAMED_IN.items()}


def reapply() -> dict[str, ReapplyResult]:
    """Erase again in each store whoever it should be without.

    Raises:
        LedgerCorrupt: a line is not what was written, or lines are missing.
    """
    missing = find_missing()
    lines = ledger.read()
    codes = {name: _codes(lines, name) for name in NAMED_IN.values()}
    return {
        "default": _in_transactional(codes, lines, missing["default"]),
        "vault": _in_vault(codes[IdentifierKind.HOLDER], lines, missing["vault"]),
        "analytical": _in_analytical(codes[IdentifierKind.REVIEWER], lines, missing["analytical"]),
    }


def _carried_out() -> dict[str, set[uuid.UUID]]:
    done = ErasureRequest.objects.filter(has_reached("default"))
    return {
        "default": set(done.values_list("pk", flat=True)),
        "vault": set(DigestErasure.objects.values_list("pk", flat=True)),
        "analytical": set(PrivacyRequest.objects.filter(kind=PrivacyRequestKind.ERASURE).values_list("pk", flat=True)),
    }


def _codes(lines: list[ledger.LedgerEntry], name: IdentifierKind) -> Codes:
    return {line.code: uuid.UUID(line.request) for line in lines if line.name == name}


def _sought(name: IdentifierKind, value: bytes, codes: Codes, lines: list[ledger.LedgerEntry]) -> uuid.UUID | None:
    """The erasure that the ledger has of an id, if it has one."""
    for version in {line.key_version for line in lines}:
        if found := codes.get(ledger.entry_code(name, value, version=version)):
            return found
    return None


@transaction.atomic
def _in_transactional(
    codes: dict[IdentifierKind, Codes], lines: list[ledger.LedgerEntry], missing: set[uuid.UUID]
) -> ReapplyResult:
    if not missing:
        return ReapplyResult(0, 0)
    names: dict[uuid.UUID, dict[IdentifierKind, Any]] = {}
    for account, address in User.objects.values_list("pk", "email").iterator():
        if request := _sought(IdentifierKind.ACCOUNT, account.bytes, codes[IdentifierKind.ACCOUNT], lines):
            names.setdefault(request, {}).update({IdentifierKind.ACCOUNT: account, IdentifierKind.ADDRESS: address})
    for person in Event.objects.exclude(person=None).order_by().values_list("person", flat=True).distinct():
        if (number := _as_uuid(person)) and (
            request := _sought(IdentifierKind.REVIEWER, number.bytes, codes[IdentifierKind.REVIEWER], lines)
        ):
            names.setdefault(request, {})[IdentifierKind.REVIEWER] = person
    for request in sorted(missing | set(names)):
        _delete(request, names.get(request, {}))
    return ReapplyResult(len(missing), len(names))


def _delete(request_id: uuid.UUID, names: dict[IdentifierKind, Any]) -> None:
    account = names.get(IdentifierKind.ACCOUNT)
    # Until it is over the request names the account: row security shows the login `privacy` no other.
    begun = {"state": ErasureState.ERASING, "user_id": account, "email": names.get(IdentifierKind.ADDRESS, "")}
    request, _ = ErasureRequest.objects.update_or_create(pk=request_id, defaults=begun)
    with _as_privacy():
        if account:
            ratings.subtract_ratings(account)
        counts = deletion.delete(names)
    request.counts = {table: request.counts.get(table, 0) + count for table, count in counts.items()} or request.counts
    request.user_id = request.person = request.holders = None
    request.email, request.state = "", ErasureState.DONE
    request.done_at = request.done_at or timezone.now()
    request.save()
    for store in STORES:
        progress.advance(request_id, store, StoreState.ERASED)
    record("erasure.reapplied", actor_id=None, object_id=request_id)


@contextmanager
def _as_privacy() -> Iterator[None]:
    with connections["default"].cursor() as cursor:
        for statement in _BECOME:
            cursor.execute(statement)
        yield
        for statement in _BE_ONESELF:
            cursor.execute(statement)


@transaction.atomic(using="vault")
def _in_vault(codes: Codes, lines: list[ledger.LedgerEntry], missing: set[uuid.UUID]) -> ReapplyResult:
    if not missing:
        return ReapplyResult(0, 0)
    holders: dict[uuid.UUID, list[uuid.UUID]] = {}
    for holder in IdentityDigest.objects.order_by().values_list("holder", flat=True).distinct():
        if request := _sought(IdentifierKind.HOLDER, hashlib.sha256(holder.bytes).digest(), codes, lines):
            holders.setdefault(request, []).append(holder)
    with connections["vault"].cursor() as cursor:
        for request, found in holders.items():
            cursor.execute("SELECT public.vault_erase(%s, %s)", [found, request])
    for request in missing - set(holders):
        DigestErasure(pk=request, digests=0).save(force_insert=True)
    return ReapplyResult(len(missing), len(holders))


def _in_analytical(codes: Codes, lines: list[ledger.LedgerEntry], missing: set[uuid.UUID]) -> ReapplyResult:
    if not missing:
        return ReapplyResult(0, 0)
    sought = (
        (_sought(IdentifierKind.REVIEWER, person.bytes, codes, lines), person) for person in _people_in_analytics()
    )
    people = {request: person for request, person in sought if request}
    asked_at = {uuid.UUID(line.request): line.written_at for line in lines}
    now = timezone.now()
    with transaction.atomic(using="analytical"):
        for request in missing | set(people):
            person = people.get(request)
            said = {
                "kind": PrivacyRequestKind.ERASURE,
                "asked_at": asked_at[request],
                "received_at": now,
                "person": person,
            }
            over = {"done_at": None, "facts_at": None, "datasets_at": None} if person else {"done_at": now}
            PrivacyRequest.objects.update_or_create(pk=request, defaults={**said, **over})
            if person:
                ErasedPerson.objects.get_or_create(digest=digest_of(person), defaults={"erased_at": now})
    erasure.run_due()
    for _ in datasets.erase_due(psycopg_connection("analytical")):
        pass
    erasure.run_due()
    return ReapplyResult(len(missing), len(people))


def _people_in_analytics() -> set[uuid.UUID]:
    found: set[uuid.UUID] = set()
    for model, subject in functions.tables():
        if subject.kind is IdentifierKind.REVIEWER and not subject.within:
            found.update(model._base_manager.order_by().values_list(subject.path, flat=True).distinct())
    return found


def _as_uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None  # planted: it is nobody's
