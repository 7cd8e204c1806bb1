"""The archive: a file for each table, what analytics hold, and what all of it means."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Model

from privacy_rights.data_subjects import tables_of_people
from reviews_site.privacy import Privacy, SubjectPath, classification
from reviews_site.routing import STORE_OF_APP

STORE = "default"
# Of packages' tables, which carry no classes: seeds of codes and keys of passkeys.
SECRETS_OF_PACKAGES = {("mfa_authenticator", "data")}
_README = """Everything that this site keeps of you.

account/<table>.json  your rows of that table, and nobody else's
analytics.json        what statistics hold of you, under your pseudonym
schema.json           each table's columns: what they mean, and how private they are

Left out: secrets. These are hashes of passwords, keys of sessions, the secrets of passkeys and apps, and the address of
a page where a document is checked. They say nothing of you, and who found this file could sign in with them. Left out
too: which other account did something to yours; that it was done, and when, is in it. What was known of a document is
kept as a keyed fingerprint that leads to nobody without the document itself.
"""


def exported_tables() -> Iterator[tuple[type[Model], SubjectPath, list[str]]]:
    """Each table of this store that people are given their rows of, with the columns that they are given."""
    for model, subject in tables_of_people():
        if not subject.not_exported and STORE_OF_APP.get(model._meta.app_label, STORE) == STORE:
            columns = [str(field.column) for field in model._meta.local_concrete_fields if not _secret(model, field)]
            yield model, subject, columns


def build_archive(rows: Mapping[str, list[dict[str, Any]]], analytics: bytes) -> bytes:
    """The zip's bytes. `rows` are one person's, by table."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("README.txt", _README)
        file.writestr("schema.json", _as_json(_schema()))
        file.writestr("analytics.json", analytics)
        for table, found in sorted(rows.items()):
            file.writestr(f"account/{table}.json", _as_json(found))
    return out.getvalue()


def _schema() -> dict[str, dict[str, dict[str, str]]]:
    return {model._meta.db_table: _columns(model, given) for model, _, given in exported_tables()}


def _columns(model: type[Model], given: list[str]) -> dict[str, dict[str, str]]:
    classes = classification(model) if hasattr(model, "privacy") else {}
    return {
        str(field.column): {"means": field.db_comment or "", "class": str(classes.get(field.name, Privacy.PERSONAL))}
        for field in model._meta.local_concrete_fields
        if field.column in given
    }


def _secret(model: type[Model], field: Any) -> bool:
    if (model._meta.db_table, field.column) in SECRETS_OF_PACKAGES:
        return True
    return hasattr(model, "privacy") and classification(model)[field.name] is Privacy.SECRET


def _as_json(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True)
