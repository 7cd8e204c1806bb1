"""Starts the inbox: `python -m sandbox.mail_inbox`, with PORT for its page and SMTP_PORT for mail."""

import os
import sys
from pathlib import Path

import django
from django.core.handlers.wsgi import WSGIHandler
from whitenoise import WhiteNoise  # type: ignore[import-untyped]  # it ships no types

from sandbox import environment
from sandbox.mail_inbox.smtp import receive_mail
from sandbox.serving import log_to_stdout, serving, wait_to_be_stopped


def main() -> None:
    """Serve and receive until told to stop."""
    # Set, not defaulted: whoever starts this program may have settings of its own in the environment.
    os.environ["DJANGO_SETTINGS_MODULE"] = "sandbox.mail_inbox.settings"
    log_to_stdout()
    port, smtp_port = environment.port(os.environ, "PORT"), environment.port(os.environ, "SMTP_PORT")
    django.setup(set_prefix=False)
    application = WhiteNoise(WSGIHandler(), root=Path(__file__).with_name("static"), prefix="static/")
    with serving(application, port=port), receive_mail(smtp_port):
        wait_to_be_stopped()


if __name__ == "__main__":
    try:
        main()
    except (environment.BadEnvironment, OSError) as problem:
        sys.exit(f"The inbox cannot start: {problem}")
