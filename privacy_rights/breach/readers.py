"""Who is asked about: a login, a company role, a process, or a person by id or address."""

import uuid
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import CustomerLookup, User
from analytics.access.models import AccessEvent
from privacy_rights.data_usage.labels import OWNER, PROCESS
from reviews_site.audit.models import Event
from reviews_site.processes import COMPANY_LOGINS, PROCESSES

SUPPORT, CONSOLE = "customer_support", "console"


class UnknownReader(Exception):
    """Nobody of that name has read, done or been anything here."""


@dataclass(frozen=True)
class BreachReader:
    """Whoever is asked about. `name` as it was asked; `person` where it is an account."""

    name: str
    person: uuid.UUID | None = None

    @property
    def looked_up(self) -> Q | None:
        """Which lookups of customers were theirs; None where they can't have made any."""
        if self.person is not None:
            return Q(reader_id=self.person)
        return Q() if self.name in (SUPPORT, CONSOLE) else None

    @property
    def acted(self) -> Q | None:
        """Which acts in the audit log were theirs; None where the log does not name such readers."""
        if self.person is not None:
            return Q(actor_id=self.person)
        return Q(login=PROCESSES[self.name].logins.get("default", "")) if self.name in PROCESSES else None

    @property
    def logged_as(self) -> str:
        """The reader as the access log has it: a process by its login."""
        return PROCESSES[self.name].logins.get("analytical", self.name) if self.name in PROCESSES else self.name


def find_reader(asked: str) -> BreachReader:
    """The reader that somebody means.

    Raises:
        UnknownReader: no account, role, process or login of that name, and no line of a log either.
    """
    if "@" in asked:
        found = User.objects.filter(email=asked.strip().lower()).values_list("pk", flat=True).first()
        if found is None:
            raise UnknownReader(f"Nobody has the address {asked}.")
        return BreachReader(str(found), found)
    person = _id(asked)
    if person is not None and _is_known(person):
        return BreachReader(str(person), person)
    if person is None and (asked in {*PROCESSES, *COMPANY_LOGINS, OWNER, PROCESS} or _has_read(asked)):
        return BreachReader(asked)
    raise UnknownReader(
        f"{asked!r} is no reader. Name an account by id or address, a process or its login, or a role: "
        f"{', '.join((*COMPANY_LOGINS, OWNER))}."
    )


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _is_known(person: uuid.UUID) -> bool:
    """Somebody with an account, or who had one: the logs outlast accounts."""
    if User.objects.filter(pk=person).exists() or _has_read(str(person)):
        return True
    return CustomerLookup.objects.filter(reader_id=person).exists() or Event.objects.filter(actor_id=person).exists()


def _has_read(name: str) -> bool:
    return AccessEvent.objects.filter(Q(reader_id=name) | Q(role=name) | Q(login=name)).exists()
