"""Management commands: help that ends with examples which work, and lists that a program can read."""

import argparse
import shlex
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import get_commands, load_command_class

from reviews_site.commands import ExampleCommand

OUR_APPS = {config.name for config in apps.get_app_configs() if "site-packages" not in config.path}
OURS = sorted(name for name, app in get_commands().items() if app in OUR_APPS)
# Subcommands that show something that is no JSON document already.
LISTS = {"list", "requests", "review", "access", "status", "impact", "lineage"}


@pytest.mark.parametrize("name", OURS)
def test_the_help_of_a_command_ends_with_examples_that_it_accepts(name: str) -> None:
    command = load_command_class(get_commands()[name], name)
    assert isinstance(command, ExampleCommand) and command.examples
    parser = command.create_parser("manage.py", name)
    for example in command.examples:
        parser.parse_args(shlex.split(example))
        assert f"  manage.py {name} {example}".rstrip() in parser.format_help().splitlines()


@pytest.mark.parametrize("name", OURS)
def test_every_list_is_there_as_json(name: str) -> None:
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    assert not [verb for verb, options in subcommands(parser) if verb in LISTS and "--json" not in options]


def subcommands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, set[str]]]:
    """Each subcommand or choice of a first argument, with the options that may follow."""
    own = {option for action in parser._actions for option in action.option_strings}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for verb, subparser in action.choices.items():
                yield verb, own | {option for each in subparser._actions for option in each.option_strings}
        elif not action.option_strings and action.choices:
            yield from ((str(verb), own) for verb in action.choices)
