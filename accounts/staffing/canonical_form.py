"""An act as exact bytes, so that a signature is for this act and of no other. Pure."""

import hashlib
import json
from datetime import datetime

from accounts.models import (
    AppealAction,
    ClaimAction,
    DatasetDecision,
    ElevationDecision,
    ElevationRequest,
    RoleDecision,
    RoleProposal,
    SignedAction,
    SuggestionAction,
)


def digest_of(act: SignedAction) -> bytes:
    """SHA-256 of everything that the act says. A passkey signs it as its challenge; a code is the key over it."""
    said = {"id": str(act.pk), "by": str(act.actor_id), "at": _instant(act.created_at), **_of(act)}
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).digest()


def _of(act: SignedAction) -> dict[str, str]:
    match act:
        case RoleProposal():
            return {
                "change": str(act.change),
                "address": act.address,
                "role": act.role,
                "ends_at": _instant(act.ends_at) if act.ends_at else "",
                "reason": act.reason,
            }
        case RoleDecision():
            # The whole of what is agreed to, so that a proposal that was altered since takes another signature.
            return {"answer": str(act.answer), "proposal": digest_of(act.proposal).hex()}
        case AppealAction():
            outcome = {"outcome": str(act.outcome), "reason": act.reason}
            return {"appeal": str(act.appeal_id), "step": str(act.step), **outcome}
        case ClaimAction():
            return {"claim": str(act.claim_id), "step": str(act.step), "reason": act.reason}
        case SuggestionAction():
            return {"suggestion": str(act.suggestion_id), "step": str(act.step)}
        case DatasetDecision():
            return {
                "request": str(act.request_id),
                "digest": act.digest,
                "name": act.name,
                "step": str(act.step),
                "smallest_group": str(act.smallest_group or ""),
                "people_columns": act.people_columns,
                "ends_at": _instant(act.ends_at) if act.ends_at else "",
                "reason": act.reason,
            }
        case ElevationRequest():
            return _of_elevation(act)
        case ElevationDecision():
            # The whole request with its scope and duration: another scope takes another signature.
            return {"step": str(act.step), "note": act.note, "request": digest_of(act.request).hex()}
        case _:
            raise TypeError(f"{type(act).__name__} has no wording.")


def _of_elevation(act: ElevationRequest) -> dict[str, str]:
    values = {name: str(getattr(act, name)) for name in ("role", "scope", "minutes", "ticket", "reason")}
    return values | {"key": str(act.key or ""), "break_glass": str(act.is_break_glass)}


def _instant(at: datetime) -> str:
    return f"{at.timestamp():.6f}"
