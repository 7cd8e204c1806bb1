"""Names the app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "reviews_site.web"
    label = "web"

    def ready(self) -> None:
        from reviews_site.web import checks  # noqa: F401 - importing registers the checks
