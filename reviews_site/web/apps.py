"""Names the app, and refuses to start where production would be unsafe."""

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class WebConfig(AppConfig):
    name = "reviews_site.web"
    label = "web"

    def ready(self) -> None:
        from reviews_site.web.checks import unsafe

        if settings.REFUSES_UNSAFE and (found := unsafe()):
            raise ImproperlyConfigured(" ".join(f"{sentence} ({identifier})" for identifier, sentence in found))
