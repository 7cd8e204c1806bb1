"""Every table with columns of people says whose its rows are, so that export and erasure forget none."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.test.utils import isolate_apps

from accounts.models import User
from privacy_rights.data_subjects import PACKAGE_TABLES, declared_subject, tables_of_people
from reviews_site.privacy import (
    IdentifierKind,
    NoSubject,
    Privacy,
    SubjectPath,
    UndeclaredSubject,
    classified,
    is_about_people,
    subject_path,
)
from reviews_site.routing import STORE_OF_APP
from tests.architecture.test_models import our_models

# What a value of each name is kept in. A text may hold one within.
KINDS = {
    IdentifierKind.ACCOUNT: (models.UUIDField, models.CharField),
    IdentifierKind.ADDRESS: (models.EmailField,),
    IdentifierKind.REVIEWER: (models.UUIDField, models.CharField, models.JSONField),
    IdentifierKind.HOLDER: (models.UUIDField,),
    IdentifierKind.REVIEW: (models.UUIDField,),
}


def tables() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def end_of(model: type[models.Model], path: str) -> "models.Field[Any, Any]":
    """The field at the end of a lookup path."""
    *relations, last = path.split(LOOKUP_SEP)
    for name in relations:
        related = model._meta.get_field(name).related_model
        assert isinstance(related, type)
        model = related
    found = next(field for field in model._meta.concrete_fields if last in (field.name, field.attname))
    if isinstance(found, models.ForeignKey):
        return found.target_field
    return (isinstance(found, models.GeneratedField) and found.output_field) or found


def cascading_from(model: type[models.Model]) -> set[type[models.Model]]:
    """Every table whose rows go with a row of `model`, by foreign keys."""
    found: set[type[models.Model]] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.on_delete is models.CASCADE:
            other = relation.related_model
            if other not in found and other._meta.managed:
                found |= {other} | cascading_from(other)
    return found


def test_every_table_of_people_declares_its_data_subject() -> None:
    for model in tables():
        declared_subject(model)


def test_a_table_that_says_nothing_is_found() -> None:
    with isolate_apps("accounts"):

        class Undeclaring(models.Model):
            id = models.UUIDField(primary_key=True)
            nickname = models.TextField()

            privacy = classified(Privacy.PERSONAL, regular="id")

            class Meta:
                app_label = "accounts"

        with pytest.raises(UndeclaredSubject, match=r"accounts\.Undeclaring"):
            subject_path(Undeclaring)


def test_the_table_of_packages_speaks_of_tables_that_exist() -> None:
    assert set(PACKAGE_TABLES) == {model._meta.label for model in tables() if not hasattr(model, "privacy")}


def test_every_path_leads_to_what_it_says() -> None:
    for model, subject in tables_of_people():
        for path in subject.paths:
            assert isinstance(end_of(model, path), KINDS[subject.kind]), (model._meta.label, path)


def test_whatever_goes_with_an_account_by_foreign_keys_is_declared_by_the_account() -> None:
    by_account = {model for model, _ in tables_of_people(IdentifierKind.ACCOUNT)}
    assert cascading_from(User) | {User} <= by_account


def test_whatever_is_declared_by_the_account_and_deleted_lies_in_its_store() -> None:
    for model, subject in tables_of_people(IdentifierKind.ACCOUNT, IdentifierKind.ADDRESS):
        if subject.erased == "deleted":
            assert STORE_OF_APP.get(model._meta.app_label, "default") == "default", model._meta.label


def test_nothing_is_kept_without_a_reason() -> None:
    with pytest.raises(ValueError, match="needs a reason"):
        SubjectPath("by", erased="kept")
    for model in our_models():
        if isinstance(found := getattr(model, "data_subject", None), NoSubject):
            assert found.reason
            assert is_about_people(model)
