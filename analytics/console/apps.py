"""Names the app."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "analytics.console"
    label = "console"
