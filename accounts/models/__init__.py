"""The tables of this app."""

from accounts.models.appeal import AppealAct, VerificationAppeal
from accounts.models.consent import Consent
from accounts.models.erasure import ErasureRequest, ErasureTakenBack, FileRewrite
from accounts.models.export import ExportRequest
from accounts.models.mail import OutgoingMail
from accounts.models.profile import Profile
from accounts.models.security import SecurityEvent, StaffSecurityEvent
from accounts.models.session import Session
from accounts.models.staff import StaffInvitation, StaffRole
from accounts.models.staffing import StaffAct, StaffDecision, StaffOutcome, StaffProposal, UsedCode
from accounts.models.support import CustomerLookup
from accounts.models.user import User
from accounts.models.verification import (
    LeftSession,
    VerificationRequest,
    VerificationSession,
    VerificationStatus,
    VerificationWithdrawal,
)

__all__ = [
    "AppealAct",
    "Consent",
    "CustomerLookup",
    "ErasureRequest",
    "ErasureTakenBack",
    "ExportRequest",
    "FileRewrite",
    "LeftSession",
    "OutgoingMail",
    "Profile",
    "SecurityEvent",
    "Session",
    "StaffAct",
    "StaffDecision",
    "StaffInvitation",
    "StaffOutcome",
    "StaffProposal",
    "StaffRole",
    "StaffSecurityEvent",
    "UsedCode",
    "User",
    "VerificationAppeal",
    "VerificationRequest",
    "VerificationSession",
    "VerificationStatus",
    "VerificationWithdrawal",
]
