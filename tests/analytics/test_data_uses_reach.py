"""Nothing that tells of a person row by row escapes a refusal: found from models and grants, not from a list."""

from django.db.models import Model

from analytics.access.company import COMPANY_ROLES, Environment
from analytics.access.grants.analytical import ROWS_FOR_PEOPLE
from analytics.access.stores import store_grants
from analytics.datasets.plan import PERSON_OF
from analytics.datasets.sources import REFUSABLE, SOURCES, SUBJECTS
from reviews_site.privacy import Privacy, columns, relation_name, subject_path
from reviews_site.routing import STORE_OF_APP
from tests.architecture.test_models import our_models

STORE = store_grants(Environment.PROD)["analytical"]


OF_PEOPLE = [
    model
    for model in our_models()
    if STORE_OF_APP.get(model._meta.app_label) == "analytical" and model._meta.managed and subject_path(model)
]


def relation_of(model: type[Model]) -> str:
    return relation_name(model)


def test_whatever_people_of_the_company_read_of_persons_goes_by_what_those_allow() -> None:
    told = set()
    for model in OF_PEOPLE:
        relation, classes = relation_of(model), columns(model)
        told |= {
            (grant.login, relation)
            for grant in STORE.grants
            if grant.relation == relation and grant.login in COMPANY_ROLES and grant.verb == "SELECT"
            if classes[grant.column].rank >= Privacy.PSEUDONYMOUS.rank
        }
    policies = {(each.login, each.relation): each.using for each in STORE.row_policies}
    log = {each for each in told if each[1].startswith("governance.")}
    assert {each: policies.get(each) for each in told - log} == dict.fromkeys(told - log, "for_datasets")
    assert {relation for _, relation in told - log} <= set(ROWS_FOR_PEOPLE)


def test_whatever_datasets_are_made_of_and_tells_of_persons_can_be_refused() -> None:
    sources = {each.relation for each in SOURCES.values()}
    of_people = {relation for relation, _ in SUBJECTS} | set(PERSON_OF)
    assert of_people & sources == REFUSABLE & sources
    flagged = {relation_of(model) for model in our_models() if "for_datasets" in {f.name for f in model._meta.fields}}
    assert REFUSABLE == set(ROWS_FOR_PEOPLE) == flagged


def test_models_read_reviews_through_their_policy_and_nothing_else_that_tells_of_persons() -> None:
    read = {grant.relation for grant in STORE.grants if grant.login == "models" and grant.verb == "SELECT"}
    assert read & set(map(relation_of, OF_PEOPLE)) == {"core.reviews", "derived.review_sentiment"}
    policies = {(each.login, each.relation): each.using for each in STORE.row_policies}
    assert policies["models", "core.reviews"] == "for_models"
