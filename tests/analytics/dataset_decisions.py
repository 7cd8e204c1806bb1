"""People of the company who ask for datasets, accept and approve them by signature, and the workers that follow."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.actions import signed_actions
from accounts.enums import ActionOutcome, DatasetStep
from accounts.models import DatasetDecision, SignedActionOutcome
from accounts.staffing import worker
from analytics.datasets import requests
from analytics.datasets.dataset_policy import DatasetPolicy
from analytics.datasets.models import DatasetRequest
from tests.accounts.test_staffing import Engineer
from tests.analytics.dataset_documents import YOUNG, handle_requests, terms
from tests.conftest import playing


class Cast:
    """Ana asks, olga owns, sia accepts, eno approves."""

    def __init__(self) -> None:
        self.ana = Engineer("ana", "marketing_analyst")
        self.olga = Engineer("olga", "marketing_analyst", "security_engineer", "data_engineer")
        self.sia = Engineer("sia", "security_engineer")
        self.eno = Engineer("eno", "data_engineer")

    def asks(
        self, text: str = YOUNG, policy: DatasetPolicy | None = None, *, by: Engineer | None = None
    ) -> DatasetRequest:
        """A request that was checked on the data."""
        policy = policy or terms(owner=self.olga.user.email)
        with playing("console"):
            asked = requests.request_dataset(text, policy, reason="A campaign", by=(by or self.ana).user.email)
        handle_requests()
        asked.refresh_from_db()
        return asked


def signed(by: Engineer, step: DatasetStep, asked: DatasetRequest, **fields: Any) -> DatasetDecision:
    """A decision of theirs, with their signature."""
    if step == DatasetStep.ACCEPT:
        columns = ",".join((asked.findings or {}).get("people_columns", []))
        until = timezone.now() + timedelta(days=30)
        fields = {"smallest_group": 2, "people_columns": columns, "ends_at": until} | fields
    values = {"request_id": asked.pk, "digest": requests.digest_of(asked), "name": asked.policy["name"]}
    act = DatasetDecision(actor_id=by.user.pk, step=step, **values, **fields)
    by.proves(act)
    return act


def submit(act: DatasetDecision) -> str:
    """Written down by the console, looked at by the worker; its outcome."""
    with playing("console"):
        signed_actions.submit(act)
    with playing("staffing"):
        worker.decide_waiting()
    return str(SignedActionOutcome.objects.get(action_id=act.pk).state)


def decides(by: Engineer, step: DatasetStep, asked: DatasetRequest, **fields: Any) -> None:
    """A decision of theirs that the worker takes, and what the registrar makes of it."""
    assert submit(signed(by, step, asked, **fields)) == ActionOutcome.DONE
    handle_requests()
    asked.refresh_from_db()
