"""What staff do about claims to restaurants, each step with its signature. The claims are in `restaurants`."""

from django.db import models
from django.db.models import Q

from accounts.enums import ClaimStep
from accounts.models.signed_actions import SignedAction
from reviews_site.privacy import Privacy, classified


class ClaimAction(SignedAction):
    """A step of a member of staff on a claim. What a claim is about never changes, so that its id says all of it."""

    claim_id = models.UUIDField(db_comment="id of the claim; it leads to nobody once the account is gone")
    step = models.CharField(max_length=7, choices=ClaimStep)
    reason = models.CharField(max_length=500, blank=True, db_comment="copied to the claim, then emptied")

    privacy = classified(Privacy.PERSONAL, regular="id created_at signature_kind home_region step", secret="signature")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(step__in=ClaimStep.values), name="accounts_claimaction_step_listed"),
            models.CheckConstraint(
                condition=Q(step=ClaimStep.APPROVE) | ~Q(reason="") | Q(signature=""),
                name="accounts_claimaction_refused_for_a_reason",
            ),
        ]
