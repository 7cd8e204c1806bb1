"""The tables of this app."""

from accounts.models.api_request import ApiRequest
from accounts.models.api_token import ApiToken
from accounts.models.appeal import AppealAction, VerificationAppeal
from accounts.models.claim_action import ClaimAction
from accounts.models.consent import Consent
from accounts.models.dataset_decision import DatasetDecision, DatasetNotification
from accounts.models.elevation import Elevation, ElevationDecision, ElevationRequest
from accounts.models.honey_token import HoneyToken, HoneyTokenUse
from accounts.models.identity_verification import (
    AbandonedSession,
    VerificationRequest,
    VerificationSession,
    VerificationStatus,
    VerificationWithdrawal,
)
from accounts.models.mail import OutgoingMail
from accounts.models.profile import Profile
from accounts.models.security import SecurityEvent, StaffSecurityEvent
from accounts.models.session import Session
from accounts.models.signed_actions import RoleDecision, RoleProposal, SignedAction, SignedActionOutcome, UsedCode
from accounts.models.staff import StaffInvitation, StaffRole
from accounts.models.suggestion_action import SuggestionAction
from accounts.models.support import CustomerLookup
from accounts.models.user import User

__all__ = [
    "AbandonedSession",
    "ApiRequest",
    "ApiToken",
    "AppealAction",
    "ClaimAction",
    "Consent",
    "CustomerLookup",
    "DatasetDecision",
    "DatasetNotification",
    "Elevation",
    "ElevationDecision",
    "ElevationRequest",
    "HoneyToken",
    "HoneyTokenUse",
    "OutgoingMail",
    "Profile",
    "RoleDecision",
    "RoleProposal",
    "SecurityEvent",
    "Session",
    "SignedAction",
    "SignedActionOutcome",
    "StaffInvitation",
    "StaffRole",
    "StaffSecurityEvent",
    "SuggestionAction",
    "UsedCode",
    "User",
    "VerificationAppeal",
    "VerificationRequest",
    "VerificationSession",
    "VerificationStatus",
    "VerificationWithdrawal",
]
