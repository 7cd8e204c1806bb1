"""Lets people know of artefacts that this process refused: each raises an alert at the console, which `watch` mails."""

import logging
from pathlib import Path

from django.db import Error, connections

from mlmodels.exceptions import ArtefactRefused

STORE = "analytical"
logger = logging.getLogger(__name__)


def raise_alert(name: str, folder: Path, refusal: ArtefactRefused) -> None:
    """Raise it for the release of model `name` in `folder`; the database decides whether one was raised already.

    An alert that can't be raised is logged: it must not keep the process from the model that it trusts.
    """
    # Whoever wrote the files may have put into the reason what the database takes in no text.
    reason = str(refusal).encode(errors="backslashreplace").decode().replace("\0", "")
    # Where releases lie on this machine is for its log.
    reason = reason.replace(f"{folder.parent.parent}/", "")
    try:
        with connections[STORE].cursor() as cursor:
            cursor.execute("SELECT governance.artefact_refused(%s, %s, %s)", [name, folder.name, reason])
    except Error as problem:
        logger.error("No alert could be raised about %s %s: %s", name, folder.name, type(problem).__name__)
