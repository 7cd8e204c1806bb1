"""Writes a version's rows anew from what the store holds today. Document, table, grants and tokens stay.

Whoever was erased, or refuses data sets, is gone afterwards, and so is their token. Where people can be told apart more
easily than was accepted, the old rows stay as they were: somebody withdraws the version, or registers a coarser one.
"""

from django.utils import timezone

from analytics.datasets import k_anonymity, tables
from analytics.datasets.document import DocumentProblem, InvalidDataset, parse, serialize
from analytics.datasets.k_anonymity import MIN_GROUP
from analytics.datasets.models import DatasetVersion
from analytics.datasets.plan import make_plan
from analytics.datasets.registry import REGISTRY_LOCK, columns_of_dataset
from analytics.datasets.tables import Connection


def refresh(connection: Connection, name: str, number: int) -> DatasetVersion:
    """Write the rows of a version anew.

    Args:
        connection: the owner's, in a transaction.

    Raises:
        Refused: there is no such version, its sources changed, or its smallest group fell below what was accepted.
    """
    connection.execute("SELECT pg_catalog.pg_advisory_xact_lock(%s)", [REGISTRY_LOCK])
    version = DatasetVersion.objects.filter(dataset=name, version=number, withdrawn_at=None).first()
    if version is None:
        raise InvalidDataset([DocumentProblem("$", f"There is no version {number} of {name} to refresh.")])
    at = int(version.registered_at.timestamp())
    document = parse(serialize(version.document, registered_at=at, registered_by=version.registered_by))
    made_of, problems = make_plan(document, columns_of_dataset)
    if problems:
        raise InvalidDataset(problems)
    measured = k_anonymity.measure(connection, name, made_of)
    # A dataset of nobody has no groups, and nobody in it to be told apart.
    if measured and 0 < measured.smallest < _accepted(version):
        raise InvalidDataset(
            [DocumentProblem("$[0].columns", f"{measured} {_accepted(version)} were accepted; the old rows stay.")]
        )
    schema = version.relation.partition(".")[0]
    written = tables.refill(connection, name, schema, document, made_of)
    tables.delete_tokens(connection, name)
    version.rows, version.subjects, version.refreshed_at = written.rows, written.subjects, timezone.now()
    version.save(update_fields=["rows", "subjects", "refreshed_at"])
    return version


def _accepted(version: DatasetVersion) -> int:
    """How many people a group must have. What was measured of nobody was accepted for nobody."""
    return min(version.smallest_group or MIN_GROUP, MIN_GROUP)
