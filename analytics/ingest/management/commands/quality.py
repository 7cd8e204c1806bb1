"""`manage.py quality show|check`: the results of quality checks, and what is left of their error budget."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError
from django.forms.models import model_to_dict

from analytics.ingest.models import QualityCheck
from analytics.ingest.quality.budget import ErrorBudget, budgets, failures, last_checks
from analytics.ingest.quality.checks import check_loads
from reviews_site.commands import ExampleCommand

_WORDS = {True: "passed", False: "FAILED", None: "too early"}


class Command(ExampleCommand):
    """Exit code 1 where a budget is spent. The relay checks by itself every five minutes."""

    help = "Show the results of quality checks and the error budget; or check now."
    examples = (
        "show",
        "check",
        "show --failures 20 --json",
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("subcommand", choices=["show", "check"])
        parser.add_argument("--failures", type=int, metavar="N", help="the last N failures instead of the last checks")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["subcommand"] == "check":
            self.stdout.write(f"{check_loads()} checks failed.")
        checks = failures(limit=options["failures"]) if options["failures"] else last_checks()
        error_budgets = budgets()
        if options["json"]:
            self.stdout.write(
                json.dumps(
                    {
                        "checks": [model_to_dict(check) for check in checks],
                        "budgets": [{**asdict(budget), "left": budget.left} for budget in error_budgets],
                    },
                    default=str,
                )
            )
        else:
            self.stdout.write(
                "\n".join([*map(_format_check, checks), *map(_format_budget, error_budgets)]) or "No checks yet."
            )
        if spent := [budget.relation for budget in error_budgets if budget.is_spent]:
            raise CommandError(f"The error budget is spent: {', '.join(spent)}.", returncode=1)


def _format_check(check: QualityCheck) -> str:
    bounds = f"{_format_number(check.low)} to {_format_number(check.high)}"
    name = f"{check.relation} {check.kind} {check.name}".rstrip()
    value, until = _format_number(check.value), f"{check.loaded_until:%Y-%m-%d %H:%M}"
    return f"{_WORDS[check.passed]:9} {name:45} {value:>10} of {bounds:20} {check.rows:>8} rows, {until}"


def _format_budget(budget: ErrorBudget) -> str:
    return (
        f"budget    {budget.relation:45} {max(budget.left, 0):>10.0%} left: {budget.failed} of {budget.judged} failed"
    )


def _format_number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"
