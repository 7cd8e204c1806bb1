"""The app of the registry."""

from django.apps import AppConfig

from analytics.access.definitions import StoreGrants


class DatasetsConfig(AppConfig):
    name = "analytics.datasets"
    label = "datasets"

    def add_grants(self, store: StoreGrants) -> StoreGrants:
        """The rights of the registrar on what datasets can be made of."""
        from analytics.datasets.grants import with_sources  # imported here: models are not loaded before

        return with_sources(store)
