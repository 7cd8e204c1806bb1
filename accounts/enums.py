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
    WITHDRAWN = "withdrawn", "Withdrawn"


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


class SecurityKind(TextChoices):
    """What can happen to the security of an account. The words are the heading of the mail and the line in the list."""

    SIGNED_IN = "signed_in", "You signed in"
    PASSWORD_CHANGED = "password_changed", "Your password was changed"
    PASSWORD_RESET = "password_reset", "Your password was set anew"
    PASSKEY_ADDED = "passkey_added", "A passkey was added"
    PASSKEY_REMOVED = "passkey_removed", "A passkey was removed"
    APP_ADDED = "app_added", "An authenticator app was set up"
    APP_REMOVED = "app_removed", "The authenticator app was removed"
    CODES_MADE = "codes_made", "New recovery codes were made"
    EMAIL_CHANGE_ASKED = "email_change_asked", "A change of your e-mail address was asked for"
    EMAIL_CHANGED = "email_changed", "Your e-mail address was changed"
    SESSIONS_ENDED = "sessions_ended", "Other devices were signed out"
    WITHDRAWN = "withdrawn", "Your confirmation was withdrawn"
    CHECK_ASKED = "check_asked", "An identity check was asked for"


class Agreement(TextChoices):
    """A text that somebody answers to: documents, which are accepted or told, and uses, which can be refused."""

    TERMS = "terms", "Terms of use"
    PRIVACY = "privacy", "What happens with your data"
    STATISTICS = "statistics", "Statistics"
    MODELS = "models", "Models"
    DATASETS = "datasets", "Data sets"


class Answer(TextChoices):
    """What somebody answered to a text."""

    ACCEPTED = "accepted", "Accepted"
    REFUSED = "refused", "Refused"
    TOLD = "told", "Told"


class ErasureState(TextChoices):
    """Where an erasure stands. The ways between them are `rules.ERASURE_TRANSITIONS`."""

    ASKED = "asked", "Asked for"
    WAITING = "waiting", "Announced, and waiting"
    TAKEN_BACK = "taken_back", "Taken back"
    ERASING = "erasing", "Being erased"
    DONE = "done", "Erased"
    REFUSED = "refused", "Not carried out"
