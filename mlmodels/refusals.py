"""Lets people know of artefacts that this process refused: each raises an alert at the console, which `watch` mails."""

from pathlib import Path

from django.db import connections

from mlmodels.exceptions import ArtefactRefused

STORE = "analytical"


def raise_alert(name: str, folder: Path, refusal: ArtefactRefused) -> None:
    """Raise it for the release of model `name` in `folder`; the database decides whether one was raised already."""
    # Whoever wrote the files may have put into the reason what the database takes in no text.
    reason = str(refusal).encode(errors="backslashreplace").decode().replace("\0", "")
    with connections[STORE].cursor() as cursor:
        cursor.execute("SELECT governance.artefact_refused(%s, %s, %s)", [name, folder.name, reason])
