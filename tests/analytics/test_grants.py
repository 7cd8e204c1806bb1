"""What is granted, against how private it is declared to be; and how the table of grants reads."""

import pytest
from django.apps import apps
from django.db.models import Model

from analytics.access.grants import STORES
from analytics.access.grants.analytical import ABOVE_THE_CEILING, CEILINGS
from analytics.access.vocabulary import Grant, parse
from reviews_site.privacy import Privacy, columns
from reviews_site.processes import PROCESSES

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
    return next(model for model in apps.get_models() if model._meta.db_table.replace('"', "") == relation)


def seen(login: str) -> dict[tuple[str, str], Privacy]:
    """Every column that a login of the analytical store may select, with its class."""
    found = {}
    for grant in STORES["analytical"].grants:
        if grant.login == login and grant.verb == "SELECT":
            classes = columns(model_of(grant.relation))
            for column in [grant.column] if grant.column else classes:
                found[grant.relation, column] = classes[column]
    return found


@pytest.mark.parametrize("login", STORES["analytical"].logins)
def test_no_login_sees_a_column_above_its_ceiling(login: str) -> None:
    above = {
        column
        for (_, column), privacy in seen(login).items()
        if privacy.rank > CEILINGS[login].rank and (login, column) not in ABOVE_THE_CEILING
    }
    assert above == set()


def test_analysts_and_dashboards_see_neither_texts_nor_birth_years() -> None:
    for login in ("dashboards", "data_scientist"):
        assert {"text", "birth_year", "gender", "payload"}.isdisjoint(column for _, column in seen(login))


def test_web_writes_no_privileged_state() -> None:
    verbs = STORES["default"].tables["web"]
    assert {verbs[f"public.{table}"] for table in PRIVILEGED} == {"SELECT"}


def test_every_login_of_a_process_has_a_table() -> None:
    for process in PROCESSES.values():
        for store, login in process.logins.items():
            assert login == "migrator" or login in STORES[store].tables, (process.name, store)


def test_a_cell_reads_as_verbs_with_columns() -> None:
    assert set(parse("relay", "t", "SELECT, UPDATE (a, b)")) == {
        Grant("relay", "t", "SELECT"),
        Grant("relay", "t", "UPDATE", "a"),
        Grant("relay", "t", "UPDATE", "b"),
    }


@pytest.mark.parametrize("cell", ["ALL", "SELECT; DROP TABLE x", "SELECT UPDATED"])
def test_a_cell_that_does_not_read_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="can't be read"):
        list(parse("web", "t", cell))
