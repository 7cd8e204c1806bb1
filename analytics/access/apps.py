"""The configuration of the app."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "analytics.access"
    label = "access"
