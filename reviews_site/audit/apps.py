"""Names the app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "reviews_site.audit"
    label = "audit"
