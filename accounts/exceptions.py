"""What can go wrong in this app. Never an HTTP class: `reviews_site.web.errors` maps to answers."""


class AccountsError(Exception):
    """Base of this app's errors."""


class DocumentInUse(AccountsError):
    """The document confirmed another account. Whose is not said, and not known here."""


class UnreadableDocument(AccountsError):
    """The provider's country, type or number is not of the shape that documents have."""


class NameTaken(Exception):
    """Someone already writes under this pen name, perhaps since a moment ago."""


class AddressTaken(AccountsError):
    """Another account signs in with this e-mail address."""


class LastFactor(AccountsError):
    """Without this factor nobody could sign in: the account has no password."""


class NotStaff(AccountsError):
    """A company role or an invitation can't be given as asked. The message says why."""


class InvalidSignature(AccountsError):
    """An act of the company was not proved to be by whom it says. The message says what to do."""


class TooManyRecords(AccountsError):
    """Customers' records were asked for too often. The message says what to do."""


class TooManyChanges(AccountsError):
    """More changes of one's mind in an hour than every store should be troubled with."""


class AppealRefused(AccountsError):
    """An appeal can't be made or decided as asked. The message says why."""
