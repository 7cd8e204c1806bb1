"""The class of every column of a store: from our models, and from this table for models of packages."""

from collections.abc import Mapping

from django.apps import apps
from django.db.models import Field, GeneratedField, Model

from reviews_site.privacy import Privacy, columns, relation_name
from reviews_site.routing import STORE_OF_APP

# Tables of packages. Tables that are not listed are emptied, such as sessions and codes.
_PACKAGE_CLASSES: Mapping[str, Mapping[str, Privacy]] = {
    "account.EmailAddress": {
        "id": Privacy.REGULAR,
        "user_id": Privacy.PERSONAL,
        "email": Privacy.PERSONAL,
        "verified": Privacy.PERSONAL,
        "primary": Privacy.PERSONAL,
    },
    "auth.Permission": dict.fromkeys(("id", "name", "content_type_id", "codename"), Privacy.REGULAR),
    "auth.Group": dict.fromkeys(("id", "name"), Privacy.REGULAR),
    "auth.Group_permissions": dict.fromkeys(("id", "group_id", "permission_id"), Privacy.REGULAR),
    "contenttypes.ContentType": dict.fromkeys(("id", "app_label", "model"), Privacy.REGULAR),
}
# Django's list of migrations has no model. It is about the schema, and about nobody.
KEPT = frozenset({("public", "django_migrations")})
# Schemas whose tables are filled again: by the relay, by models, by the registrar.
REFILLED_SCHEMAS = ("landing", "derived", "marts", "marts_business", "marts_science")

Relation = tuple[str, str]


def models_of(store: str) -> dict[Relation, type[Model]]:
    """The models of a store, by schema and relation."""
    return {
        relation_of(model): model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and STORE_OF_APP.get(model._meta.app_label, "default") == store
    }


def relation_of(model: type[Model]) -> Relation:
    """Schema and name of a model's table."""
    schema, dot, name = relation_name(model).partition(".")
    return (schema, name) if dot else ("public", schema)


def classes_of(model: type[Model]) -> Mapping[str, Privacy] | None:
    """The class of each column; None for a package's table that nobody has classified."""
    if hasattr(model, "privacy"):
        return columns(model)
    if model._meta.auto_created and model._meta.app_label not in ("auth", "guardian"):
        return dict.fromkeys((str(field.column) for field in model._meta.local_concrete_fields), Privacy.PERSONAL)
    return _PACKAGE_CLASSES.get(model._meta.label)


def fields_of(model: type[Model]) -> dict[str, "Field[object, object]"]:
    """The fields of a model without generated columns, by column."""
    return {
        str(field.column): field for field in model._meta.local_concrete_fields if not isinstance(field, GeneratedField)
    }
