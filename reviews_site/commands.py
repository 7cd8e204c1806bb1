"""The base of Platemark's management commands: help that ends with examples."""

from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser, DjangoHelpFormatter


class _HelpFormatter(RawDescriptionHelpFormatter, DjangoHelpFormatter):
    """Django's order of options, and examples each on a line of its own."""


class ExampleCommand(BaseCommand):
    """A command with examples: the arguments of calls that work as they stand, or with a name of the reader's own."""

    examples: tuple[str, ...] = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """The parser of Django, with the examples at the end of its help."""
        lines = (f"  manage.py {subcommand} {example}".rstrip() for example in self.examples)
        epilog = "\n".join(["examples:", *lines])
        return super().create_parser(prog_name, subcommand, formatter_class=_HelpFormatter, epilog=epilog, **kwargs)
