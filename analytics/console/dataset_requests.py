"""What somebody at the console asks for, by a page or the API: saved, audited, mailed, and handed to the registrar."""

from django.db import transaction

from accounts.staffing.dataset_notifications import notify_asked
from analytics.console.gate import Staff
from analytics.console.request_form import DatasetRequestForm
from analytics.datasets import requests
from analytics.datasets.intake import name_of
from analytics.datasets.models import DatasetRequest
from analytics.datasets.tasks import HANDLE_TASK
from reviews_site.audit.log import record
from reviews_site.celery import app


def ask_for_dataset(form: DatasetRequestForm, by: Staff) -> DatasetRequest:
    """Request the dataset of a valid form.

    Raises:
        InvalidDataset: with every problem of document and policy.
    """
    values = form.cleaned_data
    asked = requests.request_dataset(values["document"], form.policy(), reason=values["reason"], by=by.email)
    note_request("dataset_request.asked", asked, by)
    notify_asked(asked.pk, asked.policy["name"], asked.reason)
    app.nudge(HANDLE_TASK)
    return asked


@transaction.atomic
def note_request(action: str, asked: DatasetRequest, by: Staff) -> None:
    """Say in the audit log what somebody did with a request."""
    record(action, actor_id=by.user_id, object_id=asked.pk, detail={"dataset": name_of(asked)})
