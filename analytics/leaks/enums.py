"""Enumerations of alerts: why one is raised, and what became of it."""

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
    ARTEFACT = "artefact"
    OUTGOING = "outgoing"
    HONEY_USE = "honey_use"

    @property
    def is_certain(self) -> bool:
        """Whether it needs no comparison with others. Whoever reads such is stopped at once, and by no other rule."""
        return self in {Rule.HONEY, Rule.SCOPE}


WORDS_OF_RULES = {
    Rule.HONEY: "Read a row that holds nobody",
    Rule.SCOPE: "Read more than an elevation named",
    Rule.HOUR: "Read data of far more people in an hour than usual",
    Rule.DAY: "Read data of far more people in a day than usual",
    Rule.MONTH: "Read data of far more people in 30 days than usual",
    Rule.FIRST_DATASETS: "Read several tables for the first time",
    Rule.DRIP: "Reads data of more new people, week after week",
    Rule.ARTEFACT: "Refused a model that can’t be trusted",
    Rule.OUTGOING: "Found in a file or a mail what should not leave",
    Rule.HONEY_USE: "Used what belongs to nobody",
}


class AlertState(TextChoices):
    """How far an alert is."""

    OPEN = "open", "Nobody has looked at it"
    EXAMINED = "examined", "Somebody looks into it"
    HARMLESS = "harmless", "Harmless"
    LEAK = "leak", "A leak or an attack"


# `governance.leak_alert_triage` in `sql/analytical/watch.sql` decides; a test compares it with this.
ALERT_TRANSITIONS: dict[AlertState, frozenset[AlertState]] = {
    AlertState.OPEN: frozenset({AlertState.EXAMINED, AlertState.HARMLESS, AlertState.LEAK}),
    AlertState.EXAMINED: frozenset({AlertState.HARMLESS, AlertState.LEAK}),
    AlertState.HARMLESS: frozenset({AlertState.EXAMINED}),
    AlertState.LEAK: frozenset(),
}
