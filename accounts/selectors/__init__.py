"""What other rooms may read of this one: confirmations, facts for the policy, public names."""

from accounts.selectors.confirmations import Confirmation, confirmation_of, confirmations_of, is_confirmed, person_facts
from accounts.selectors.consents import Outstanding, history_of, outstanding_for, terms_are_accepted
from accounts.selectors.profiles import profile_of, public_names_of
from accounts.selectors.staff import company_roles_of, is_company_account
from accounts.selectors.uses import Use, allowed_uses, uses_of
from accounts.selectors.verifications import Verification, verification_of

__all__ = [
    "Confirmation",
    "Outstanding",
    "Use",
    "Verification",
    "allowed_uses",
    "company_roles_of",
    "confirmation_of",
    "confirmations_of",
    "history_of",
    "is_company_account",
    "is_confirmed",
    "outstanding_for",
    "person_facts",
    "profile_of",
    "public_names_of",
    "terms_are_accepted",
    "uses_of",
    "verification_of",
]
