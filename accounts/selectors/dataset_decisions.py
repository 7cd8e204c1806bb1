"""What members of staff decided on a request for a dataset, and what the worker `staffing` made of it."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from accounts.enums import ActionOutcome, DatasetStep
from accounts.models import DatasetDecision, SignedActionOutcome, User

_VERBS = {DatasetStep.ACCEPT: "Accepted", DatasetStep.APPROVE: "Approved", DatasetStep.REFUSE: "Refused"}


@dataclass(frozen=True)
class DecisionRow:
    """A decision with the address of whoever signed it. Without a state the worker has not looked at it yet."""

    decision: DatasetDecision
    address: str
    state: str
    message: str

    @property
    def is_done(self) -> bool:
        """Whether the worker took the signature."""
        return self.state == ActionOutcome.DONE

    @property
    def verb(self) -> str:
        """What they did, for pages that others read."""
        return _VERBS[DatasetStep(self.decision.step)]

    @property
    def is_acceptance(self) -> bool:
        """Whether it accepts what the dataset tells of people."""
        return self.decision.step == DatasetStep.ACCEPT


def decisions_on(request_id: uuid.UUID) -> list[DecisionRow]:
    """Every decision on a request, the oldest first."""
    decisions = list(DatasetDecision.objects.defer("signature").filter(request_id=request_id).order_by("pk"))
    outcomes = SignedActionOutcome.objects.in_bulk([each.pk for each in decisions])
    people = dict(User.objects.filter(pk__in=[each.actor_id for each in decisions]).values_list("pk", "email"))
    nothing = SignedActionOutcome()
    rows = ((each, people.get(each.actor_id, "somebody"), outcomes.get(each.pk, nothing)) for each in decisions)
    return [DecisionRow(each, address, outcome.state, outcome.message) for each, address, outcome in rows]


def accepted_requests(requests: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these requests that somebody's verified acceptance is on."""
    acceptances = DatasetDecision.objects.filter(request_id__in=requests, step=DatasetStep.ACCEPT)
    done = SignedActionOutcome.objects.filter(state=ActionOutcome.DONE).values("action_id")
    return set(acceptances.filter(pk__in=done).values_list("request_id", flat=True))
