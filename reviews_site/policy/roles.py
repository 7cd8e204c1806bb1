"""Who may do what, as a table that a lawyer can read. What the state of things allows is decided in `decide`."""

from enum import StrEnum

from reviews_site.policy.permissions import Permission


class Role(StrEnum):
    """A part that someone plays. Owning a restaurant is none: an object permission says so, place by place."""

    VISITOR = "visitor"
    MEMBER = "member"
    OPERATOR = "operator"
    DATA_SCIENTIST = "data_scientist"
    DATA_ENGINEER = "data_engineer"
    SECURITY_ENGINEER = "security_engineer"
    SOFTWARE_ENGINEER = "software_engineer"
    MARKETING_ANALYST = "marketing_analyst"
    PRODUCT_MANAGER = "product_manager"
    EXECUTIVE = "executive"
    CUSTOMER_SUPPORT = "customer_support"


# What a company role may open in the console. Which rows and columns come back is the databases' own answer.
_ASKS = frozenset(
    {
        *(Permission.CONSOLE_OPEN, Permission.CATALOGUE_READ, Permission.ROWS_READ, Permission.SQL_RUN),
        Permission.DATASET_REQUEST,
    }
)

# May ask for more for a limited time. What exactly, and who approves, is in `elevations.py`.
_ELEVATED = frozenset({Permission.ELEVATION_REQUEST, Permission.ELEVATION_READ})

ROLES: dict[Role, frozenset[Permission]] = {
    # Anyone, signed in or not.
    Role.VISITOR: frozenset(),
    # Signed in with a confirmed e-mail address.
    Role.MEMBER: frozenset({Permission.REVIEW_POST, Permission.PROFILE_EDIT, Permission.VERIFICATION_START}),
    # A command run by the people who run the site.
    Role.OPERATOR: frozenset({Permission.OWNERS_GRANT, Permission.TABLE_CODES_MAKE, Permission.EVENTS_MEND}),
    # Signed in to the console with a second factor.
    Role.DATA_SCIENTIST: _ASKS | _ELEVATED | {Permission.LOADS_READ},
    Role.DATA_ENGINEER: _ELEVATED
    | frozenset(
        {
            Permission.CONSOLE_OPEN,
            Permission.CATALOGUE_READ,
            Permission.ROWS_READ,
            Permission.ROWS_COMPARE,
            Permission.SQL_RUN,
            Permission.DATASET_DECIDE,
            Permission.DATASET_WITHDRAW,
            Permission.LOADS_READ,
            Permission.EVENTS_REPLAY,
        }
    ),
    Role.SECURITY_ENGINEER: frozenset(
        {
            Permission.CONSOLE_OPEN,
            Permission.CATALOGUE_READ,
            Permission.ROWS_COMPARE,
            Permission.LOADS_READ,
            Permission.ACCESS_READ,
            Permission.DATASET_ACCEPT,
            Permission.DATASET_WITHDRAW,
            Permission.STAFF_ASSIGN,
            Permission.APPEAL_READ,
            Permission.APPEAL_DECIDE,
            Permission.CLAIM_READ,
            Permission.CLAIM_PROPOSE,
            Permission.CLAIM_DECIDE,
            Permission.SUGGESTION_CHECK,
            Permission.ELEVATION_APPROVE,
            Permission.ELEVATION_READ,
            Permission.LEAK_TRIAGE,
        }
    ),
    Role.SOFTWARE_ENGINEER: _ELEVATED
    | {
        *(Permission.CONSOLE_OPEN, Permission.CATALOGUE_READ, Permission.ROWS_READ, Permission.SQL_RUN),
        Permission.LOADS_READ,
    },
    Role.MARKETING_ANALYST: _ASKS | {Permission.NOISY_ASK},
    Role.PRODUCT_MANAGER: _ASKS | {Permission.NOISY_ASK},
    Role.EXECUTIVE: frozenset(
        {Permission.CONSOLE_OPEN, Permission.CATALOGUE_READ, Permission.ROWS_READ, Permission.NOISY_ASK}
    ),
    Role.CUSTOMER_SUPPORT: frozenset(
        {
            Permission.CONSOLE_OPEN,
            Permission.CUSTOMER_READ,
            Permission.APPEAL_READ,
            Permission.APPEAL_PROPOSE,
            Permission.CLAIM_READ,
            Permission.CLAIM_PROPOSE,
            Permission.SUGGESTION_CHECK,
            Permission.RECEIPT_CHECK,
            Permission.PHOTO_COMPARE,
            Permission.REPLY_CHECK,
        }
    ),
}
