"""Measures on the data what a dataset would reveal about people, and reads whether somebody accepted that much.

It is measured for every dataset about people, whoever accepted whatever.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from analytics.datasets import k_anonymity, lineage
from analytics.datasets.bands import labels_in
from analytics.datasets.dataset_policy import DatasetPolicy
from analytics.datasets.decisions import Acceptance
from analytics.datasets.document import DocumentProblem
from analytics.datasets.k_anonymity import GroupSizes
from analytics.datasets.models import Dataset, DatasetVersion
from analytics.datasets.plan import DatasetPlan
from analytics.datasets.registry import versions_under
from analytics.datasets.tables import Connection
from reviews_site.policy.datasets import MIN_ACCEPTED_GROUP, accepts_enough

MAX_ACCEPTANCE = timedelta(days=366)
# Columns on people that one audience may see, over all of its datasets, before somebody has to accept it.
MAX_COLUMNS_ON_PEOPLE = 3


@dataclass(frozen=True)
class Disclosure:
    """What was measured. `people_columns`: columns on people that the audience would read, with its other datasets."""

    is_about_people: bool
    sizes: GroupSizes | None
    people_columns: tuple[str, ...]
    # Of the datasets that it is made of: nobody accepts smaller groups of them.
    least_accepted: int = MIN_ACCEPTED_GROUP

    @property
    def smallest_group(self) -> int | None:
        """People in the smallest group; None where there are no groups, or nobody in them."""
        return self.sizes.smallest or None if self.sizes else None

    def needed(self) -> Acceptance:
        """The least that somebody would have to accept."""
        group = max(self.smallest_group or 0, self.least_accepted)
        return Acceptance("", group, frozenset(self.people_columns), timezone.now() + MAX_ACCEPTANCE)

    def questions(self) -> list[str]:
        """What somebody has to accept, in sentences. None where it is about nobody."""
        return [problem.says for problem in self.problems(None)]

    def problems(self, acceptance: Acceptance | None) -> Iterator[DocumentProblem]:
        """What keeps it from being registered with this acceptance, or with none."""
        if not self.is_about_people:
            return
        smallest = self.smallest_group
        if acceptance is None:
            yield DocumentProblem("acceptance", "Each row is about one person: somebody has to accept that.")
            if self.sizes and smallest and not self.sizes.is_enough:
                yield DocumentProblem("$[0].columns", str(self.sizes))
            if len(self.people_columns) > MAX_COLUMNS_ON_PEOPLE:
                yield DocumentProblem(
                    "audience",
                    f"With other datasets it would read {', '.join(self.people_columns)} of people: "
                    "somebody has to accept that.",
                )
            return
        if smallest and not accepts_enough(smallest).allowed:
            yield DocumentProblem("$[0].columns", f"{self.sizes} {accepts_enough(smallest).reason}")
        elif smallest and smallest < acceptance.smallest_group:
            yield DocumentProblem("$[0].columns", f"{self.sizes} Groups of {acceptance.smallest_group} were accepted.")
        if acceptance.smallest_group < self.least_accepted:
            text = f"A dataset that it is made of was accepted for groups of {self.least_accepted}."
            yield DocumentProblem("acceptance", text)
        if more := sorted(set(self.people_columns) - acceptance.people_columns):
            yield DocumentProblem("audience", f"Nobody accepted that the audience reads {', '.join(more)} as well.")
        if not accepts_enough(acceptance.smallest_group).allowed:
            yield DocumentProblem("acceptance", accepts_enough(acceptance.smallest_group).reason)
        now = timezone.now()
        if not now < acceptance.ends_at <= now + MAX_ACCEPTANCE:
            yield DocumentProblem("acceptance", f"It has to end in the future, within {MAX_ACCEPTANCE.days} days.")


def measure(connection: Connection, policy: DatasetPolicy, plan: DatasetPlan) -> Disclosure:
    """Measure a planned dataset on the data, and its audience on what it reads already."""
    if not plan.is_about_people:
        return Disclosure(is_about_people=False, sizes=None, people_columns=())
    origins = {f"{selected.source.relation}.{selected.source.name}" for selected in plan.identifying}
    origins |= set(labels_in([{"bands": selected.column.bands} for selected in plan.given]))
    # Other versions of the same dataset too: their tokens are the same, so that their rows can be joined.
    names = list(Dataset.objects.filter(audience__overlap=list(policy.audience)).values_list("name", flat=True))
    for other in DatasetVersion.objects.filter(withdrawn_at=None, dataset__in=names):
        origins |= {*lineage.origins_on_people(other.relation), *labels_in(other.document["columns"])}
    sizes = k_anonymity.measure(connection, policy.name, plan)
    accepted = [version.accepted_group or MIN_ACCEPTED_GROUP for version in versions_under(plan)]
    return Disclosure(
        is_about_people=True,
        sizes=sizes,
        people_columns=tuple(sorted(origins)),
        least_accepted=max(accepted, default=MIN_ACCEPTED_GROUP),
    )
