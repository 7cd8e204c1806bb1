"""`manage.py quality show|check`: what the checks of loads found, and what is left of their error budget."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.forms.models import model_to_dict

from analytics.ingest.models import QualityCheck
from analytics.ingest.quality.budget import ErrorBudget, budgets, failures, last_checks
from analytics.ingest.quality.checks import check_loads

_WORDS = {True: "well", False: "FAILED", None: "too early"}


class Command(BaseCommand):
    """Exit code 1 where a budget is spent. The schedule checks every five minutes, as the relay."""

    help = "Show what was found of the loads, and the error budget; or check them now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("way", choices=["show", "check"])
        parser.add_argument("--failures", type=int, metavar="N", help="the last N failures instead of the last checks")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["way"] == "check":
            self.stdout.write(f"{check_loads()} checks failed.")
        checks = failures(limit=options["failures"]) if options["failures"] else last_checks()
        left = budgets()
        if options["json"]:
            self.stdout.write(
                json.dumps(
                    {
                        "checks": [_plain(each) for each in checks],
                        "budgets": [{**asdict(each), "left": each.left} for each in left],
                    },
                    default=str,
                )
            )
        else:
            self.stdout.write("\n".join([*map(_check, checks), *map(_budget, left)]) or "Nothing was checked yet.")
        if spent := [each.relation for each in left if each.is_spent]:
            raise CommandError(f"The error budget is spent: {', '.join(spent)}.", returncode=1)


def _plain(check: QualityCheck) -> dict[str, Any]:
    return model_to_dict(check)


def _check(check: QualityCheck) -> str:
    bounds = f"{_number(check.low)} to {_number(check.high)}"
    what = f"{check.relation} {check.kind} {check.name}".rstrip()
    until = f"{check.loaded_until:%Y-%m-%d %H:%M}"
    return f"{_WORDS[check.passed]:9} {what:45} {_number(check.value):>10} of {bounds:20} {check.rows:>8} rows, {until}"


def _budget(budget: ErrorBudget) -> str:
    return (
        f"budget    {budget.relation:45} {max(budget.left, 0):>10.0%} left: {budget.failed} of {budget.judged} failed"
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"
