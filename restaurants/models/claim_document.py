"""Pictures of documents that are sent with claims. `web` adds them, `media` decodes and seals them, the console looks.

The pictures lie sealed in the object store until the claim ends; `sql/default/claim_documents.sql` sees to that.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from restaurants.enums import ClaimDocumentState
from restaurants.models.claim import Claim
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class ClaimDocument(models.Model):
    """One picture. Row and picture are deleted when the claim ends."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False, db_comment="names what was sent")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="documents")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=ClaimDocumentState, db_default=ClaimDocumentState.SENT)
    token = models.CharField(max_length=32, null=True, db_comment="names the sealed picture, while there is one")
    sent_at = models.DateTimeField(db_default=Now())
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(Privacy.PERSONAL, regular="id state sent_at home_region", secret="token")

    class Meta:
        db_table_comment = "Pictures of documents for claims; web reads no picture, and deletes one's own."
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ClaimDocumentState.values), name="restaurants_claimdocument_state_listed"
            ),
            models.CheckConstraint(
                condition=Q(token__isnull=True) | Q(state=ClaimDocumentState.WAITING),
                name="restaurants_claimdocument_picture_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"
