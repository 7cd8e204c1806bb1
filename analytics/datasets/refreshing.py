"""Writes a version's rows anew from what the store holds today. Document, table, grants and tokens stay.

Whoever was erased, or refuses data sets, is gone afterwards, and so is their token. Where people can be told apart more
easily than was accepted, the old rows stay as they were at a refresh, until somebody withdraws the version or registers
a coarser one. At a refusal they don't: the version is empty until then.
"""

from django.utils import timezone

from analytics.datasets import anonymity, building
from analytics.datasets.anonymity import FEWEST
from analytics.datasets.building import Connection, Refilled
from analytics.datasets.composing import Composition, compose
from analytics.datasets.document import Document, Problem, Refused, read, write
from analytics.datasets.models import DatasetVersion
from analytics.datasets.registry import LOCK, columns_of_dataset


def refresh(connection: Connection, name: str, number: int) -> DatasetVersion:
    """Write the rows of a version anew.

    Args:
        connection: the owner's, in a transaction.

    Raises:
        Refused: there is no such version, its sources changed, or its smallest group fell below what was accepted.
    """
    connection.execute("SELECT pg_catalog.pg_advisory_xact_lock(%s)", [LOCK])
    version = DatasetVersion.objects.filter(dataset=name, version=number, withdrawn_at=None).first()
    if version is None:
        raise Refused([Problem("$", f"There is no version {number} of {name} to refresh.")])
    document, made_of = _composed(connection, version, "the old rows stay.")
    schema = version.relation.partition(".")[0]
    return _written(connection, version, building.refill(connection, name, schema, document, made_of))


def take_out_refused(connection: Connection, version: DatasetVersion) -> Refused | None:
    """Write the rows of a version anew for somebody who does not wait: old rows never stay, so that nobody's do.

    Returns why it is empty, where it is: by today's rows it could not be registered as it was.
    """
    schema, _, table = version.relation.partition(".")
    try:
        document, made_of = _composed(connection, version, "it is emptied until it is registered coarser.")
    except Refused as refused:
        building.empty(connection, schema, table)
        _written(connection, version, Refilled(0, 0 if version.subjects is not None else None))
        return refused
    _written(connection, version, building.refill(connection, version.dataset, schema, document, made_of))
    return None


def _composed(connection: Connection, version: DatasetVersion, otherwise: str) -> tuple[Document, Composition]:
    """What a version is made of today, if people in it can't be told apart more easily than was accepted."""
    at = int(version.registered_at.timestamp())
    document = read(write(version.document, registered_at=at, registered_by=version.registered_by))
    made_of, problems = compose(document, columns_of_dataset)
    if problems:
        raise Refused(problems)
    measured = anonymity.measure(connection, version.dataset, made_of)
    # A dataset of nobody has no groups, and nobody in it to be told apart.
    if measured and 0 < measured.smallest < _accepted(version):
        raise Refused([Problem("$[0].columns", f"{measured} {_accepted(version)} were accepted; {otherwise}")])
    return document, made_of


def _written(connection: Connection, version: DatasetVersion, written: Refilled) -> DatasetVersion:
    building.forget_tokens(connection, version.dataset)
    version.rows, version.subjects, version.refreshed_at = written.rows, written.subjects, timezone.now()
    version.save(update_fields=["rows", "subjects", "refreshed_at"])
    return version


def _accepted(version: DatasetVersion) -> int:
    """How many people a group must have. What was measured of nobody was accepted for nobody."""
    return min(version.smallest_group or FEWEST, FEWEST)
