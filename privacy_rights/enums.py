"""Closed lists of this app: what may stand in a column, with the words a person reads."""

from django.db.models import TextChoices


class ErasureState(TextChoices):
    """Where an erasure stands. The ways between them are `rules.ERASURE_TRANSITIONS`."""

    ASKED = "asked", "Asked for"
    WAITING = "waiting", "Announced, and waiting"
    TAKEN_BACK = "taken_back", "Taken back"
    ERASING = "erasing", "Being erased"
    DONE = "done", "Erased"
    REFUSED = "refused", "Not carried out"
