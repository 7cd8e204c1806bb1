"""The Django app."""

from django.apps import AppConfig


class RestaurantsConfig(AppConfig):
    name = "restaurants"
    label = "restaurants"

    def ready(self) -> None:
        from restaurants.checks import require_valid_base_map

        require_valid_base_map()
