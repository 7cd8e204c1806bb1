"""Names the app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "reviews_site.outbox"
    label = "outbox"
