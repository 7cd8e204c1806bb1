"""`manage.py leaks simulate|evaluate|plant|canary|token`: a generated year, what is found in it, and honey."""

import json
import uuid
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError, CommandParser

from analytics.leaks import blindness, evaluation, honey
from analytics.leaks.blindness import RateResult
from analytics.leaks.evaluation import MethodResult
from analytics.leaks.rules import BUDGET_A_WEEK
from analytics.leaks.trace.readings import readings
from reviews_site.commands import ExampleCommand
from reviews_site.outgoing.canaries import make_canary

SEED = 7


class Command(ExampleCommand):
    """Only `plant` and `token` need a store. Each subcommand is a method of its name."""

    help = "Generate a year of reading with planted leaks and measure what finds them, or plant what holds nobody."
    examples = ("simulate", "evaluate", "evaluate --seed 8 --json", "plant", "canary", 'token "build variables"')
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="subcommand", required=True)
        for name, says in (
            ("simulate", "print the year: who reads, what is planted, and with --json each hour"),
            ("evaluate", "print recall at the budget, days to detection and PR-AUC, beside an isolation forest"),
        ):
            command = commands.add_parser(name, help=says)
            command.add_argument(
                "--seed", type=int, default=SEED, help="of the generator; thresholds were chosen on 1 to 3"
            )
            command.add_argument("--json", action="store_true", help="as JSON")

        commands.add_parser("plant", help="add reviews that nobody wrote, so that reading one raises an alert")
        commands.add_parser(
            "canary", help="print an id to plant in a record: a file or a mail that holds it is stopped"
        )

        command = commands.add_parser("token", help="print an API token of nobody, so that sending it raises an alert")
        command.add_argument("place", help="where you put it; the alert says so")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["subcommand"] == "plant":
            self.stdout.write(f"{honey.plant()} planted.")
            return
        if options["subcommand"] == "token":
            self.token(options["place"])
            return
        if options["subcommand"] == "canary":
            self.stdout.write(str(make_canary(uuid.uuid4())))
            return
        getattr(self, options["subcommand"])(options["seed"], options["json"])

    def token(self, place: str) -> None:
        """A token that opens nothing, printed once."""
        if not place.strip() or len(place) > honey.MAX_PLACE_LENGTH:
            raise CommandError(f"Name the place in 1 to {honey.MAX_PLACE_LENGTH} characters.")
        self.stdout.write(honey.make_honey_token(place))

    def simulate(self, seed: int, as_json: bool) -> None:
        """The year itself."""
        year = evaluation.generate(seed)
        if as_json:
            for reading in readings(year.staff, year.trace):
                fields = asdict(reading) | {
                    "starts_at": reading.starts_at.isoformat(),
                    "datasets": sorted(reading.datasets),
                }
                self.stdout.write(json.dumps(fields))
            return
        hours = sum(map(len, year.trace.values()))
        self.stdout.write(f"{len(year.staff)} people, {hours:,} hours of reading, {len(year.incidents)} leaks:\n")
        for each in sorted(year.incidents, key=lambda incident: incident.days[0]):
            self.stdout.write(f"  day {each.days[0]:3} to {each.days[-1]:3}  {each.pattern:18}  {each.reader}")

    def evaluate(self, seed: int, as_json: bool) -> None:
        """What was found."""
        try:
            results = evaluation.evaluate(seed)
        except ModuleNotFoundError:
            raise CommandError("The isolation forest takes scikit-learn, from the dependency group `train`.") from None
        rates = blindness.drips_found(evaluation.generate(seed, each=0), seed)
        if as_json:
            methods = evaluation.as_json(results)
            drips = [asdict(rate) for rate in rates]
            document = {"seed": seed, "budget_a_week": BUDGET_A_WEEK, "methods": methods, "drips": drips}
            self.stdout.write(json.dumps(document | {"blind_below": blindness.blind_below(rates)}, indent=2))
            return
        for name, result in results.items():
            self._write_method(name, result)
        self._write_drips(rates)

    def _write_method(self, name: str, result: MethodResult) -> None:
        self.stdout.write(
            f"{name}: recall {result.recall:.2f} at {result.alerts_a_week:.1f} alerts a week "
            f"(budget {BUDGET_A_WEEK}), PR-AUC {result.pr_auc:.2f}"
        )
        for pattern, each in result.patterns.items():
            after = "-" if each.days is None else f"after {each.days:g} days"
            self.stdout.write(f"  {pattern:18}  {each.found} of {each.planted}  {after}")

    def _write_drips(self, rates: list[RateResult]) -> None:
        self.stdout.write("drips, people a working day:")
        for each in rates:
            taken = "" if each.taken is None else f", with {each.taken:.1%} of people taken"
            self.stdout.write(f"  {each.a_day:4}  {each.found} of {each.planted}{taken}")
        lowest = blindness.blind_below(rates)
        self.stdout.write(f"Blind below {lowest} a day." if lowest else "Blind at every rate that was tried.")
