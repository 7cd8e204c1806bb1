"""The policy of a dataset, and the rules that a policy and a new version have to meet."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone

from analytics.access.audiences import AUDIENCES, schema_for
from analytics.datasets.document import Document, DocumentColumn, DocumentProblem, plain
from analytics.datasets.enums import Protection
from analytics.datasets.models import DEFAULT_RETENTION_DAYS, DatasetGrant, DatasetVersion
from analytics.datasets.plan import DatasetPlan
from analytics.datasets.registry import document_of, readers_of, versions_under

LINES_OF_BUSINESS = ("accounts", "restaurants", "analytics", "mlmodels", "site", "marketing", "product")
RESIDENCIES = ("eu", "at")
_NAME = re.compile(r"[a-z][a-z0-9_]{2,39}")
_ADDRESS = re.compile(r"[^@\s\x00-\x1f\x7f\ud800-\udfff]{1,64}@[^@\s\x00-\x1f\x7f\ud800-\udfff]{1,189}")
MAX_RETENTION_DAYS = 3 * 366


@dataclass(frozen=True)
class DatasetPolicy:
    """What the document's shape has no place for: its name, owner and audience."""

    name: str
    owner: str
    audience: tuple[str, ...]
    line_of_business: str = "analytics"
    residency: str = "eu"
    retention_days: int = DEFAULT_RETENTION_DAYS

    @property
    def schema(self) -> str:
        """The schema that its audience reads; empty where the roles are not of one group."""
        return schema_for(list(self.audience))


def policy_problems(policy: DatasetPolicy) -> Iterator[DocumentProblem]:
    """What is wrong with a policy by itself."""
    if not _NAME.fullmatch(policy.name) or plain(policy.name) != policy.name:
        yield DocumentProblem("name", "3 to 40 lower-case letters, digits and underscores; a letter first.")
    if not _ADDRESS.fullmatch(policy.owner):
        yield DocumentProblem("owner", "Name the colleague who answers for the dataset, by e-mail address.")
    if not policy.schema or len(set(policy.audience)) < len(policy.audience):
        groups = "; or ".join(", ".join(roles) for roles in AUDIENCES.values())
        yield DocumentProblem("audience", f"Roles of one group: {groups}.")
    if policy.line_of_business not in LINES_OF_BUSINESS:
        yield DocumentProblem("line_of_business", f"One of {', '.join(LINES_OF_BUSINESS)}.")
    if policy.residency not in RESIDENCIES:
        yield DocumentProblem("residency", f"One of {', '.join(RESIDENCIES)}.")
    if not 1 <= policy.retention_days <= MAX_RETENTION_DAYS:
        yield DocumentProblem("retention_days", f"From 1 to {MAX_RETENTION_DAYS} days.")


def version_problems(document: Document, policy: DatasetPolicy) -> Iterator[DocumentProblem]:
    """What keeps a document from being the next version: its number, its audience, columns that readers would lose."""
    versions = DatasetVersion.objects.filter(dataset=policy.name).order_by("-version")
    newest = versions.first()
    next_number = newest.version + 1 if newest else 1
    if document.version != next_number:
        yield DocumentProblem("$[0].version", f"The next version of {policy.name} is {next_number}.")
    current = versions.filter(withdrawn_at=None).first()
    if current is None:
        return
    if policy.schema != current.relation.partition(".")[0]:
        yield DocumentProblem(
            "audience", "These roles are of another group: register a dataset under another name for them."
        )
    if readers := sorted(readers_of(policy.name)):
        for column in _lost_columns(current, document):
            yield DocumentProblem(
                "$[0].columns",
                f"{column} would be dropped, or change its type or its bands, and {', '.join(readers)} read {current}. "
                "Keep it, or withdraw that version first.",
            )


def _lost_columns(current: DatasetVersion, document: Document) -> Iterator[str]:
    kept = {name: (column.kind, column.bands) for name, column in _leaves(document.columns)}
    for name, column in _leaves(document_of(current).columns):
        if column.protection is not Protection.DROP and kept.get(name) != (column.kind, column.bands):
            yield column.name


def _leaves(columns: Sequence[DocumentColumn], prefix: str = "") -> Iterator[tuple[str, DocumentColumn]]:
    """Every column that holds a value, by the names on the way to it."""
    for column in columns:
        name = f"{prefix}{column.plain_name}"
        if column.fields:
            yield from _leaves(column.fields, f"{name}.")
        else:
            yield name, column


def derivation_problems(policy: DatasetPolicy, plan: DatasetPlan) -> Iterator[DocumentProblem]:
    """What keeps a dataset from being made of others: they ended, or its audience may not read them."""
    for version in versions_under(plan):
        if version.ends_at <= timezone.now():
            yield DocumentProblem("$[0].columns", f"{version} has ended: nobody may read it any more.")
        readers = set(DatasetGrant.objects.filter(relation=version.relation).values_list("login", flat=True))
        if more := sorted(set(policy.audience) - readers):
            yield DocumentProblem("audience", f"{', '.join(more)} may not read {version}, and so nothing made of it.")
