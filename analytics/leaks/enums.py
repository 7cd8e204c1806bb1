"""Enumerations of leaks: why an alert is raised, and what became of it."""

from enum import StrEnum

from django.db.models import TextChoices


class Rule(StrEnum):
    """Why an alert is raised."""

    HONEY = "honey"
    SCOPE = "scope"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    FIRST_DATASETS = "first_datasets"
    DRIP = "drip"

    @property
    def is_certain(self) -> bool:
        """Whether it needs no comparison with others. Whoever reads such is stopped at once, and by no other rule."""
        return self in {Rule.HONEY, Rule.SCOPE}


class AlertState(TextChoices):
    """How far an alert is."""

    OPEN = "open", "Nobody has looked at it"
    EXAMINED = "examined", "Somebody looks into it"
    HARMLESS = "harmless", "Harmless"
    LEAK = "leak", "A leak"


# `governance.leak_alert_triage` in `sql/analytical/watch.sql` decides; a test compares it with this.
ALERT_TRANSITIONS: dict[AlertState, frozenset[AlertState]] = {
    AlertState.OPEN: frozenset({AlertState.EXAMINED, AlertState.HARMLESS, AlertState.LEAK}),
    AlertState.EXAMINED: frozenset({AlertState.HARMLESS, AlertState.LEAK}),
    AlertState.HARMLESS: frozenset({AlertState.EXAMINED}),
    AlertState.LEAK: frozenset(),
}
