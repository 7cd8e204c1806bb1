"""What the people of the company reach: company roles, the functional roles behind them, and service principals.

One table, which a lawyer can read (`docs/roles.md` is printed from it) and `manage.py policy` makes true.
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
