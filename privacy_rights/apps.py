"""Names the app, and generates the functions of export and erasure for the SQL of the stores."""

from collections.abc import Iterator
from dataclasses import replace

from django.apps import AppConfig

from analytics.access.definitions import StoreGrants


class PrivacyRightsConfig(AppConfig):
    name = "privacy_rights"
    label = "privacy_rights"

    def generated_sql(self, store: str) -> Iterator[tuple[str, str]]:
        """SQL that follows the models' declarations."""
        from privacy_rights.analytical import functions
        from privacy_rights.erasure import vault_function
        from privacy_rights.export import function

        if store == "default":
            yield "privacy_rights/export_rows", function.statement()
        if store == "vault":
            yield "privacy_rights/vault_erase", vault_function.statement()
        if store == "analytical":
            yield "privacy_rights/analytical_requests", functions.statement()

    def add_grants(self, store: StoreGrants) -> StoreGrants:
        """The functions by which requests are carried out in the analytical store."""
        from privacy_rights.analytical import functions

        return replace(store, functions=functions.with_functions(store)) if store.alias == "analytical" else store
