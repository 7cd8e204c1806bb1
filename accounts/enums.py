"""The choices of this app's columns, with the words that people read."""

from django.db.models import TextChoices


class Gender(TextChoices):
    """A person's gender. Not given is null."""

    WOMAN = "woman", "Woman"
    MAN = "man", "Man"
    NON_BINARY = "non-binary", "Non-binary"
    OTHER = "other", "Another gender"


class Region(TextChoices):
    """Austria's states by ISO 3166-2, and everywhere else. Not given is null."""

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
    """The state of a person's identity verification. `rules.TRANSITIONS` says which follows which."""

    NOT_STARTED = "not_started", "Not started"
    OPENING = "opening", "Being opened"
    OPEN = "open", "Waiting for you"
    PENDING = "pending", "Being checked"
    CONFIRMED = "confirmed", "Confirmed"
    REFUSED = "refused", "Refused"
    FAILED = "failed", "Not finished"
    EXPIRED = "expired", "Expired"
    WITHDRAWN = "withdrawn", "Withdrawn"
    TRANSFERRED = "transferred", "Ended: the document now confirms another account"


class AppealState(TextChoices):
    """The state of an appeal against a refusal. `rules.APPEAL_TRANSITIONS` says which follows which."""

    OPEN = "open", "Two of our staff are looking at it"
    UPHELD = "upheld", "The refusal stays"
    GRANTED = "granted", "The document may be shown again within two weeks"
    USED = "used", "The document now confirms this account"


class AppealStep(TextChoices):
    """What staff do about an appeal. Handed back, it waits for a new proposal."""

    PROPOSE = "propose", "You propose"
    AGREE = "agree", "You agree"
    HAND_BACK = "hand_back", "You hand back"


class SuggestionStep(TextChoices):
    """What staff do about a guest's suggestion."""

    ACCEPT = "accept", "You accept the suggestion"
    REFUSE = "refuse", "You refuse the suggestion"


class ClaimStep(TextChoices):
    """What staff do about somebody's claim to a restaurant. Two approve; one refuses."""

    APPROVE = "approve", "You approve the claim"
    REFUSE = "refuse", "You refuse the claim"


class DatasetStep(TextChoices):
    """What staff decide on a request for a dataset, or on a version that is registered."""

    ACCEPT = "accept", "You accept what it tells of people"
    APPROVE = "approve", "You approve the dataset"
    REFUSE = "refuse", "You refuse the dataset"
    WITHDRAW = "withdraw", "You withdraw the dataset"


class DatasetOutcome(TextChoices):
    """What became of a request for a dataset, as whoever asked is mailed."""

    ACCEPTED = "accepted", "Accepted"
    REGISTERED = "registered", "Registered"
    REFUSED = "refused", "Refused"
    FAILED = "failed", "Failed"


class ElevationStep(TextChoices):
    """What a security engineer decides on a request for an elevation, or on one that is over."""

    APPROVE = "approve", "You approve the elevation"
    REFUSE = "refuse", "You refuse the elevation"
    REVIEW = "review", "You have looked at what was read, and close the elevation"


class VerificationLevel(TextChoices):
    """How a person was confirmed."""

    DOCUMENT = "document", "An identity document was checked"


class VerificationProvider(TextChoices):
    """Who checks documents. Sessions store the setting's value, which need not be one of these any more."""

    SANDBOX = "sandbox", "the sandbox provider, for development only"
    STRIPE = "stripe", "Stripe Identity"
    DEMO = "demo", "nobody, as this is demo data"

    @classmethod
    def label_of(cls, name: str) -> str:
        """The provider's label, or its name where it has none."""
        return str(cls(name).label) if name in cls.values else name


class RefusalReason(TextChoices):
    """Why a person was not confirmed, and what they can do."""

    DOCUMENT_IN_USE = (
        "document_in_use",
        "This document has already confirmed another account. One person has one account: sign in to that one instead.",
    )
    DOCUMENT_EXPIRED = "document_expired", "This document has expired. Use one that is still valid."
    DOCUMENT_UNREADABLE = (
        "document_unreadable",
        "We couldn't read the document's number or country. Try again in good light, or use another document.",
    )
    NOT_ACCEPTED = (
        "not_accepted",
        "We couldn't tell that the document is genuine. Try again in good light, or use another document.",
    )
    PHOTO_MISSING = (
        "photo_missing",
        "There was no photo of you on the document that could be compared. Show the side with the photo.",
    )
    SELFIE_MISMATCH = (
        "selfie_mismatch",
        "Your face didn't match the photo on the document. Try again in good light, or use another document with a "
        "newer photo.",
    )
    SELFIE_NOT_ACCEPTED = (
        "selfie_not_accepted",
        "The picture of your face couldn't be used. Try again in good light, without a hat or sunglasses.",
    )
    ID_NUMBER_NOT_ACCEPTED = (
        "id_number_not_accepted",
        "Your identity number couldn't be confirmed. Use a passport or an identity card instead.",
    )
    CONTACT_NOT_CONFIRMED = (
        "contact_not_confirmed",
        "The provider couldn't confirm your e-mail address or phone number. Try again.",
    )
    TYPE_NOT_SUPPORTED = (
        "type_not_supported",
        "We can't check this kind of document. Use a passport or an identity card.",
    )
    COUNTRY_NOT_SUPPORTED = (
        "country_not_supported",
        "We can't check documents of this country or organisation. If you have one of another country, use that.",
    )
    TOO_YOUNG = (
        "too_young",
        "According to this document you are too young to be confirmed. You can still read everything here.",
    )
    AGE_UNKNOWN = (
        "age_unknown",
        "This document doesn't say in which year you were born, so nobody can tell that you are old enough. Use "
        "another document.",
    )
    CONSENT_DECLINED = (
        "consent_declined",
        "You didn't agree to the check, so nothing was checked. You can start again whenever you like.",
    )
    DEVICE_NOT_SUPPORTED = (
        "device_not_supported",
        "Your device couldn't take a picture of the document. Try again with a phone, or in another browser.",
    )
    PROVIDER_FAILED = (
        "provider_failed",
        "The check stopped because of a problem at the provider. Nothing was kept. Try again.",
    )
    NOT_FINISHED = "not_finished", "The provider couldn't finish the check. Try again, or use another document."
    CANCELED = "canceled", "The check was called off before it was decided. You can start again whenever you like."
    ABANDONED = "abandoned", "You didn't finish the check in time. Start again when you have the document at hand."


class ProviderDeletion(TextChoices):
    """How far the provider is with deleting what it collected, in words for the person."""

    DUE = "due", "It will be told to delete what you showed there as soon as your check is decided."
    STARTED = "started", "It has started to delete what you showed there, which may take up to four days."
    DONE = "done", "It has deleted what you showed there."


class SecurityKind(TextChoices):
    """Kinds of security events. The label is the mail's subject and the line in the list."""

    SIGNED_IN = "signed_in", "You signed in"
    PASSWORD_CHANGED = "password_changed", "Your password was changed"
    PASSWORD_RESET = "password_reset", "Your password was reset"
    PASSKEY_ADDED = "passkey_added", "A passkey was added"
    PASSKEY_REMOVED = "passkey_removed", "A passkey was removed"
    APP_ADDED = "app_added", "An authenticator app was set up"
    APP_REMOVED = "app_removed", "The authenticator app was removed"
    CODES_CREATED = "codes_created", "New recovery codes were created"
    EMAIL_CHANGE_REQUESTED = "email_change_requested", "A change of your e-mail address was requested"
    EMAIL_CHANGED = "email_changed", "Your e-mail address was changed"
    SESSIONS_ENDED = "sessions_ended", "Other devices were signed out"
    WITHDRAWN = "withdrawn", "Your confirmation was withdrawn"
    VERIFICATION_REQUESTED = "verification_requested", "An identity check was requested"
    TOKEN_CREATED = "token_created", "A token for programs was made"
    TOKEN_REVOKED = "token_revoked", "A token for programs was revoked"


class Agreement(TextChoices):
    """Texts that people answer to: documents, and uses of their data, which can be refused."""

    TERMS = "terms", "Terms of use"
    PRIVACY = "privacy", "What happens with your data"
    STATISTICS = "statistics", "Statistics"
    MODELS = "models", "Models"
    DATASETS = "datasets", "Data sets"


class ConsentAnswer(TextChoices):
    """A person's answer to a text. Nobody refuses a document: who doesn't agree has no row."""

    ACCEPTED = "accepted", "Accepted"
    REFUSED = "refused", "Refused"
    INFORMED = "informed", "Informed"


class RoleChange(TextChoices):
    """What a security engineer proposes about a company role."""

    GRANT = "grant", "Give the role"
    REVOKE = "revoke", "End the role"
    CONFIRM = "confirm", "Still needed"


class ProposalAnswer(TextChoices):
    """The second security engineer's answer to a proposal."""

    AGREE = "agree", "Agree"
    REFUSE = "refuse", "Refuse"


class SignatureKind(TextChoices):
    """What a signed action was signed with."""

    CODE = "code", "A code of the authenticator app"
    PASSKEY = "passkey", "A passkey"


class ActionOutcome(TextChoices):
    """What the worker `staffing` did about a signed action."""

    WAITING = "waiting", "Waiting for a security engineer"
    DONE = "done", "Done"
    REFUSED = "refused", "Refused"
