"""`manage.py models …`: make a signing key, train, verify, evaluate, list.

Only the list, and what goes by the site's own visits, need a database.
"""

import json
import os
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.template.defaultfilters import pluralize
from django.utils import timezone

from analytics.ingest.models.training import TrainedRelease
from mlmodels import registry, signing_keys
from mlmodels.exceptions import ModelError
from mlmodels.models import ModelRelease, VisitorModel
from mlmodels.sentiment import artefact
from mlmodels.sentiment.active_model import newest_trusted
from reviews_site.commands import ExampleCommand

VISITORS = "visitors"
HORIZON = 39  # as in mlmodels.visitors.model, which takes numpy to read
KEY_VARIABLE = "MODEL_SIGNING_KEY_FILE"


Releases = list[tuple[str, TrainedRelease]]


class Command(ExampleCommand):
    """Each subcommand is a method of its name."""

    help = "Trains, signs, verifies and evaluates the models. Private keys stay out of the repository."
    examples = (
        "list --json",
        "train sentiment --data reviews --key model_signing.pem",
        "evaluate visitors --json",
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="subcommand", required=True)
        commands.add_parser("keygen", help="make a signing key and its public half").add_argument(
            "--key", type=Path, default=_default_key(), help=f"where the private key goes (or {KEY_VARIABLE})"
        )
        train = commands.add_parser("train", help="train a model, and sign it as a new release")
        train.add_argument("model", choices=[artefact.NAME, VISITORS])
        train.add_argument("--data", type=Path, help="the folder of the files (visitors: by default the site's own)")
        train.add_argument("--out", type=Path, default=_default_out(), help="releases go to subfolders of this one")
        train.add_argument("--release", type=_release_number, help="its number; by default the next one")
        train.add_argument("--key", type=Path, default=_default_key(), help=f"the private key (or {KEY_VARIABLE})")
        evaluate = commands.add_parser("evaluate", help="measure a model beside a lexicon")
        evaluate.add_argument("model", choices=[artefact.NAME, VISITORS])
        evaluate.add_argument(
            "--data", type=Path, help="a file of labelled texts; a folder of visits, or the site's own"
        )
        evaluate.add_argument("--json", action="store_true", help="print JSON and nothing else on standard output")
        evaluate.add_argument(
            "--folds", type=int, help="train anew by folds of the file (default for training files: 5)"
        )
        evaluate.add_argument("--cutoff", type=date.fromisoformat, help="visitors: the last day known, as 2026-10-01")
        evaluate.add_argument("--horizon", type=int, default=HORIZON, help="visitors: how many days after it")
        listing = commands.add_parser(
            "list", help="say of each release what it was trained on, and who was erased since"
        )
        listing.add_argument("--json", action="store_true", help="as JSON")
        verify = commands.add_parser("verify", help="say which release is trusted, or why none is")
        verify.add_argument("model", choices=[artefact.NAME])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options.get("model") == VISITORS:
                getattr(self, f"{options['subcommand']}_visitors")(options)
                return
            if options["subcommand"] in ("train", "evaluate") and options["data"] is None:
                raise CommandError("Name the data with --data.")
            getattr(self, options["subcommand"])(options)
        except ModelError as error:
            raise CommandError(str(error)) from error

    def keygen(self, options: dict[str, Any]) -> None:
        """Make a key pair."""
        public = signing_keys.make(options["key"])
        self.stdout.write(f"Private key: {options['key']} (keep it secret, and out of the repository)")
        self.stdout.write(f"Public half: {public}. To trust it, name it in MODEL_TRUSTED_KEYS.")

    def train(self, options: dict[str, Any]) -> None:
        """Train, write, sign, and check with the key's public half that it verifies."""
        from mlmodels.sentiment import (
            release,
        )  # imported here: training needs scikit-learn, the other subcommands do not

        if not options["key"].is_file():
            self.keygen(options)
        number = options["release"] or max(release.next_number(options["out"]), release.next_number(artefact.SHIPPED))
        if (options["out"] / str(number)).exists():
            raise CommandError(f"{options['out'] / str(number)} is there already; a release is never overwritten.")
        made = release.make(options["data"], number=number, progress=self._progress)
        place = release.store(made, options["out"])
        registry.sign(place, key_file=options["key"])
        size = sum(path.stat().st_size for path in place.iterdir())
        self.stdout.write(f"Release {number} is in {place}, {size // 1024} KiB, signed.")
        self.stdout.write(json.dumps(made.manifest["held_out"]))

    def evaluate(self, options: dict[str, Any]) -> None:
        """Measure by folds what was trained on, and everything else as it ships."""
        from mlmodels.sentiment import datasets, evaluate, hard_sentences  # imported here: it needs training packages

        found = newest_trusted()
        model = artefact.model_of(found)
        by_folds = [row for row in found.manifest["training"] if row.get("file") != hard_sentences.FILE.name]
        trained_on = {row.get("sha256") for row in by_folds}
        folds = options["folds"] or (5 if datasets.read(options["data"]).sha256 in trained_on else 0)
        if folds:
            result = evaluate.evaluate_by_folds(options["data"], folds=folds, model=model, progress=self._progress)
        else:
            result = evaluate.evaluate_test_set(options["data"], model=model)
        self.stdout.write(json.dumps(result.as_dict(), indent=2) if options["json"] else _table(result.as_dict()))

    def train_visitors(self, options: dict[str, Any]) -> None:
        """Train on the site's own visits as the nightly task does, and forecast every restaurant."""
        from mlmodels.visitors import forecasting  # imported here: it takes numpy and the trees

        if options["data"]:
            raise CommandError("What ships is trained on a site's own visits. To measure on a folder: evaluate --data.")
        done = forecasting.forecast_all(retrain=True, threads=2, progress=self._progress)
        self.stdout.write(f"{done.forecast} restaurants are forecast; {done.waiting} have too few counts yet.")

    def evaluate_visitors(self, options: dict[str, Any]) -> None:
        """Hide the last days, forecast them, and measure beside three other methods."""
        from mlmodels.visitors import datasets, store
        from mlmodels.visitors import evaluate as measuring  # imported here, as above

        panel = datasets.read(options["data"]) if options["data"] else store.read_panel(timezone.now().date())
        if panel is None:
            raise CommandError("The site has no visits yet. Enter some, or name a folder with --data.")
        found = measuring.evaluate(
            panel, cutoff=options["cutoff"], horizon=options["horizon"], progress=self._progress, threads=2
        ).as_dict()
        self.stdout.write(json.dumps(found, indent=2) if options["json"] else _visitors_table(found))

    def verify(self, options: dict[str, Any]) -> None:
        """Name the newest trusted release."""
        found = newest_trusted()
        self.stdout.write(f"{found.name} release {found.release} is signed by a trusted key: {found.digest}")

    def list(self, options: dict[str, Any]) -> None:
        """A line a release that is registered."""
        releases: Releases = [
            (f"{release.name} release {release.version}", release)
            for release in ModelRelease.objects.order_by("name", "version")
        ]
        releases += [(model.version, model) for model in VisitorModel.objects.defer("sealed").order_by("made_at")]
        if options["json"]:
            keys = ("trained_on", "erased_since", "last_erasure_at")
            found = [{"name": name, **{key: getattr(release, key) for key in keys}} for name, release in releases]
            self.stdout.write(json.dumps(found, default=str))
            return
        self.stdout.write("\n".join(_listed(*release) for release in releases) or "No model is registered yet.")

    def _progress(self, step: str) -> None:
        self.stderr.write(step)


def _listed(name: str, release: TrainedRelease) -> str:
    line = f"{name}: trained on {', '.join(release.trained_on)}; "
    if not release.last_erasure_at:
        return f"{line}not marked"
    times = f"{release.erased_since} erasure{pluralize(release.erased_since)}"
    return f"{line}{times} since, the last on {release.last_erasure_at:%Y-%m-%d}: train it anew"


def _visitors_table(found: dict[str, Any]) -> str:
    """A line a method."""
    lines = [f"{found['restaurants']} restaurants, {found['horizon']} days after {found['cutoff']}"]
    columns = ("rmsle", "mase", "coverage", "below", "above", "width", "days", "fit_seconds", "forecast_seconds")
    lines.append(f"{'':20}" + "".join(f"{name:>17}" for name in columns))
    parts = {f"model, week {number}": week for number, week in enumerate(found["weeks"], start=1)}
    shown = {f"model, shown of {found['shown']['restaurants']}": found["shown"]}
    for name, figures in {**found["methods"], **shown, **parts}.items():
        lines.append(f"{name:20}" + "".join(f"{figures.get(column, ''):>17}" for column in columns))
    new = found["newcomers"]
    lines.append(
        f"rmsle of restaurants whose past was hidden: {new['rmsle']}; of one number for all: {new['constant']}"
    )
    return "\n".join(lines)


def _default_key() -> Path:
    return Path(os.environ.get(KEY_VARIABLE, settings.VAR_DIR / "keys" / "model_signing.pem"))


def _default_out() -> Path:
    return Path(settings.VAR_DIR) / "models" / artefact.NAME


def _release_number(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise ArgumentTypeError("a release is a whole number from 1")
    return int(text)


def _table(result: dict[str, Any]) -> str:
    data = result["data"]
    lines = [
        f"{data['file']}: {data['form']}, {data['texts']} texts ({data['left_out']} left out); {result['method']}",
        "",
    ]
    lines.append(f"{'':24}{'model':>10}{'lexicon':>10}")
    for name, value in result["model"].items():
        lines.append(f"{name.replace('_', ' '):24}{value:>10}{result['lexicon'][name]:>10}")
    lines.append(
        f"(reviews of {result['words_per_review']} words, one thread; praise is said from a probability above 0.5)"
    )
    return "\n".join(lines)
