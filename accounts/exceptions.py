"""Errors of this app. None is an HTTP class: `reviews_site.web.errors` maps errors to responses."""


class AccountsError(Exception):
    """Base of this app's errors."""


class DocumentInUse(AccountsError):
    """The document confirmed another account, and nothing here knows which."""


class UnreadableDocument(AccountsError):
    """The country, type or number that the provider sent can't be one of a document."""


class NameTaken(AccountsError):
    """Somebody already writes under this pen name, perhaps since a moment ago."""


class AddressTaken(AccountsError):
    """Another account signs in with this e-mail address."""


class LastFactor(AccountsError):
    """Without this factor nobody could sign in: the account has no password."""


class StaffingRefused(AccountsError):
    """A company role or an invitation can't be changed as requested. The message says why."""


class InvalidSignature(AccountsError):
    """A signed action was not signed by its actor. The message says what to do."""


class TooManyRecords(AccountsError):
    """Too many customer records were opened. The message says what to do."""


class TooManyChanges(AccountsError):
    """A person changed their data uses too often within an hour."""


class AppealRefused(AccountsError):
    """An appeal can't be made or decided as requested. The message says why."""


class KeyInUse(AccountsError):
    """A request with the same key is being worked on."""


class KeyReused(AccountsError):
    """The key of a request belongs to another one."""


class TooManyTokens(AccountsError):
    """Somebody has as many tokens of the API as there may be. The message says what to do."""


class PasskeyTaken(AccountsError):
    """This passkey was registered already, perhaps a moment ago."""


class ClaimStepRefused(AccountsError):
    """A step on a claim to a restaurant can't be taken as signed. The message says why."""


class SuggestionStepRefused(AccountsError):
    """A decision on a guest's suggestion can't be taken as signed. The message says why."""
