"""The table of company roles: what a person with a job here reaches, in each environment, and who answers for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from analytics.access.company.environments import Environment
from reviews_site.privacy import Privacy

DEV, STAGING, PROD = Environment.DEV, Environment.STAGING, Environment.PROD
NOTHING = "nothing"
# How long a line may stand before somebody has to look at it again.
REVIEWED_EVERY = timedelta(days=365)


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
    """One line of the table."""

    login: str
    title: str
    says: str
    owner: str
    reviewed_on: date
    reach: Mapping[Environment, Reach]

    def in_(self, environment: Environment) -> Reach:
        """What it reaches there; nothing where the line says nothing."""
        return self.reach.get(environment, Reach())


def _alike(reach: Reach, *environments: Environment) -> dict[Environment, Reach]:
    return dict.fromkeys(environments, reach)


_SCIENCE = Reach(
    ("catalogue", "masked-facts", "model-outputs", "published-counts"),
    code="models and their training",
    applications="console: datasets, lineage, tables under their own login",
    ceiling=Privacy.PSEUDONYMOUS,
)
_LOADS = Reach(
    (
        "catalogue",
        "loads",
    ),
    code="ingest and registry",
    infrastructure="the relay's queue and logs",
    applications="console: registering datasets, quarantine",
    ceiling=Privacy.REGULAR,
)
_AUDIT = Reach(
    (
        "catalogue",
        "audit",
    ),
    code="everything, to read",
    infrastructure="keys, their rotation, logs, alerts",
    applications="console: roles, access, audit",
    ceiling=Privacy.PERSONAL,
)
_BUSINESS = Reach(
    (
        "catalogue",
        "published-counts",
    ),
    applications="console: registered datasets of their audience",
    ceiling=Privacy.BUSINESS,
)

_TABLE = (
    CompanyRole(
        "data_scientist",
        "Data scientist, ML engineer",
        "Looks for what reviews and visits tell, and trains models. Works on pseudonyms and masks; rows of one dataset "
        "in clear take an elevation.",
        "head of data",
        date(2026, 11, 24),
        _alike(_SCIENCE, DEV, STAGING, PROD),
    ),
    CompanyRole(
        "data_engineer",
        "Data engineer",
        "Keeps the loads running, registers datasets that others have asked for, and mends what was refused. Sees that "
        "an event is bad and why, and not what is in it.",
        "head of data",
        date(2026, 11, 24),
        _alike(_LOADS, DEV, STAGING, PROD),
    ),
    CompanyRole(
        "security_engineer",
        "Security engineer",
        "Watches over keys, logs and alerts, and reads who did what. Sees how a check of an identity came out, and "
        "never a proof.",
        "head of security",
        date(2026, 11, 24),
        _alike(_AUDIT, DEV, STAGING, PROD),
    ),
    CompanyRole(
        "software_engineer",
        "Software engineer",
        "Builds and runs the site. Works on made-up people in dev and on a scrubbed copy in staging; has no way into "
        "the stores of prod without an elevation.",
        "head of engineering",
        date(2026, 11, 24),
        {
            **_alike(
                Reach(
                    ("catalogue", "site-without-people", "facts-without-people"),
                    code="everything",
                    infrastructure="everything",
                    applications="everything",
                    ceiling=Privacy.SECRET,
                ),
                DEV,
                STAGING,
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
        _alike(_BUSINESS, DEV, PROD),
    ),
    CompanyRole(
        "product_manager",
        "Product manager",
        "Asks how the site is used, of published counts and of registered datasets. Never of a person.",
        "head of product",
        date(2026, 11, 24),
        _alike(_BUSINESS, DEV, PROD),
    ),
    CompanyRole(
        "executive",
        "Project manager, executive",
        "Reads dashboards that are made of published counts.",
        "chief executive",
        date(2026, 11, 24),
        _alike(_BUSINESS, DEV, PROD),
    ),
    CompanyRole(
        "customer_support",
        "Customer support",
        "Helps one customer at a time, who has asked for it. Has no way into a store: the console shows one masked "
        "record, to whoever knows the whole address, and counts the looks.",
        "head of support",
        date(2026, 11, 24),
        _alike(Reach(applications="console: one customer's masked record; the site's public pages"), DEV, PROD),
    ),
)

COMPANY_ROLES: dict[str, CompanyRole] = {role.login: role for role in _TABLE}


def overdue(today: date) -> Iterator[str]:
    """A sentence for each line that nobody has looked at for too long."""
    for role in COMPANY_ROLES.values():
        if today - role.reviewed_on > REVIEWED_EVERY:
            yield f"The line of {role.login} was last looked at on {role.reviewed_on}: {role.owner} has to, every year."
