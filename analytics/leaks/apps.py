"""The configuration of the app."""

from django.apps import AppConfig


class LeaksConfig(AppConfig):
    name = "analytics.leaks"
    label = "leaks"
