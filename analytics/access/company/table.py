"""The table of company roles: what a person with a job here reaches in each environment, and the owner of the role."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from analytics.access.company.environments import Environment
from reviews_site.privacy import Privacy

DEV, STAGING, PROD = Environment.DEV, Environment.STAGING, Environment.PROD
NOTHING = "nothing"
# After this time the owner of a role has to review it again.
REVIEW_INTERVAL = timedelta(days=365)


@dataclass(frozen=True)
class Reach:
    """What a role reaches in one environment. `tables` names functional roles; the others are for people to keep."""

    tables: tuple[str, ...] = ()
    code: str = NOTHING
    infrastructure: str = NOTHING
    applications: str = NOTHING
    # The most private class of column that it may see there. A test compares every grant with it.
    ceiling: Privacy = Privacy.PUBLIC


@dataclass(frozen=True)
class CompanyRole:
    """A role of a job, with its owner and the date of the last review."""

    login: str
    title: str
    says: str
    owner: str
    reviewed_on: date
    reach: Mapping[Environment, Reach]

    def in_(self, environment: Environment) -> Reach:
        """What it reaches in an environment; nothing where the table has no entry."""
        return self.reach.get(environment, Reach())


_SCIENCE = Reach(
    ("catalogue", "masked-facts", "model-outputs", "published-counts"),
    code="models and their training",
    applications="console: datasets, lineage, tables under their own login",
    ceiling=Privacy.PSEUDONYMOUS,
)
_LOADS = Reach(
    ("catalogue", "loads"),
    code="ingest and registry",
    infrastructure="the relay's queue and logs",
    applications="console: registering datasets, quarantine",
    ceiling=Privacy.REGULAR,
)
_AUDIT = Reach(
    ("catalogue", "audit"),
    code="everything, to read",
    infrastructure="keys, their rotation, logs, alerts",
    applications="console: roles, access, audit",
    ceiling=Privacy.PERSONAL,
)
_BUSINESS = Reach(
    ("catalogue", "published-counts"),
    applications="console: registered datasets of their audience",
    ceiling=Privacy.BUSINESS,
)

_TABLE = (
    CompanyRole(
        "data_scientist",
        "Data scientist, ML engineer",
        "Analyzes reviews and visits, and trains models. Works on pseudonyms and masks; rows of one dataset in clear "
        "take an elevation.",
        "head of data",
        date(2026, 11, 24),
        dict.fromkeys(Environment, _SCIENCE),
    ),
    CompanyRole(
        "data_engineer",
        "Data engineer",
        "Keeps the loads running, registers datasets that others requested, and corrects refused events. Sees that an "
        "event is bad and why, and not what is in it.",
        "head of data",
        date(2026, 11, 24),
        dict.fromkeys(Environment, _LOADS),
    ),
    CompanyRole(
        "security_engineer",
        "Security engineer",
        "Watches over keys, logs and alerts, and reads who did what. Sees the result of an identity "
        "verification, and never a document.",
        "head of security",
        date(2026, 11, 24),
        dict.fromkeys(Environment, _AUDIT),
    ),
    CompanyRole(
        "software_engineer",
        "Software engineer",
        "Builds and runs the site. Works on made-up people in dev and on a scrubbed copy in staging; has no way into "
        "the stores of prod without an elevation.",
        "head of engineering",
        date(2026, 11, 24),
        {
            **dict.fromkeys(
                (DEV, STAGING),
                Reach(
                    ("catalogue", "site-without-people", "facts-without-people"),
                    code="everything",
                    infrastructure="everything",
                    applications="everything",
                    ceiling=Privacy.SECRET,
                ),
            ),
            PROD: Reach(code="everything", infrastructure="machines and deployments", applications="the site's pages"),
        },
    ),
    CompanyRole(
        "marketing_analyst",
        "Marketing or sales analyst",
        "Asks how many, where and when, of published counts and of registered datasets. Never of a person.",
        "head of marketing",
        date(2026, 11, 24),
        dict.fromkeys((DEV, PROD), _BUSINESS),
    ),
    CompanyRole(
        "product_manager",
        "Product manager",
        "Asks how the site is used, of published counts and of registered datasets. Never of a person.",
        "head of product",
        date(2026, 11, 24),
        dict.fromkeys((DEV, PROD), _BUSINESS),
    ),
    CompanyRole(
        "executive",
        "Project manager, executive",
        "Reads dashboards that are made of published counts.",
        "chief executive",
        date(2026, 11, 24),
        dict.fromkeys((DEV, PROD), _BUSINESS),
    ),
    CompanyRole(
        "customer_support",
        "Customer support",
        "Helps one customer at a time, who has asked for it. Has no way into a store: the console shows one masked "
        "record for a complete address, and counts how often.",
        "head of support",
        date(2026, 11, 24),
        dict.fromkeys(
            (DEV, PROD), Reach(applications="console: one customer's masked record; the site's public pages")
        ),
    ),
)

COMPANY_ROLES: dict[str, CompanyRole] = {role.login: role for role in _TABLE}


def overdue(today: date) -> Iterator[str]:
    """A sentence for each role that is due for a review."""
    for role in COMPANY_ROLES.values():
        if today - role.reviewed_on > REVIEW_INTERVAL:
            yield f"{role.login} was last reviewed on {role.reviewed_on}. The {role.owner} has to review it every year."
