"""The protections of what leaves as a file or a mail."""

from collections.abc import Iterator

from reviews_site.outgoing.scanning import MAIL_TO_PERSON
from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Replaced, Sql, do_nothing

_FOUND = "governance.outgoing_found(text, text, text, boolean, text, text)"


def as_it_is_written(text: str) -> Iterator[str]:
    """Read a text as it is, and in no other way."""
    yield text


def let_through(parts: Iterator[str], _reader: str) -> Iterator[str]:
    """Look through nothing."""
    return parts


def stop_no_mail(_mail: object) -> bool:
    """Send every mail."""
    return False


PROTECTIONS = (
    Protection(
        "outgoing_file",
        "A downloaded file that holds a canary, a token or a private key is not given, and raises an alert.",
        "downloads are not looked through",
        Replaced("analytics.access.query.service.look_through_download", do_nothing),
    ),
    Protection(
        "outgoing_details",
        "A downloaded file with several personal details is not given.",
        "only canaries, tokens and keys are looked for",
        Replaced("analytics.access.query.outgoing.FILE", MAIL_TO_PERSON),
    ),
    Protection(
        "outgoing_encodings",
        "What must not leave is found in base64, hex, gzip, in escapes of a URL, of HTML and of JSON.",
        "a text is read as it is written",
        Replaced("reviews_site.outgoing.scanning.readings", as_it_is_written),
    ),
    Protection(
        "outgoing_borders",
        "What begins in one part of a stream and ends in the next one is found before its beginning left.",
        "each part is looked at alone",
        Replaced("reviews_site.outgoing.scanning.OVERLAP", 0),
    ),
    Protection(
        "outgoing_audit_export",
        "An export of the audit log ends before something that must not leave, and raises an alert.",
        "exports are not looked through",
        Replaced("analytics.console.views.audit._looked_through", let_through),
    ),
    Protection(
        "outgoing_mail",
        "A mail that holds a canary, a token or a private key is not sent, whoever wrote it, and raises an alert.",
        "mail is not looked through",
        Replaced("accounts.actions.mail._is_stopped", stop_no_mail),
    ),
    Protection(
        "outgoing_mail_writer",
        "A process of the company can't write a mail as one that writes to people about themselves.",
        "the database does not say who wrote it",
        Sql("default", "ALTER TABLE accounts_outgoingmail DISABLE TRIGGER outgoing_mail_written"),
    ),
    Protection(
        "outgoing_alerts_bounded",
        "Who asks for many files that hold something has ten alerts of a kind raised in a day.",
        "the alerts of a day are not counted",
        FunctionRedefined("analytical", _FOUND, "10 <=", "10000 <="),
    ),
    Protection(
        "outgoing_alerts_apart",
        "Nobody silences the alert about a stopped file by files that were delivered.",
        "they are counted together",
        FunctionRedefined("analytical", _FOUND, "AND starts_with(a.detail, finding)\n", "\n"),
    ),
)
