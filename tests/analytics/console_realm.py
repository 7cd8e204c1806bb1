"""The console's settings, for requests of tests in the process that has the site's."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import UserSettingsHolder, settings
from django.template import engines
from django.template.engine import Engine
from django.urls import set_urlconf

from reviews_site.settings.realms import realm_settings
from tests.attacks.routes import paths

# The console's template engines with what they loaded, by the settings that they were made from.
_ENGINES: dict[str, dict[str, Any]] = {}


def console_settings() -> dict[str, Any]:
    """What the console's settings have otherwise than the site's."""
    names = ("MIDDLEWARE", "TEMPLATES", "BASE_DIR", "CONSOLE_URL")
    return realm_settings("console", {name: getattr(settings, name) for name in names})


@contextmanager
def console_realm() -> Iterator[None]:
    """Have the console's settings in the block.

    `override_settings` would drop the templates and routes of both realms each time: a third of a request's work.
    """
    site = settings._wrapped
    console = UserSettingsHolder(site)
    for name, value in console_settings().items():
        setattr(console, name, value)
    loaded = _ENGINES.setdefault(f"{console.TEMPLATES} {console.DEBUG}", {"_templates": None, "_engines": {}})
    engines_of_site = _exchange_engines(loaded)
    settings._wrapped = console
    set_urlconf(None)
    try:
        yield
    finally:
        settings._wrapped = site
        set_urlconf(None)
        loaded.update(_exchange_engines(engines_of_site))


def paths_of_console() -> list[str]:
    """A path of each of the console's routes."""
    with console_realm():
        return paths()


def _exchange_engines(others: dict[str, Any]) -> dict[str, Any]:
    """Have Django use other template engines; those that it used."""
    own = dict(vars(engines))
    vars(engines).clear()
    vars(engines).update(others)
    Engine.get_default.cache_clear()  # type: ignore[attr-defined]  # the stubs lag behind
    return own
