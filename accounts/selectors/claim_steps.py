"""What was asked for of a claim to a restaurant at the console."""

import uuid

from django.utils import timezone

from accounts.models import ClaimAction, SignedActionOutcome
from reviews_site.policy.staffing import PROPOSAL_LIFETIME


def outcome_of_last_step(claim_id: uuid.UUID) -> SignedActionOutcome | None:
    """What the worker made of the last step on a claim within a week; without a state while it has not looked."""
    lately = ClaimAction.objects.filter(claim_id=claim_id, created_at__gt=timezone.now() - PROPOSAL_LIFETIME)
    act = lately.only("id", "actor_id").order_by("-id").first()
    if act is None:
        return None
    return SignedActionOutcome.objects.filter(action_id=act.pk).first() or SignedActionOutcome(
        action_id=act.pk, actor_id=act.actor_id
    )
