"""Starts the provider: `python -m sandbox.identity_provider`."""

import os
import sys
from pathlib import Path

import django
from django.core.handlers.wsgi import WSGIHandler
from whitenoise import WhiteNoise  # type: ignore[import-untyped]  # it ships no types

from sandbox.environment import BadEnvironment
from sandbox.identity_provider.checks import checks
from sandbox.serving import log_to_stdout, serving, wait_to_be_stopped


def main() -> None:
    """Serve until told to stop."""
    # Set, not defaulted: whoever starts this program may have settings of its own in the environment.
    os.environ["DJANGO_SETTINGS_MODULE"] = "sandbox.identity_provider.settings"
    log_to_stdout()
    port = checks().configuration.port
    django.setup(set_prefix=False)
    application = WhiteNoise(WSGIHandler(), root=Path(__file__).with_name("static"), prefix="static/")
    with serving(application, port=port):
        wait_to_be_stopped()


if __name__ == "__main__":
    try:
        main()
    except (BadEnvironment, OSError) as problem:
        sys.exit(f"The provider cannot start: {problem}")
