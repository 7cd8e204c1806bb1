"""Each sentence about who sees a field of the profile is true: compared with classes and grants."""

import re

import pytest
from django.db import connections

from accounts.disclosures import DISCLOSURES
from accounts.models import Profile
from accounts.profile_forms import ProfileForm
from analytics.access.company import COMPANY_ROLES, Environment
from analytics.access.stores import store_grants
from analytics.ingest.models import UserDemographics
from reviews_site.privacy import Privacy, columns

_GRANTED = """
SELECT r.rolname::text, n.nspname || '.' || c.relname, a.attname::text
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace, aclexplode(a.attacl) AS given
JOIN pg_catalog.pg_roles r ON r.oid = given.grantee
WHERE n.nspname || '.' || c.relname = ANY(%s) AND given.privilege_type = 'SELECT'
"""
# Of the row and not of what somebody says: whose, in which region it is kept, when it was saved.
OWN = {"name_skeleton", "user_id", "home_region", "updated_at"}
IN_PROD = {
    alias: {grant for grant in store.grants if grant.verb == "SELECT"}
    for alias, store in store_grants(Environment.PROD).items()
}


def people_who_read(alias: str, relation: str, column: str) -> set[str]:
    """Logins of the company that may select a column where people are real."""
    readers = {grant.login for grant in IN_PROD[alias] if grant.relation == relation and grant.column in (column, "")}
    return readers & set(COMPANY_ROLES)


def test_every_field_of_a_profile_is_in_the_table_and_in_the_form() -> None:
    told = [column for each in DISCLOSURES.values() for column in each.columns]
    assert sorted(told) == sorted(set(columns(Profile)) - OWN)
    assert set(told) == set(ProfileForm.base_fields)


@pytest.mark.parametrize("name", DISCLOSURES)
def test_only_fields_that_are_classed_public_are_called_public(name: str) -> None:
    classes = {columns(Profile)[column] for column in DISCLOSURES[name].columns}
    assert DISCLOSURES[name].is_public is (classes == {Privacy.PUBLIC})
    assert DISCLOSURES[name].is_public or Privacy.PUBLIC not in classes


@pytest.mark.parametrize("name", DISCLOSURES)
def test_nobody_of_the_company_reads_a_profile_on_the_site(name: str) -> None:
    for column in DISCLOSURES[name].columns:
        assert people_who_read("default", "public.accounts_profile", column) == set()


@pytest.mark.parametrize("name", DISCLOSURES)
def test_whoever_reads_it_in_analytics_is_named_and_nobody_else(name: str) -> None:
    for path, said in DISCLOSURES[name].analytical.items():
        relation, _, column = path.rpartition(".")
        assert people_who_read("analytical", relation, column) == set(said), path
    for login in {login for logins in DISCLOSURES[name].analytical.values() for login in logins}:
        assert login.replace("_", " ") in DISCLOSURES[name].sentence.casefold()


def test_every_column_that_analytics_keeps_of_what_people_say_is_in_the_table() -> None:
    kept = {path for each in DISCLOSURES.values() for path in each.analytical}
    personal = {name for name, its in columns(UserDemographics).items() if its.rank >= Privacy.PSEUDONYMOUS.rank}
    assert kept == {f"core.user_demographics.{column}" for column in personal - {"person"}}


def test_restaurants_read_the_counts_that_the_table_gives_them_and_no_others() -> None:
    for each in DISCLOSURES.values():
        read = {grant.relation for grant in IN_PROD["analytical"] if grant.login == "dashboards"}
        assert ("Restaurants" in each.audience) is bool(set(each.counts) & read)


@pytest.mark.django_db(databases=["default", "analytical"])
@pytest.mark.parametrize("alias", ["default", "analytical"])
def test_the_databases_grant_what_the_tables_of_grants_say(alias: str) -> None:
    """Read from the catalogue, which knows what is granted and nothing of what was meant. Tests run as dev does."""
    relations = {"default": ["public.accounts_profile"], "analytical": ["core.user_demographics"]}[alias]
    meant = {
        (grant.login, grant.relation, grant.column)
        for grant in store_grants(Environment.DEV)[alias].grants
        if grant.verb == "SELECT" and grant.relation in relations
    }
    with connections[alias].cursor() as cursor:
        cursor.execute(_GRANTED, [relations])
        assert set(cursor.fetchall()) == meant


def test_a_sentence_says_what_for_and_who() -> None:
    assert DISCLOSURES["birth_year"].sentence == (
        "For statistics by age. Other guests and restaurants never see it. Our data scientists see the decade next to "
        "a pseudonym. Restaurants and our staff see counts of ten people or more."
    )
    assert DISCLOSURES["languages"].sentence.endswith("never see it. It stays in your profile.")
    assert all(re.match(r"[A-Z].*\.$", each.sentence) for each in DISCLOSURES.values())
