"""Decisions of staff on datasets, each by signature: requests are accepted for people, approved or refused, and
versions withdrawn.

The requests themselves are in the analytical store. The registrar reads decisions that the worker `staffing` verified,
by the function `dataset_decisions`, and takes the console's word for none; it says what became of each request.
"""

from django.db import models
from django.db.models import Q

from accounts.enums import DatasetOutcome, DatasetStep
from accounts.models.signed_actions import SignedAction
from reviews_site.ids import uuid7
from reviews_site.policy.datasets import MIN_ACCEPTED_GROUP
from reviews_site.privacy import IdentifierKind, Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class DatasetDecision(SignedAction):
    """One decision. The signature covers the digest of the request, and for an acceptance what exactly is accepted."""

    request_id = models.UUIDField(db_comment="id of the request, in the analytical store; or made of the version")
    digest = models.CharField(max_length=64, db_comment="SHA-256 of the request's document and policy, or the version")
    name = models.CharField(max_length=60, db_comment="of the dataset; with the version where one is withdrawn")
    step = models.CharField(max_length=8, choices=DatasetStep)
    smallest_group = models.PositiveIntegerField(null=True, db_comment="people in a group, at least, who are accepted")
    people_columns = models.TextField(blank=True, db_comment="columns on people that are accepted together, by comma")
    ends_at = models.DateTimeField(null=True, db_comment="an acceptance ends then, and the dataset with it")
    reason = models.CharField(max_length=500, blank=True)

    privacy = classified(
        Privacy.PERSONAL,
        regular=(
            "id created_at signature_kind home_region request_id digest name step smallest_group people_columns ends_at"
        ),
        secret="signature",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(step__in=DatasetStep.values), name="accounts_datasetdecision_listed"),
            models.CheckConstraint(
                condition=Q(step=DatasetStep.ACCEPT, smallest_group__gte=MIN_ACCEPTED_GROUP, ends_at__isnull=False)
                | (~Q(step=DatasetStep.ACCEPT) & Q(smallest_group=None, people_columns="", ends_at=None)),
                name="accounts_datasetdecision_accepts_enough",
            ),
        ]


class DatasetNotification(models.Model):
    """What became of a request, for the worker `staffing` to mail to whoever asked. The registrar may only insert."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request_id = models.UUIDField(db_comment="id of the request, in the analytical store")
    outcome = models.CharField(max_length=10, choices=DatasetOutcome)
    name = models.CharField(max_length=40, db_comment="of the dataset")
    address = models.EmailField(blank=True, db_comment="of who asked; emptied once it is mailed")
    home_region = HomeRegionField()

    data_subject = SubjectPath(
        "address",
        IdentifierKind.ADDRESS,
        erased="kept",
        reason="the address is emptied within seconds",
        not_exported="it is kept for seconds, and mailed to the person",
    )
    privacy = classified(Privacy.PERSONAL, regular="id request_id outcome name home_region")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=DatasetOutcome.values), name="accounts_datasetnotification_listed"
            ),
            models.UniqueConstraint(fields=["request_id", "outcome"], name="accounts_datasetnotification_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.outcome}"
