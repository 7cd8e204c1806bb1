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

from accounts.enums import ErasureState
from accounts.erasure import deleting, ledger
from accounts.models import ErasureRequest, User
from accounts.vault.models import Forgetting, IdentityProof
from analytics.access.driver import psycopg_connection
from analytics.datasets import forgetting
from analytics.ingest import age_bands, erasing
from analytics.ingest.enums import SubjectKind
from analytics.ingest.erased import digest_of
from analytics.ingest.models import ErasedPerson, SubjectRequest
from restaurants.tasks import UPSTAIRS
from reviews_site.audit.log import record
from reviews_site.outbox.models import Event
from reviews_site.privacy import Name

# Deleting as the login that may: answers to texts, for one, let nobody else.
_BECOME = ("GRANT rights TO CURRENT_USER WITH INHERIT FALSE, SET TRUE", "SET LOCAL ROLE rights")
_BE_ONESELF = ("RESET ROLE", "REVOKE rights FROM CURRENT_USER")
# By which of the ledger's names each store is searched.
NAMED_IN = {"default": Name.ACCOUNT, "vault": Name.HOLDER, "analytical": Name.REVIEWER}

Codes = dict[str, uuid.UUID]


@dataclass(frozen=True)
class Again:
    """How many erasures a store had not carried out, and of how many of them it held anything."""

    missing: int
    found: int


def behind() -> dict[str, set[uuid.UUID]]:
    """The erasures of the ledger that each store has not carried out. Takes no key, and reads numbers only.

    Raises:
        LedgerBroken: the transactional store has carried out erasures that the ledger does not know.
    """
    carried_out = _carried_out()
    written = ledger.requests()
    if unknown := carried_out["default"] - written[Name.ACCOUNT]:
        raise ledger.LedgerBroken(
            f"{len(unknown)} erasures are not in {ledger.path()}: it was cut, or is an older copy. Take the newest one."
        )
    return {store: written[name] - carried_out[store] for store, name in NAMED_IN.items()}


def reapply() -> dict[str, Again]:
    """Erase again in each store whoever it should be without.

    Raises:
        LedgerBroken: a line is not what was written, or lines are missing.
    """
    missing = behind()
    lines = ledger.read()
    codes = {name: _codes(lines, name) for name in NAMED_IN.values()}
    return {
        "default": _in_transactional(codes, lines, missing["default"]),
        "vault": _in_vault(codes[Name.HOLDER], lines, missing["vault"]),
        "analytical": _in_analytical(codes[Name.REVIEWER], lines, missing["analytical"]),
    }


def _carried_out() -> dict[str, set[uuid.UUID]]:
    done = ErasureRequest.objects.exclude(deleted_at=None)
    return {
        "default": set(done.values_list("pk", flat=True)),
        "vault": set(Forgetting.objects.values_list("pk", flat=True)),
        "analytical": set(SubjectRequest.objects.filter(kind=SubjectKind.ERASURE).values_list("pk", flat=True)),
    }


def _codes(lines: list[ledger.Line], name: Name) -> Codes:
    return {line.code: uuid.UUID(line.request) for line in lines if line.name == name}


def _sought(name: Name, value: bytes, codes: Codes, lines: list[ledger.Line]) -> uuid.UUID | None:
    """The erasure that the ledger has of an id, if it has one."""
    for version in {line.key_version for line in lines}:
        if found := codes.get(ledger.code_of(name, value, version=version)):
            return found
    return None


@transaction.atomic
def _in_transactional(codes: dict[Name, Codes], lines: list[ledger.Line], missing: set[uuid.UUID]) -> Again:
    if not missing:
        return Again(0, 0)
    names: dict[uuid.UUID, dict[Name, Any]] = {}
    for account, address in User.objects.values_list("pk", "email").iterator():
        if request := _sought(Name.ACCOUNT, account.bytes, codes[Name.ACCOUNT], lines):
            names.setdefault(request, {}).update({Name.ACCOUNT: account, Name.ADDRESS: address})
    for person in Event.objects.exclude(person=None).order_by().values_list("person", flat=True).distinct():
        if (number := _as_uuid(person)) and (
            request := _sought(Name.REVIEWER, number.bytes, codes[Name.REVIEWER], lines)
        ):
            names.setdefault(request, {})[Name.REVIEWER] = person
    for request in sorted(missing | set(names)):
        _delete_again(request, names.get(request, {}))
    return Again(len(missing), len(names))


def _delete_again(request_id: uuid.UUID, names: dict[Name, Any]) -> None:
    account = names.get(Name.ACCOUNT)
    # Until it is over the request names the account: row security shows the login `rights` no other.
    begun = {"state": ErasureState.ERASING, "user_id": account, "address": names.get(Name.ADDRESS, "")}
    request, _ = ErasureRequest.objects.update_or_create(pk=request_id, defaults=begun)
    with _as_rights():
        if account:
            UPSTAIRS.before_deleting(account)
        counts = deleting.delete(names)
    now = timezone.now()
    request.counts = {table: request.counts.get(table, 0) + count for table, count in counts.items()} or request.counts
    request.user_id = request.person = request.holders = None
    request.address, request.state = "", ErasureState.DONE
    for step in ("deleted_at", "forgotten_at", "analytics_at", "done_at"):
        setattr(request, step, getattr(request, step) or now)
    request.save()
    record("erasure.reapplied", by=None, about=request_id)


@contextmanager
def _as_rights() -> Iterator[None]:
    with connections["default"].cursor() as cursor:
        for statement in _BECOME:
            cursor.execute(statement)
        yield
        for statement in _BE_ONESELF:
            cursor.execute(statement)


@transaction.atomic(using="vault")
def _in_vault(codes: Codes, lines: list[ledger.Line], missing: set[uuid.UUID]) -> Again:
    if not missing:
        return Again(0, 0)
    holders: dict[uuid.UUID, list[uuid.UUID]] = {}
    for holder in IdentityProof.objects.order_by().values_list("holder", flat=True).distinct():
        if request := _sought(Name.HOLDER, hashlib.sha256(holder.bytes).digest(), codes, lines):
            holders.setdefault(request, []).append(holder)
    with connections["vault"].cursor() as cursor:
        for request, found in holders.items():
            cursor.execute("SELECT public.vault_forget(%s, %s)", [found, request])
    for request in missing - set(holders):
        Forgetting(pk=request, proofs=0).save(force_insert=True)
    return Again(len(missing), len(holders))


def _in_analytical(codes: Codes, lines: list[ledger.Line], missing: set[uuid.UUID]) -> Again:
    if not missing:
        return Again(0, 0)
    sought = ((_sought(Name.REVIEWER, person.bytes, codes, lines), person) for person in _people_in_analytics())
    people = {request: person for request, person in sought if request}
    asked_at = {uuid.UUID(line.request): line.at for line in lines}
    now = timezone.now()
    with transaction.atomic(using="analytical"):
        for request in missing | set(people):
            person = people.get(request)
            said = {"kind": SubjectKind.ERASURE, "asked_at": asked_at[request], "received_at": now, "person": person}
            over = {"done_at": None, "facts_at": None, "datasets_at": None} if person else {"done_at": now}
            SubjectRequest.objects.update_or_create(pk=request, defaults={**said, **over})
            if person:
                ErasedPerson.objects.get_or_create(digest=digest_of(person), defaults={"erased_at": now})
    erasing.carry_out()
    for _ in forgetting.forget_due(psycopg_connection("analytical")):
        pass
    age_bands.publish_left()
    erasing.carry_out()
    return Again(len(missing), len(people))


def _people_in_analytics() -> set[uuid.UUID]:
    found: set[uuid.UUID] = set()
    for model, subject in erasing.tables():
        if subject.named is Name.REVIEWER and not subject.within:
            found.update(model._base_manager.order_by().values_list(subject.path, flat=True).distinct())
    return found


def _as_uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None  # planted: it is nobody's
