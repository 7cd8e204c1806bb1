"""What the page of an identity check says first, and what it offers, for each reason that nobody was confirmed."""

from dataclasses import dataclass

from accounts.enums import RefusalReason


@dataclass(frozen=True)
class Advice:
    """The heading, and the button that starts or continues the check.

    Attributes:
        elsewhere: text and address of what helps more than another try.
    """

    title: str
    button: str
    elsewhere: tuple[str, str] | None = None


_SIGN_OUT = ("Sign out to change accounts", "/accounts/logout/?next=/accounts/login/")
_READ = ("Find a restaurant", "/restaurants/")
_DOCUMENT = "We couldn't confirm you with this document"
_PERSON = "We couldn't confirm you"
_UNFINISHED = "The check wasn't finished"
_ANOTHER, _AGAIN, _START = "Use another document", "Try again", "Start again"
ADVICE = {
    RefusalReason.DOCUMENT_IN_USE: Advice(_DOCUMENT, _ANOTHER, _SIGN_OUT),
    RefusalReason.DOCUMENT_EXPIRED: Advice(_DOCUMENT, _ANOTHER),
    RefusalReason.DOCUMENT_UNREADABLE: Advice(_DOCUMENT, _AGAIN),
    RefusalReason.NOT_ACCEPTED: Advice(_DOCUMENT, _AGAIN),
    RefusalReason.PHOTO_MISSING: Advice(_DOCUMENT, _AGAIN),
    RefusalReason.SELFIE_MISMATCH: Advice(_DOCUMENT, _AGAIN),
    RefusalReason.SELFIE_NOT_ACCEPTED: Advice(_PERSON, _AGAIN),
    RefusalReason.ID_NUMBER_NOT_ACCEPTED: Advice(_PERSON, "Use a document"),
    RefusalReason.CONTACT_NOT_CONFIRMED: Advice(_PERSON, _AGAIN),
    RefusalReason.TYPE_NOT_SUPPORTED: Advice(_DOCUMENT, _ANOTHER),
    RefusalReason.COUNTRY_NOT_SUPPORTED: Advice(_DOCUMENT, _ANOTHER),
    RefusalReason.TOO_YOUNG: Advice("We can't confirm you yet", "Check again", _READ),
    RefusalReason.AGE_UNKNOWN: Advice(_DOCUMENT, _ANOTHER),
    RefusalReason.CONSENT_DECLINED: Advice(_UNFINISHED, _START),
    RefusalReason.DEVICE_NOT_SUPPORTED: Advice(_UNFINISHED, _AGAIN),
    RefusalReason.PROVIDER_FAILED: Advice(_UNFINISHED, _AGAIN),
    RefusalReason.NOT_FINISHED: Advice(_UNFINISHED, _AGAIN),
    RefusalReason.CANCELED: Advice(_UNFINISHED, _START),
    RefusalReason.ABANDONED: Advice(_UNFINISHED, _START),
}
