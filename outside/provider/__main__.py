"""Starts the provider: `python -m outside.provider`."""

import os
import sys
from pathlib import Path

import django
from django.core.handlers.wsgi import WSGIHandler
from whitenoise import WhiteNoise  # type: ignore[import-untyped]  # it ships no types

from outside.environment import BadEnvironment
from outside.provider.desk import desk
from outside.serving import log_to_stdout, serving, wait_to_be_stopped


def main() -> None:
    """Serve until told to stop."""
    # Set, not defaulted: whoever starts this program may have settings of its own in the environment.
    os.environ["DJANGO_SETTINGS_MODULE"] = "outside.provider.settings"
    log_to_stdout()
    port = desk().configuration.port
    django.setup(set_prefix=False)
    application = WhiteNoise(WSGIHandler(), root=Path(__file__).with_name("static"), prefix="static/")
    with serving(application, port=port):
        wait_to_be_stopped()


if __name__ == "__main__":
    try:
        main()
    except (BadEnvironment, OSError) as problem:
        sys.exit(f"The provider cannot start: {problem}")
