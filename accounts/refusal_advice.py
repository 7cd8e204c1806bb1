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
_ANOTHER, _AGAIN, _START = "Use another document", "Try again", "Start again"
ADVICE = {
    RefusalReason.DOCUMENT_IN_USE: Advice("This document confirms another account", _ANOTHER, _SIGN_OUT),
    RefusalReason.DOCUMENT_EXPIRED: Advice("This document has expired", _ANOTHER),
    RefusalReason.DOCUMENT_UNREADABLE: Advice("We couldn't read this document", _AGAIN),
    RefusalReason.NOT_ACCEPTED: Advice("We couldn't confirm you with this document", _AGAIN),
    RefusalReason.PHOTO_MISSING: Advice("The document's photo is missing", _AGAIN),
    RefusalReason.SELFIE_MISMATCH: Advice("Your face didn't match the photo", _AGAIN),
    RefusalReason.SELFIE_NOT_ACCEPTED: Advice("The picture of your face couldn't be used", _AGAIN),
    RefusalReason.ID_NUMBER_NOT_ACCEPTED: Advice("Your identity number couldn't be confirmed", "Use a document"),
    RefusalReason.CONTACT_NOT_CONFIRMED: Advice("Your contact details couldn't be confirmed", _AGAIN),
    RefusalReason.TYPE_NOT_SUPPORTED: Advice("We can't check this kind of document", _ANOTHER),
    RefusalReason.COUNTRY_NOT_SUPPORTED: Advice("We can't check documents from there", _ANOTHER),
    RefusalReason.TOO_YOUNG: Advice("You are too young to be confirmed", "Check again", _READ),
    RefusalReason.AGE_UNKNOWN: Advice("This document doesn't tell your age", _ANOTHER),
    RefusalReason.CONSENT_DECLINED: Advice("You didn't agree to the check", _START),
    RefusalReason.DEVICE_NOT_SUPPORTED: Advice("Your device couldn't take the picture", _AGAIN),
    RefusalReason.PROVIDER_FAILED: Advice("The check wasn't finished", _AGAIN),
    RefusalReason.NOT_FINISHED: Advice("The check wasn't finished", _AGAIN),
    RefusalReason.CANCELED: Advice("The check was called off", _START),
    RefusalReason.ABANDONED: Advice("The check wasn't finished", _START),
}
