"""Names the app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class DashboardsConfig(AppConfig):
    name = "analytics.dashboards"
    label = "dashboards"

    def ready(self) -> None:
        """Have each sign-in find out whether the person manages a restaurant."""
        from analytics.dashboards.session import store_at_sign_in  # models can't be imported earlier

        user_logged_in.connect(store_at_sign_in)
