"""What other rooms may read of this one: confirmations, facts for the policy, public names."""

from accounts.selectors.confirmations import Confirmation, confirmation_of, confirmations_of, is_confirmed, person_facts
from accounts.selectors.profiles import profile_of, public_names_of
from accounts.selectors.staff import company_roles_of, is_company_account
from accounts.selectors.verifications import Verification, verification_of

__all__ = [
    "Confirmation",
    "Verification",
    "company_roles_of",
    "confirmation_of",
    "confirmations_of",
    "is_company_account",
    "is_confirmed",
    "person_facts",
    "profile_of",
    "public_names_of",
    "verification_of",
]
