"""How the protections of exports are switched off. Merged in `protections.py`."""

from typing import Any
from unittest.mock import patch

from tests.attacks.protections_erasure import Off, Sql, everybody


def anybodys(_user: Any) -> Any:
    """The newest request, whoever's it is."""
    from privacy_rights.models.export import ExportRequest

    return ExportRequest.objects.order_by("-asked_at").first()


def always(_request: Any, _by: Any) -> bool:
    """Takes it again and again."""
    return True


def as_it_is(_purpose: Any, plaintext: bytes, *, context: bytes) -> bytes:
    """Seals nothing."""
    return plaintext


def whatever_lies_there(_purpose: Any, sealed: bytes, *, context: bytes) -> bytes:
    """Opens anything."""
    return sealed


def nobody(_account: Any) -> bool:
    """Says of nobody that they work for the company."""
    return False


def export_protections(sql: Sql) -> dict[str, Off]:
    """The table, made with the way of running SQL as the superuser."""
    return {
        "export_once": lambda: patch("privacy_rights.actions.exports._take", always),
        "export_is_the_owners": lambda: patch.multiple(
            "privacy_rights.actions.exports", export_of=anybodys, _take=always
        ),
        "export_asks_again": lambda: patch("accounts.step_up.is_recently_authenticated", everybody),
        "export_whole": lambda: patch("privacy_rights.export.sealed_parts.aead.unseal", whatever_lies_there),
        "export_not_of_the_companys": lambda: patch("privacy_rights.actions.exports.is_company_account", nobody),
        "export_rows_not_of_the_companys": lambda: sql(
            "default",
            "CREATE OR REPLACE FUNCTION public.is_company_account(account uuid) RETURNS boolean"
            " LANGUAGE sql STABLE AS 'SELECT false'",
        ),
        "export_sealed": lambda: patch.multiple(
            "privacy_rights.export.sealed_parts.aead", seal=as_it_is, unseal=as_it_is
        ),
    }
