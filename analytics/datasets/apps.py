"""The app of the registry."""

from django.apps import AppConfig


class DatasetsConfig(AppConfig):
    name = "analytics.datasets"
    label = "datasets"
