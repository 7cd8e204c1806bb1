"""What staff decide on suggestions by guests, each with its signature. The suggestions are in `restaurants`."""

from django.db import models
from django.db.models import Q

from accounts.enums import SuggestionStep
from accounts.models.signed_actions import SignedAction
from reviews_site.privacy import Privacy, classified


class SuggestionAction(SignedAction):
    """A decision of a member of staff. What a suggestion says never changes, so that its id says all of it."""

    suggestion_id = models.UUIDField(db_comment="id of the suggestion; it leads to nobody once the account is gone")
    step = models.CharField(max_length=6, choices=SuggestionStep)

    privacy = classified(Privacy.PERSONAL, regular="id created_at signature_kind home_region step", secret="signature")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(step__in=SuggestionStep.values), name="accounts_suggestionaction_step_listed"
            ),
        ]
