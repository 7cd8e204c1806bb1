"""The archive: a file for each table, what analytics hold, and what all of it means."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from privacy_rights.data_subjects import exported_fields, exported_tables
from reviews_site.privacy import Privacy, SubjectPath, classification

STORE = "default"
_README = """Everything that this site keeps of you.

account/<table>.json  your rows of that table, and nobody else's
analytics.json        what statistics hold of you, under your pseudonym
schema.json           each table's columns: what they mean, and how private they are

Left out: secrets. These are hashes of passwords, keys of sessions, the secrets of passkeys and apps, and the address of
a page where a document is checked. They say nothing of you, and who found this file could sign in with them. Left out
too: which other account did something to yours; that it was done, and when, is in it. What was known of a document is
kept as a keyed fingerprint that leads to nobody without the document itself.
"""


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
    return {model._meta.db_table: _columns(model, subject) for model, subject in exported_tables(STORE)}


def _columns(model: type[Model], subject: SubjectPath) -> dict[str, dict[str, str]]:
    classes = classification(model) if hasattr(model, "privacy") else {}
    return {
        str(field.column): {"means": field.db_comment or "", "class": str(classes.get(field.name, Privacy.PERSONAL))}
        for field in exported_fields(model, subject)
    }


def _as_json(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True)
