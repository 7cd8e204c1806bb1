"""Which store an app's tables live in. A model without a line here lives in the transactional store."""

from typing import Any

from django.db.models import Model

STORE_OF_APP = {
    "vault": "vault",
    "ingest": "analytical",
    "access": "analytical",
    "leaks": "analytical",
    "datasets": "analytical",
    "dashboards": "analytical",
    "mlmodels": "analytical",
}


class StoreRouter:
    """Sends each app to its store, and lets no relation cross between stores."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return STORE_OF_APP.get(model._meta.app_label, "default")

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return self.db_for_read(model)

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        # Not type(): a request's user is a lazy stand-in, whose class knows no model.
        stores = {STORE_OF_APP.get(instance._meta.app_label, "default") for instance in (one, other)}
        return len(stores) == 1

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        return STORE_OF_APP.get(app_label, "default") == db
