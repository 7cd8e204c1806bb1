"""Withdrawing a version of a dataset: what somebody signs, and what the registrar does once it is verified.

One person is enough, a data engineer or a security engineer, who signs with a code or passkey and is named in the audit
log. Two would make an emergency stop wait for a second one, and a withdrawal gives nobody access: document and requests
stay, and the dataset comes back by the way that takes two or three people. Everybody who could have done it has mail.
"""

import hashlib
import json
import logging
import uuid
from collections.abc import Iterator

from analytics.access.definitions import StoreGrants
from analytics.access.driver import psycopg_connection
from analytics.datasets import lineage, publishing
from analytics.datasets.decisions import decisions_on
from analytics.datasets.document import InvalidDataset
from analytics.datasets.models import DatasetVersion
from analytics.datasets.registry import live_versions
from analytics.datasets.requests import STORE

logger = logging.getLogger(__name__)
_NAMESPACE = uuid.UUID("5d3a9b0e-5b0c-4d0e-9c55-6a1f0f4e7c21")


def digest_of(version: DatasetVersion) -> str:
    """SHA-256 of what is withdrawn: this version as it was registered then, and none that is registered later."""
    signed = [str(version), version.relation, version.registered_at.isoformat()]
    return hashlib.sha256(json.dumps(signed).encode()).hexdigest()


def withdrawal_id(version: DatasetVersion) -> uuid.UUID:
    """The id that decisions to withdraw a version have in common."""
    return uuid.uuid5(_NAMESPACE, digest_of(version))


def version_under(withdrawal: uuid.UUID) -> DatasetVersion | None:
    """The version that is not withdrawn and has this id."""
    return next((version for version in live_versions() if withdrawal_id(version) == withdrawal), None)


def problem_with(version: DatasetVersion) -> str:
    """Why a version can't be withdrawn now; empty where it can."""
    if version.withdrawn_at:
        return f"{version} is withdrawn already."
    made = sorted(lineage.made_from(version.relation))
    return f"{', '.join(made)} is made of it. Withdraw that first." if made else ""


def withdraw_signed(store: StoreGrants) -> Iterator[DatasetVersion]:
    """Withdraw what somebody signed and `staffing` verified. Each fails by itself, and is tried again."""
    versions = {withdrawal_id(version): version for version in reversed(live_versions())}
    signed = decisions_on(list(versions)) if versions else {}
    for decision, version in versions.items():
        wanted = [each for each in signed.get(decision, []) if each.step == "withdraw"]
        if not any(each.digest == digest_of(version) for each in wanted):
            continue
        try:
            yield publishing.withdraw(
                psycopg_connection(STORE), store, version.dataset, version.version, decision=decision
            )
        except InvalidDataset as refused:
            logger.warning("%s is not withdrawn yet: %s", version, refused)
        # One that nobody thought of must not keep the others waiting.
        except Exception:
            logger.exception("%s can't be withdrawn", version)
