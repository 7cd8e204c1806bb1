"""Links that end mails of one kind without a sign-in (RFC 8058), sealed so that nobody can make or read one.

A link is for one person, one kind, and one choice of theirs: whoever chooses anew is not reached by older links.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID

from restaurants.enums import NotificationKind
from reviews_site.crypto.aead import Tampered, seal, unseal
from reviews_site.processes import Purpose
from reviews_site.web.discovery import absolute

_CONTEXT = b"unsubscribe"


@dataclass(frozen=True)
class UnsubscribeLink:
    """Whose mails of which kind a link ends, and which of their choices."""

    person: UUID
    kind: NotificationKind
    version: int

    @property
    def address(self) -> str:
        """The link."""
        words = f"{self.person} {self.kind} {self.version}".encode()
        token = urlsafe_b64encode(seal(Purpose.UNSUBSCRIBE, words, context=_CONTEXT)).decode().rstrip("=")
        return absolute(f"/unsubscribe/{token}/")


def read_token(token: str) -> UnsubscribeLink | None:
    """What the token of a link says; None where we did not make it."""
    try:
        sealed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        person, kind, version = unseal(Purpose.UNSUBSCRIBE, sealed, context=_CONTEXT).decode().split(" ")
        return UnsubscribeLink(UUID(person), NotificationKind(kind), int(version))
    except (Tampered, binascii.Error, ValueError):
        return None
