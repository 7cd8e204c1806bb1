"""Names the app, and adds the export function to the SQL of the transactional store."""

from collections.abc import Iterator

from django.apps import AppConfig


class PrivacyRightsConfig(AppConfig):
    name = "privacy_rights"
    label = "privacy_rights"

    def generated_sql(self, store: str) -> Iterator[tuple[str, str]]:
        """SQL that follows the models' declarations."""
        from privacy_rights.export import function

        if store == "default":
            yield "privacy_rights/export_rows", function.statement()
