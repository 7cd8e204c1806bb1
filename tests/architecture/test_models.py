"""What the models must keep: every field classified, no relation across the walls, ids that the application makes."""

from django.apps import apps
from django.db import models

from reviews_site.privacy import Privacy, classification, is_about_people
from reviews_site.regions import HomeRegionField
from reviews_site.routing import STORE_OF_APP

OURS = {
    "privacy_rights",
    *("audit", "outbox", "accounts", "vault", "restaurants"),
    *("ingest", "access", "leaks", "datasets", "dashboards", "console", "mlmodels"),
}
PEOPLE = {"accounts", "vault", "restaurants"}
ANALYTICAL = {"ingest", "access", "leaks", "datasets", "dashboards", "mlmodels"}
# Tables that Django and its packages bring, with the class of what is in them.
FOREIGN = {"auth", "contenttypes", "sessions", "account", "mfa", "guardian"}


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in OURS]


def test_every_app_is_ours_or_known() -> None:
    assert {model._meta.app_label for model in apps.get_models()} <= OURS | FOREIGN


def test_every_field_is_classified() -> None:
    for model in our_models():
        if not model._meta.auto_created:
            assert all(isinstance(value, Privacy) for value in classification(model).values())


def test_every_row_of_a_person_and_every_event_carries_its_home_region() -> None:
    """Packages' tables hang on the user by key, and aggregates are of nobody: ADR 26."""
    without = [
        model._meta.label
        for model in our_models()
        if not model._meta.auto_created
        and (is_about_people(model) or model._meta.db_table.startswith(('"landing".', '"core".')))
        and not any(type(field) is HomeRegionField for field in model._meta.local_concrete_fields)
    ]
    assert without == []


def test_no_relation_crosses_the_wall_between_people_and_analytics() -> None:
    crossing = []
    for model in our_models():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if target is None or isinstance(target, str):
                continue
            stores = {STORE_OF_APP.get(label, "default") for label in (model._meta.app_label, target._meta.app_label)}
            if len(stores) > 1:
                crossing.append(f"{model._meta.label}.{field.name} to {target._meta.label}")
    assert crossing == []


def test_accounts_do_not_know_restaurants_even_by_name() -> None:
    for model in our_models():
        if model._meta.app_label in {"accounts", "vault"}:
            targets = {
                field.related_model._meta.app_label
                for field in model._meta.get_fields()
                if isinstance(field, models.ForeignKey | models.ManyToManyField)
                and not isinstance(field.related_model, str)
            }
            assert "restaurants" not in targets


def test_ids_are_made_by_the_application() -> None:
    automatic = [
        model._meta.label
        for model in our_models()
        if isinstance(model._meta.pk, models.AutoField) and not model._meta.auto_created
    ]
    # guardian's permission rows bring their own key.
    assert [label for label in automatic if "ObjectPermission" not in label] == []


def test_audit_has_no_foreign_keys() -> None:
    for model in our_models():
        if model._meta.app_label in {"audit", "outbox"} | ANALYTICAL:
            assert [field for field in model._meta.get_fields() if isinstance(field, models.ForeignKey)] == []


def test_analytical_tables_lead_with_the_restaurant() -> None:
    """Rule 1 for Citus: the distribution key is first in every key of a large table."""
    for model in our_models():
        if model._meta.app_label not in ANALYTICAL or not model._meta.managed:
            continue
        names = {field.name for field in model._meta.local_concrete_fields}
        # What governs the store stays on one node.
        is_local = "quarantine" in model._meta.db_table or model._meta.db_table.startswith('"governance"')
        if "restaurant_id" not in names or is_local:
            continue
        assert model._meta.pk_fields[0].name == "restaurant_id", model._meta.label
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                assert constraint.fields[0] == "restaurant_id", constraint.name
