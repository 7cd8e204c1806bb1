"""Names the app."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "analytics.disclosure"
    label = "disclosure"
