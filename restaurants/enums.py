"""Closed lists of this app."""

from django.db.models import TextChoices


class Wheelchair(TextChoices):
    """What the listing says of the way in by wheelchair; empty is not known."""

    YES = "yes", "Wheelchair accessible"
    LIMITED = "limited", "Partly wheelchair accessible"
    NO = "no", "Not wheelchair accessible"
    UNKNOWN = "", "Not known"


class Licence(TextChoices):
    """Under what terms a listing came to us, and so whom its page must name."""

    ODBL = "odbl-osm", "Open Database Licence, OpenStreetMap contributors"
    CC_BY_LINZ = "cc-by-linz", "Creative Commons BY 3.0, Stadt Linz"
    OWN = "own", "Our own entry"


class Stars(TextChoices):
    """The five ratings in words, as the form's radio group shows them."""

    ONE = "1", "Poor"
    TWO = "2", "Fair"
    THREE = "3", "Good"
    FOUR = "4", "Very good"
    FIVE = "5", "Excellent"
