"""Closed lists of this app: what may stand in a column, with the words a person reads."""

from django.db.models import TextChoices


class Gender(TextChoices):
    """What someone says of their gender. Not saying is null, and not a member."""

    WOMAN = "woman", "Woman"
    MAN = "man", "Man"
    NON_BINARY = "non-binary", "Non-binary"
    OTHER = "other", "Another gender"


class Region(TextChoices):
    """Austria's states by ISO 3166-2, and everywhere else. Not saying is null."""

    BURGENLAND = "AT-1", "Burgenland"
    CARINTHIA = "AT-2", "Carinthia"
    LOWER_AUSTRIA = "AT-3", "Lower Austria"
    UPPER_AUSTRIA = "AT-4", "Upper Austria"
    SALZBURG = "AT-5", "Salzburg"
    STYRIA = "AT-6", "Styria"
    TYROL = "AT-7", "Tyrol"
    VORARLBERG = "AT-8", "Vorarlberg"
    VIENNA = "AT-9", "Vienna"
    ELSEWHERE = "elsewhere", "Elsewhere"


class State(TextChoices):
    """Where someone's check stands. The ways between them are `rules.TRANSITIONS`."""

    NOT_STARTED = "not_started", "Not started"
    OPENING = "opening", "Being opened"
    OPEN = "open", "Waiting for you"
    PENDING = "pending", "Being checked"
    CONFIRMED = "confirmed", "Confirmed"
    REFUSED = "refused", "Refused"
    FAILED = "failed", "Not finished"
    EXPIRED = "expired", "Expired"


class Level(TextChoices):
    """How someone was confirmed."""

    DOCUMENT = "document", "An identity document was checked"


class Reason(TextChoices):
    """Why a check did not confirm someone, in words that say what to do."""

    DOCUMENT_IN_USE = (
        "document_in_use",
        "This document has already confirmed another account. One person has one account: sign in to that one instead.",
    )
    DOCUMENT_EXPIRED = "document_expired", "The document has expired. Use one that is still valid."
    DOCUMENT_UNREADABLE = "document_unreadable", "The document's number could not be read. Try again with care."
    NOT_ACCEPTED = "not_accepted", "The document was not accepted. Try again with another one."
    PROVIDER_FAILED = "provider_failed", "The check broke off at the provider. Nothing was kept. Try again."
    ABANDONED = "abandoned", "The check was not finished in time. Start again when you have the document at hand."
