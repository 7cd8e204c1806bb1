"""What a restaurant's team plans for days: events, and days on which it is closed."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from restaurants.enums import PlannedEffect, PlanningKind
from restaurants.models.restaurant import Restaurant
from restaurants.rules import MAX_PLAN_NAME_LENGTH
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, classified


class PlanningNote(models.Model):
    """A plan for a day or several. Functions write it (`sql/default/planning_notes.sql`), and no day has two."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="planning_notes", db_index=False)
    first_day = models.DateField()
    last_day = models.DateField()
    kind = models.CharField(max_length=10, choices=PlanningKind)
    name = models.CharField(max_length=MAX_PLAN_NAME_LENGTH, blank=True, db_comment="for the team; it stays here")
    effect = models.CharField(
        max_length=10, choices=PlannedEffect, blank=True, db_comment="of an event; empty: not known"
    )
    version = models.PositiveIntegerField(default=1, db_default=1, db_comment="one more by each change")
    created_at = models.DateTimeField(default=timezone.now)

    privacy = classified(Privacy.BUSINESS, public="restaurant", regular="id version created_at")

    class Meta:
        db_table_comment = "Planning notes of restaurants. `web` sees those of the teams that it acts for."
        constraints = [
            models.UniqueConstraint(fields=["restaurant", "first_day"], name="restaurants_planningnote_one_a_day"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="restaurants_planningnote_in_order"),
            models.CheckConstraint(
                condition=Q(kind__in=PlanningKind.values), name="restaurants_planningnote_kind_listed"
            ),
            models.CheckConstraint(
                condition=Q(effect="") | Q(kind=PlanningKind.EVENT, effect__in=PlannedEffect.values),
                name="restaurants_planningnote_effect_of_event",
            ),
        ]

    def __str__(self) -> str:
        return f"planning note {self.pk}"

    @property
    def is_closed(self) -> bool:
        """Whether the restaurant expects nobody."""
        return self.kind != PlanningKind.EVENT

    @property
    def title(self) -> str:
        """What the team calls it, or else its kind."""
        return self.name or PlanningKind(self.kind).label
