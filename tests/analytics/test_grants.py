"""What is granted, against how private it is declared to be; and how the table of grants reads."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db.models import Model

from analytics.access.company import COMPANY_ROLES, PRINCIPALS, Environment
from analytics.access.company.table import overdue
from analytics.access.definitions import Grant, by_column, merge_bundles, parse_grants
from analytics.access.grants.ceilings import ABOVE_THE_CEILING, CEILINGS
from analytics.access.stores import store_grants
from reviews_site.privacy import Privacy, columns, relation_name
from reviews_site.processes import COMPANY_LOGINS, PROCESSES

STORES = {environment: store_grants(environment) for environment in Environment}
PROD = STORES[Environment.PROD]
# What `web` may read and never write: being in here is what makes somebody confirmed, or an owner.
PRIVILEGED = {
    "accounts_verificationstatus",
    "accounts_verificationsession",
    "accounts_user_groups",
    "accounts_user_user_permissions",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "guardian_groupobjectpermission",
    "guardian_userobjectpermission",
    "restaurants_restaurant",
    "restaurants_restaurantgroupobjectpermission",
    "restaurants_restaurantuserobjectpermission",
}


def model_of(relation: str) -> type[Model]:
    return next(model for model in apps.get_models() if relation_name(model) == relation)


def seen(login: str, environment: Environment = Environment.PROD) -> dict[tuple[str, str], Privacy]:
    """Every column that a login of the analytical store may select, with its class."""
    found = {}
    for grant in STORES[environment]["analytical"].grants:
        if grant.login == login and grant.verb == "SELECT":
            classes = columns(model_of(grant.relation))
            for column in [grant.column] if grant.column else classes:
                found[grant.relation, column] = classes[column]
    return found


def ceiling(login: str, environment: Environment) -> Privacy:
    return CEILINGS[login] if login in CEILINGS else COMPANY_ROLES[login].in_(environment).ceiling


@pytest.mark.parametrize("environment", Environment)
@pytest.mark.parametrize("login", [*CEILINGS, *COMPANY_ROLES])
def test_no_login_sees_a_column_above_its_ceiling(login: str, environment: Environment) -> None:
    above = {
        column
        for (_, column), privacy in seen(login, environment).items()
        if privacy.rank > ceiling(login, environment).rank and (login, column) not in ABOVE_THE_CEILING
    }
    assert above == set()


def test_analysts_and_dashboards_see_neither_texts_nor_birth_years() -> None:
    for login in ("dashboards", "data_scientist"):
        assert {"text", "birth_year", "gender", "payload"}.isdisjoint(column for _, column in seen(login))


def test_web_writes_no_privileged_state() -> None:
    rights = {(grant.relation, grant.verb) for grant in PROD["default"].grants if grant.login == "web"}
    assert {verb for relation, verb in rights if relation.removeprefix("public.") in PRIVILEGED} == {"SELECT"}


def test_every_login_of_a_process_has_a_table() -> None:
    for process in PROCESSES.values():
        for store, login in process.logins.items():
            assert login == "migrator" or login in PROD[store].tables, (process.name, store)


def test_a_login_has_one_session_on_both_databases_of_a_cluster() -> None:
    """PostgreSQL keeps a role's settings for the cluster: what the vault said last would hold in the other too."""
    first, second = PROD["default"].sessions, PROD["vault"].sessions
    assert {login for login in first.keys() & second.keys() if first[login] != second[login]} == set()


def test_a_cell_reads_as_verbs_with_columns() -> None:
    assert set(parse_grants("relay", "t", "SELECT, UPDATE (a, b)")) == {
        Grant("relay", "t", "SELECT"),
        Grant("relay", "t", "UPDATE", "a"),
        Grant("relay", "t", "UPDATE", "b"),
    }


@pytest.mark.parametrize("cell", ["ALL", "SELECT; DROP TABLE x", "SELECT UPDATED"])
def test_a_cell_that_does_not_read_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="can't be read"):
        list(parse_grants("web", "t", cell))


def test_bundles_that_share_a_relation_become_one_cell() -> None:
    assert merge_bundles(
        [{"t": "SELECT (a, b)"}, {"t": "SELECT (c), DELETE"}, {"s": "SELECT (a)"}, {"s": "SELECT"}]
    ) == {
        "t": "DELETE, SELECT (a, b, c)",
        "s": "SELECT",
    }


def test_a_right_on_a_relation_is_written_out_by_column() -> None:
    cell = by_column("SELECT, UPDATE (a), DELETE, MAINTAIN", ["b", "a"])
    assert cell == "DELETE, MAINTAIN, SELECT (a, b), UPDATE (a)"


@pytest.mark.parametrize("environment", Environment)
def test_people_write_nothing(environment: Environment) -> None:
    verbs = {
        grant.verb for store in STORES[environment].values() for grant in store.grants if grant.login in COMPANY_ROLES
    }
    assert verbs == {"SELECT"}


def test_software_engineers_reach_no_store_of_prod() -> None:
    assert all("software_engineer" not in store.logins for store in PROD.values())
    assert "software_engineer" in STORES[Environment.STAGING]["default"].logins


def test_nobody_with_a_job_here_reaches_the_vault() -> None:
    for environment in Environment:
        assert not set(STORES[environment]["vault"].logins) & set(COMPANY_ROLES)


def test_every_process_and_every_company_login_has_a_line_that_somebody_answers_for() -> None:
    assert set(PRINCIPALS) == set(PROCESSES)
    assert set(COMPANY_ROLES) == set(COMPANY_LOGINS)


def test_a_line_that_nobody_looked_at_for_a_year_is_reported() -> None:
    newest = max(role.reviewed_on for role in COMPANY_ROLES.values())
    assert list(overdue(newest)) == []
    assert len(list(overdue(newest + timedelta(days=366)))) == len(COMPANY_ROLES)
