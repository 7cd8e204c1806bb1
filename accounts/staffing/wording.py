"""An act as exact bytes, so that a proof is of this act and of no other. Pure."""

import hashlib
import json
from datetime import datetime

from accounts.models import AppealAct, StaffAct, StaffDecision, StaffProposal


def digest_of(act: StaffAct) -> bytes:
    """SHA-256 of everything that the act says. A passkey signs it as its challenge; a code is the key over it."""
    said = {"id": str(act.pk), "by": str(act.by), "at": _instant(act.at), **_of(act)}
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).digest()


def _of(act: StaffAct) -> dict[str, str]:
    match act:
        case StaffProposal():
            return {
                "change": str(act.change),
                "address": act.address,
                "role": act.role,
                "ends_at": _instant(act.ends_at) if act.ends_at else "",
                "reason": act.reason,
            }
        case StaffDecision():
            # The whole of what is agreed to, so that a proposal that was altered since takes another signature.
            return {"verdict": str(act.verdict), "proposal": digest_of(act.proposal).hex()}
        case AppealAct():
            return {
                "appeal": str(act.appeal),
                "step": str(act.step),
                "outcome": str(act.outcome),
                "because": act.because,
            }
        case _:
            raise TypeError(f"{type(act).__name__} has no wording.")


def _instant(at: datetime) -> str:
    return f"{at.timestamp():.6f}"
