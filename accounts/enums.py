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


class VerificationState(TextChoices):
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
    ENDED = "ended", "Ended: the document now confirms another account"


class AppealState(TextChoices):
    """Where an appeal against a refusal stands. The ways between them are `rules.APPEAL_TRANSITIONS`."""

    OPEN = "open", "Two people of the company look at it"
    UPHELD = "upheld", "The refusal stays"
    GRANTED = "granted", "The same document may be shown again, for two weeks"
    USED = "used", "The document now confirms this account"


class AppealStep(TextChoices):
    """What somebody of the company does about an appeal. Who hands it back lets it wait for a new proposal."""

    PROPOSE = "propose", "You propose"
    AGREE = "agree", "You agree"
    HAND_BACK = "hand_back", "You hand back"


class VerificationLevel(TextChoices):
    """How someone was confirmed."""

    DOCUMENT = "document", "An identity document was checked"


class VerificationProvider(TextChoices):
    """Who checks documents, in the words of a page. What a session remembers is the setting's word."""

    SANDBOX = "sandbox", "the sandbox provider, which stands for one in development"
    STRIPE = "stripe", "Stripe Identity"
    DEMO = "demo", "nobody: this is demonstration data"

    @classmethod
    def in_words(cls, name: str) -> str:
        """The label; for a provider that is not on the list any more, its name."""
        return str(cls(name).label) if name in cls.values else name


class RefusalReason(TextChoices):
    """Why a check did not confirm someone, in words that say what to do."""

    DOCUMENT_IN_USE = (
        "document_in_use",
        "This document has already confirmed another account. One person has one account: sign in to that one instead.",
    )
    DOCUMENT_EXPIRED = "document_expired", "The document has expired. Use one that is still valid."
    DOCUMENT_UNREADABLE = (
        "document_unreadable",
        "The document's number or its last day could not be read. Try again with care, or with another document.",
    )
    NOT_ACCEPTED = (
        "not_accepted",
        "The document could not be confirmed as genuine and readable. Try again in good light, or with another one.",
    )
    KIND_NOT_CHECKED = "kind_not_checked", "This kind of document is not taken. Use a passport or an identity card."
    COUNTRY_NOT_CHECKED = (
        "country_not_checked",
        "Documents of this country can't be checked yet. If you have one of another country, use that.",
    )
    TOO_YOUNG = "too_young", "The provider checks nobody who is so young. You can go on reading everything."
    CONSENT_DECLINED = (
        "consent_declined",
        "You did not agree to the check, so nothing was checked. You can start again whenever you like.",
    )
    DEVICE_NOT_ABLE = (
        "device_not_able",
        "Your device could not take a picture of the document. Try again with a phone, or in another browser.",
    )
    PROVIDER_FAILED = "provider_failed", "The check broke off at the provider. Nothing was kept. Try again."
    ABANDONED = "abandoned", "The check was not finished in time. Start again when you have the document at hand."


class ProviderDeletion(TextChoices):
    """How far a provider is with deleting what it collected. What it says, in words for the person."""

    DUE = "due", "It is told to delete what you showed there as soon as your check is settled."
    BEGUN = "begun", "It was told to delete what you showed there, and has begun. That takes it up to four days."
    DONE = "done", "It has deleted what you showed there."


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


class ConsentAnswer(TextChoices):
    """What somebody answered to a text."""

    ACCEPTED = "accepted", "Accepted"
    REFUSED = "refused", "Refused"
    TOLD = "told", "Told"


class RoleChange(TextChoices):
    """What a security engineer asks for about a company role."""

    GIVE = "give", "Give the role"
    END = "end", "End the role"
    KEEP = "keep", "Still needed"


class ProposalAnswer(TextChoices):
    """What the second security engineer says to a proposal."""

    AGREE = "agree", "Agree"
    REFUSE = "refuse", "Refuse"


class SignatureKind(TextChoices):
    """With what an act was proved."""

    CODE = "code", "A code of the authenticator app"
    PASSKEY = "passkey", "A passkey"


class ActionOutcome(TextChoices):
    """What the worker `staffing` made of an act."""

    WAITING = "waiting", "Waits for a second security engineer"
    DONE = "done", "Done"
    REFUSED = "refused", "Refused"
