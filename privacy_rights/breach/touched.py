"""What the logs know of one reader in a time: relations and columns, people, lookups of customers, acts."""

import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connections
from django.db.models import Q

from accounts.models import CustomerLookup, User
from analytics.access.audiences import AUDIENCES
from analytics.access.models import AccessEvent
from analytics.datasets import document
from analytics.datasets.models import DatasetVersion
from analytics.datasets.sources import class_of
from privacy_rights.breach.readers import BreachReader
from reviews_site.audit.models import Event
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.privacy import Privacy, Unclassified
from reviews_site.processes import Purpose

STORE = "analytical"
AT_ONCE = 20_000
_PEOPLE = "SELECT * FROM governance.people_touched(%s, %s, %s)"
# What a lookup of a customer shows, in the transactional store.
LOOKUP = "customer record (masked)"
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Period:
    """From a moment on, until another and without it."""

    since: datetime
    until: datetime

    @property
    def at(self) -> Q:
        """The rows whose `at` lies in it."""
        return Q(created_at__gte=self.since, created_at__lt=self.until)


@dataclass(frozen=True)
class RelationRead:
    """What was read of one relation. `columns`: with their classes. `is_by_row`: whether each read says whose rows."""

    relation: str
    reads: int
    rows: int
    columns: dict[str, str]
    first_at: datetime
    last_at: datetime
    is_by_row: bool


@dataclass(frozen=True)
class TouchedRows:
    """What was read of one person. `is_sure` false: of a relation as a whole, in which they had a row."""

    store: str
    relation: str
    is_sure: bool
    reads: int
    rows: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class TouchedPerson:
    """A person whose data was read. Without account: they have none any more, and only the pseudonym is known."""

    pseudonym: uuid.UUID | None
    account: uuid.UUID | None
    address: str
    touches: list[TouchedRows]

    @property
    def is_sure(self) -> bool:
        """Whether at least one read was of their rows for sure."""
        return any(touch.is_sure for touch in self.touches)


def relations_read(reader: BreachReader, period: Period) -> list[RelationRead]:
    """Every relation of the analytical store that the reader saw rows of, by name."""
    theirs = Q(reader_id=reader.logged_as) | Q(role=reader.logged_as) | Q(login=reader.logged_as)
    found: dict[str, list[AccessEvent]] = {}
    for event in AccessEvent.objects.filter(theirs, period.at, rows__gt=0).defer("row_fingerprints").iterator(AT_ONCE):
        found.setdefault(event.relation, []).append(event)
    unnamed = set(
        AccessEvent.objects.filter(
            theirs, period.at, rows__gt=0, row_fingerprints=None, restaurant_id=None
        ).values_list("relation", flat=True)
    )
    return [
        RelationRead(
            relation,
            len(events),
            sum(event.rows for event in events),
            _classes(relation, sorted({column for event in events for column in event.columns})),
            min(event.created_at for event in events),
            max(event.created_at for event in events),
            relation not in unnamed,
        )
        for relation, events in sorted(found.items())
    ]


def people_touched(reader: BreachReader, period: Period, say: Progress) -> Iterator[TouchedPerson]:
    """Everybody whose rows were read in any store, as accounts; last those who have none any more."""
    say("Asking the access log whose rows they were.")
    touches: dict[uuid.UUID, list[TouchedRows]] = {}
    for person, touch in _touches(reader, period):
        touches.setdefault(person, []).append(touch)
    say(f"{len(touches):,} pseudonyms. Looking for their accounts.")
    looked_up = _lookups(reader, period)
    accounts = User.objects.order_by("pk").values_list("pk", "email")
    for number, (account, address) in enumerate(accounts.iterator(AT_ONCE), 1):
        known_as = pseudonym(Purpose.PSEUDONYM_REVIEWER, account)
        found = [*touches.pop(known_as, []), *looked_up.pop(account, [])]
        if found:
            yield TouchedPerson(known_as, account, address, found)
        if number % 100_000 == 0:
            say(f"{number:,} accounts looked at.")
    for person, found in touches.items():
        yield TouchedPerson(person, None, "", found)
    for account, found in looked_up.items():
        yield TouchedPerson(None, account, "", found)


def actions_of(reader: BreachReader, period: Period) -> Counter[str]:
    """What the audit log has of the reader, counted by action."""
    if reader.acted is None:
        return Counter()
    return Counter(Event.objects.filter(reader.acted, period.at).values_list("action", flat=True).iterator(AT_ONCE))


def _touches(reader: BreachReader, period: Period) -> Iterator[tuple[uuid.UUID, TouchedRows]]:
    with connections[STORE].cursor() as cursor:
        cursor.execute(_PEOPLE, [reader.logged_as, period.since, period.until])
        while rows := cursor.fetchmany(AT_ONCE):
            for person, relation, is_sure, reads, own, first_at, last_at in rows:
                yield person, TouchedRows(STORE, relation, is_sure, reads, own, first_at, last_at)


def _lookups(reader: BreachReader, period: Period) -> dict[uuid.UUID, list[TouchedRows]]:
    """Records of customers that the reader opened, by account."""
    if reader.looked_up is None:
        return {}
    times: dict[uuid.UUID, list[datetime]] = {}
    made = CustomerLookup.objects.filter(reader.looked_up, period.at)
    for about, at in made.values_list("customer_id", "created_at").iterator(AT_ONCE):
        if about is not None:
            times.setdefault(about, []).append(at)
    return {
        about: [TouchedRows("transactional", LOOKUP, True, len(found), 1, min(found), max(found))]
        for about, found in times.items()
    }


def _classes(relation: str, columns: list[str]) -> dict[str, str]:
    """The class of each column: of a model's as declared, of a dataset's as its document says."""
    said = _of_dataset(relation)
    return {column: said.get(column) or _declared(relation, column) for column in columns}


def _declared(relation: str, column: str) -> str:
    """The class that a model declares. The log outlasts tables and columns, and names objects too."""
    try:
        return class_of(relation, column).value
    except (StopIteration, KeyError, Unclassified):
        return "not known any more"


def _of_dataset(relation: str) -> dict[str, str]:
    """The classes of the columns of a registered dataset, of any version; nothing where it is none."""
    schema, _, name = relation.partition(".")
    if schema not in AUDIENCES:
        return {}
    versions = DatasetVersion.objects.filter(Q(relation=relation) | Q(dataset=name)).order_by("version")
    documents = versions.values_list("document", flat=True)
    # The log says which columns were read, and not always of which version: of two classes the higher one counts.
    found: dict[str, Privacy] = {}
    for said in documents:
        for each in document.parse(json.dumps([said])).columns:
            classes = [found.get(each.plain_name, Privacy.PUBLIC), *(leaf.sensitivity for leaf in each.leaves)]
            found[each.plain_name] = max(classes, key=lambda privacy: privacy.rank)
    return {name: privacy.value for name, privacy in found.items()}
