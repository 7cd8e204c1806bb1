"""Django's command line, run as the process that may do the command's job."""

import os
import sys

from reviews_site.command_processes import process_for_command


def main() -> None:
    """Choose the settings and the process, then run the command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviews_site.settings.dev")
    os.environ.setdefault("PLATEMARK_PROCESS", process_for_command(sys.argv[1:]))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
