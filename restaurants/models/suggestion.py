"""Suggestions by guests: what a page says is wrong, or the place is closed for good.

The team of a place decides on what its page says; on what would take a place off the lists, and where no team is, the
company's staff do. `web` makes, withdraws and decides them by functions that look at who asks
(`sql/default/suggestions.sql`). What a suggestion says never changes, so that its id says what was decided.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from restaurants.enums import SuggestionKind, SuggestionState
from restaurants.models.restaurant import Restaurant
from restaurants.rules import MAX_SUGGESTION_NOTE
from restaurants.suggestions import proposed_words
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField

_WAITS = Q(state=SuggestionState.WAITING)


class Suggestion(models.Model):
    """One thing that one person suggests to change on the page of a place."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="suggestions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="suggestions")
    kind = models.CharField(max_length=7, choices=SuggestionKind)
    proposed = models.JSONField(db_comment="what the page should say, and what search finds it by")
    note = models.CharField(max_length=MAX_SUGGESTION_NOTE, blank=True, db_comment="for whoever decides")
    state = models.CharField(max_length=9, choices=SuggestionState)
    submitted_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True, db_comment="when it was decided or withdrawn")
    decided_by = models.UUIDField(null=True, db_comment="id of who decided, of the team or of the staff")
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id", others=("decided_by",))
    privacy = classified(
        Privacy.PERSONAL,
        regular="id kind state submitted_at decided_at home_region",
        business="restaurant proposed",
        sensitive="note",
    )

    class Meta:
        db_table_comment = (
            "What guests suggest to change; web reads its person's alone, and nobody learns whose one is."
        )
        constraints = [
            models.UniqueConstraint(
                fields=["user", "restaurant", "kind"], condition=_WAITS, name="restaurants_suggestion_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SuggestionKind.values), name="restaurants_suggestion_kind_listed"
            ),
            models.CheckConstraint(
                condition=_WAITS & Q(decided_at=None)
                | Q(state__in=[state for state in SuggestionState.values if state != SuggestionState.WAITING])
                & Q(decided_at__isnull=False),
                name="restaurants_suggestion_decided_once",
            ),
        ]
        indexes = [
            models.Index(fields=["restaurant", "id"], condition=_WAITS, name="restaurants_suggestion_waiting"),
            models.Index(fields=["decided_at"], name="restaurants_suggestion_decided"),
        ]

    @property
    def words(self) -> str:
        """What it says the page should say, as people read it."""
        return proposed_words(self.kind, self.proposed)

    def __str__(self) -> str:
        return f"suggestion {self.pk}"
