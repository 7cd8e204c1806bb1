"""The web process's settings, with the planted view as its only page."""

from reviews_site.settings.dev import *  # noqa: F403 - this is that environment, with one name changed

ROOT_URLCONF = "tests.attacks.planted.urls"
ALLOWED_HOSTS = ["testserver"]
OWN_HOST = "testserver"
