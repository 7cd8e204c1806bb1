"""Names the app, and generates the functions of export and erasure for the SQL of the stores."""

from collections.abc import Iterator

from django.apps import AppConfig


class PrivacyRightsConfig(AppConfig):
    name = "privacy_rights"
    label = "privacy_rights"

    def generated_sql(self, store: str) -> Iterator[tuple[str, str]]:
        """SQL that follows the models' declarations."""
        from privacy_rights.erasure import vault_function
        from privacy_rights.export import function

        if store == "default":
            yield "privacy_rights/export_rows", function.statement()
        if store == "vault":
            yield "privacy_rights/vault_erase", vault_function.statement()
