"""Tasks of the worker `identity`."""

from privacy_rights.erasure import vault
from privacy_rights.tasks import VAULT_TASK
from reviews_site.celery import app


@app.task(name=VAULT_TASK)
def erase_digests() -> None:
    """Erase the identity digests of accounts that are being erased."""
    vault.erase_due()
