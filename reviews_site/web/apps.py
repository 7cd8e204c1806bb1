"""Names the app, refuses to start where production would be unsafe, and sets the messages of form fields."""

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class WebConfig(AppConfig):
    name = "reviews_site.web"
    label = "web"

    def ready(self) -> None:
        from reviews_site.web.checks import unsafe
        from reviews_site.web.form_messages import replace_defaults

        replace_defaults()
        if settings.REFUSES_UNSAFE and (found := unsafe()):
            raise ImproperlyConfigured(" ".join(f"{sentence} ({identifier})" for identifier, sentence in found))
