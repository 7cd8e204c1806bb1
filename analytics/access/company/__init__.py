"""What people of the company reach: company roles, the functional roles that they consist of, and service principals.

`docs/roles.md` is generated from this table, and `manage.py policy` applies it.
"""

from analytics.access.company.environments import Environment
from analytics.access.company.functional import FUNCTIONAL_ROLES, FunctionalRole
from analytics.access.company.principals import PRINCIPALS, Principal
from analytics.access.company.table import COMPANY_ROLES, CompanyRole, Reach

__all__ = [
    "COMPANY_ROLES",
    "FUNCTIONAL_ROLES",
    "PRINCIPALS",
    "CompanyRole",
    "Environment",
    "FunctionalRole",
    "Principal",
    "Reach",
]
