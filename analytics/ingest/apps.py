"""The Django app."""

from django.apps import AppConfig


class IngestConfig(AppConfig):
    name = "analytics.ingest"
    label = "ingest"
