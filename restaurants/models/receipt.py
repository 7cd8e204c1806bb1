"""Receipts that authors of reviews send. `web` adds them, `media` decodes and seals them, the console decides.

The picture lies sealed in the object store until then; `sql/default/receipts.sql` has what the database sees to.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from restaurants.enums import ReceiptState
from restaurants.models.restaurant import Restaurant
from restaurants.models.review import Review
from restaurants.rules import OPEN_RECEIPT_STATES
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class Receipt(models.Model):
    """A receipt, and what came of it. Its picture is deleted with the decision."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False, db_comment="names what was sent")
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="receipts", db_index=False)
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="+", db_index=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="receipts")
    visited_on = models.DateField(db_comment="as the review said when it was sent")
    state = models.CharField(max_length=10, choices=ReceiptState, db_default=ReceiptState.SENT)
    token = models.CharField(max_length=32, null=True, db_comment="names the sealed picture, while there is one")
    sent_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True)
    home_region = HomeRegionField()

    data_subject = SubjectPath("author_id")
    privacy = classified(Privacy.PERSONAL, regular="id state sent_at decided_at home_region", secret="token")

    class Meta:
        db_table_comment = "Receipts for reviews; web reads no picture, and which review is whose the console doesn't."
        constraints = [
            models.UniqueConstraint(
                fields=["review"], condition=Q(state__in=OPEN_RECEIPT_STATES), name="restaurants_receipt_one_open"
            ),
            models.CheckConstraint(condition=Q(state__in=ReceiptState.values), name="restaurants_receipt_state_listed"),
            models.CheckConstraint(
                condition=Q(token__isnull=True) | Q(state=ReceiptState.WAITING),
                name="restaurants_receipt_picture_waits",
            ),
        ]
        indexes = [
            models.Index(fields=["review", "-id"], name="restaurants_receipt_of_review"),
            models.Index(fields=["id"], condition=Q(state__in=OPEN_RECEIPT_STATES), name="restaurants_receipt_open"),
        ]

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided on it."""
        return self.state in OPEN_RECEIPT_STATES

    def __str__(self) -> str:
        return f"receipt {self.pk}"
