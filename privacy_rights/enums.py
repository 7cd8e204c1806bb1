"""Closed lists of this app: what may stand in a column, with the words a person reads."""

from django.db.models import TextChoices


class StoreState(TextChoices):
    """How far an erasure is in one store. The ways between them are `rules.STORE_TRANSITIONS`."""

    WAITING = "waiting", "Not yet"
    ERASED = "erased", "Rows deleted"
    VACUUMED = "vacuumed", "Files rewritten, so that the disks hold no old copy of a row"


class ErasureState(TextChoices):
    """Where an erasure stands. The ways between them are `rules.ERASURE_TRANSITIONS`."""

    ASKED = "asked", "Asked for"
    WAITING = "waiting", "Announced, and waiting"
    CANCELLED = "cancelled", "Cancelled"
    ERASING = "erasing", "Being erased"
    DONE = "done", "Erased"
    REFUSED = "refused", "Not carried out"
