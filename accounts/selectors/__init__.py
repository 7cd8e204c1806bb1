"""What other rooms may read of accounts."""

from accounts.selectors.consents import history_of, outstanding_for, terms_are_accepted
from accounts.selectors.data_uses import allowed_uses, data_uses_of
from accounts.selectors.profiles import profile_of, public_names_of
from accounts.selectors.staff import company_roles_of, is_company_account
from accounts.selectors.verifications import confirmation_of, is_confirmed, person_facts, verification_of

__all__ = [
    "allowed_uses",
    "company_roles_of",
    "confirmation_of",
    "data_uses_of",
    "history_of",
    "is_company_account",
    "is_confirmed",
    "outstanding_for",
    "person_facts",
    "profile_of",
    "public_names_of",
    "terms_are_accepted",
    "verification_of",
]
