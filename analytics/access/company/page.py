"""The role table as a page that a lawyer can read. `docs/roles.md` is this text; a test compares them."""

from collections.abc import Iterator

from analytics.access.company.environments import Environment
from analytics.access.company.functional import FUNCTIONAL
from analytics.access.company.principals import PRINCIPALS
from analytics.access.company.table import COMPANY_ROLES, CompanyRole

_NAMES = {"default": "transactional"}
_HEAD = """# Who reaches what

Printed by `manage.py policy table` from `analytics/access/company/`, which is what `manage.py policy apply` makes true
in the databases and `manage.py policy verify` compares them with. A role has what its row says, and nothing else.
"""


def as_markdown() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_company(), *_functional(), *_principals()])


def _company() -> Iterator[str]:
    yield "## People, by company role\n"
    for role in COMPANY_ROLES.values():
        yield f"### {role.title} (`{role.login}`)\n"
        yield f"{role.says}\n"
        yield f"Answered for by the {role.owner}; last looked at on {role.reviewed_on}.\n"
        yield "| environment | tables | code | infrastructure | applications | most private class |"
        yield "|---|---|---|---|---|---|"
        yield from (_row(role, environment) for environment in Environment)
        yield ""


def _row(role: CompanyRole, environment: Environment) -> str:
    reach = role.in_(environment)
    tables = ", ".join(reach.tables) or "nothing"
    ceiling = reach.ceiling if reach.tables else "none"
    where = f"{environment} ({environment.data})"
    return f"| {where} | {tables} | {reach.code} | {reach.infrastructure} | {reach.applications} | {ceiling} |"


def _functional() -> Iterator[str]:
    yield "## Functional roles: what the words under `tables` stand for\n"
    for role in FUNCTIONAL.values():
        yield f"### {role.name}\n"
        yield f"{role.says}\n"
        for store, relations in role.tables.items():
            yield from (
                f"- {_NAMES.get(store, store)}: `{relation}`, {verbs}" for relation, verbs in sorted(relations.items())
            )
        yield ""


def _principals() -> Iterator[str]:
    yield "## Service principals: the processes\n"
    yield "| process | for | logins | keys | answered for by | looked at |"
    yield "|---|---|---|---|---|---|"
    for name, principal in PRINCIPALS.items():
        logins = {
            "transactional" if store == "default" else store: it for store, it in principal.process.logins.items()
        }
        reached = ", ".join(f"{login} on {store}" for store, login in logins.items()) or "none"
        keys = ", ".join(sorted(principal.process.purposes)) or "none"
        yield f"| {name} | {principal.says} | {reached} | {keys} | {principal.owner} | {principal.reviewed_on} |"
    yield ""
