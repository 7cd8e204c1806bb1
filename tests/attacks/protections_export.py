"""How the protections of exports are switched off. Merged in `protections.py`."""

from typing import Any
from unittest.mock import patch

from tests.attacks.protections_erasure import Off, everybody


def anybodys(_user: Any) -> Any:
    """The newest request, whoever's it is."""
    from accounts.models import ExportRequest

    return ExportRequest.objects.order_by("-asked_at").first()


def always(_request: Any, _by: Any) -> bool:
    """Takes it again and again."""
    return True


def as_it_is(_purpose: Any, plaintext: bytes, *, context: bytes) -> bytes:
    """Seals nothing."""
    return plaintext


def export_protections() -> dict[str, Off]:
    """The table."""
    return {
        "export_once": lambda: patch("accounts.actions.exports._take", always),
        "export_is_the_owners": lambda: patch.multiple("accounts.actions.exports", export_of=anybodys, _take=always),
        "export_asks_again": lambda: patch("accounts.step_up.is_fresh", everybody),
        "export_sealed": lambda: patch.multiple("reviews_site.exports.aead", seal=as_it_is, unseal=as_it_is),
    }
