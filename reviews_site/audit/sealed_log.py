"""A sealed log: its events, its seals and its members, whichever store they lie in."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from reviews_site.audit.chain import Link
from reviews_site.audit.models import AuditSeal, AuditSealMember, Event, Seal, SealMember


@dataclass(frozen=True)
class SealedLog:
    """Where a log lies. `keep_days`: the setting that says how long its rows stay; `expire_function`: the
    database's function that lets go of them."""

    name: str
    store: str
    event: Any
    seal: type[Seal]
    member: type[SealMember]
    keep_days: str
    expire_function: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Of an event, in the order of the table."""
        return tuple(str(field.column) for field in self.event._meta.local_concrete_fields)

    def head(self) -> Seal | None:
        """The last seal."""
        return self.seal._default_manager.order_by("-number").first()

    def unsealed(self) -> "QuerySet[Any]":
        """Events that no batch holds."""
        sealed = self.member._default_manager.filter(event=OuterRef("pk"))
        found: QuerySet[Any] = self.event._default_manager.filter(~Exists(sealed))
        return found

    def waiting(self, since: datetime | None) -> "QuerySet[Any]":
        """Events to be sealed next: committed, and not from before what is closed already."""
        events = self.unsealed().order_by("id")
        return events if since is None else events.filter(id__gte=first_id(since), created_at__gte=since)

    def inserted_late(self, since: datetime | None) -> "QuerySet[Any]":
        """Events that claim to be from a time that is closed, and were not there when it was."""
        events = self.unsealed().order_by("id")
        return events.none() if since is None else events.filter(Q(id__lt=first_id(since)) | Q(created_at__lt=since))

    def link(self, seal: Seal) -> Link:
        """A stored seal, as its code is computed over it."""
        said = {name: getattr(seal, name) for name in Link.__dataclass_fields__ if name != "log"}
        return Link(log=self.name, **said | {"columns": tuple(seal.columns)})


def first_id(moment: datetime) -> uuid.UUID:
    """The smallest UUIDv7 that could be made at a moment."""
    return uuid.UUID(int=int(moment.timestamp() * 1000) << 80)


AUDIT_LOG = SealedLog(
    "audit", "default", Event, AuditSeal, AuditSealMember, "AUDIT_RETENTION_DAYS", "public.audit_expire"
)
