"""`manage.py redaction evaluate`: how well texts are redacted; `redaction try PATH`: what it takes from a CSV."""

import csv
import gzip
import json
import time
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from reviews_site.commands import ExampleCommand
from reviews_site.redaction import evaluation, person_names
from reviews_site.redaction.evaluation import Score


class Command(ExampleCommand):
    """Reads the labelled sample that ships, or review texts of your own; writes nothing."""

    help = "Measure the redaction of names and contact details in reviews."
    examples = (
        "evaluate --words",
        "try reviews.csv",
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        subcommands = parser.add_subparsers(dest="does", required=True)
        evaluate = subcommands.add_parser("evaluate", help="precision and recall on the sample that ships")
        evaluate.add_argument("--json", action="store_true", help="figures for a machine")
        evaluate.add_argument("--words", action="store_true", help="say what was missed, and wrongly taken, too")
        trial = subcommands.add_parser("try", help="what is taken for names in the column `review` of a CSV")
        trial.add_argument("path", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["does"] == "try":
            self._try(options["path"])
            return
        scores = {part: _scores(part) for part in evaluation.PARTS}
        if options["json"]:
            figures = {part: {what: _figures(one) for what, one in of.items()} for part, of in scores.items()}
            self.stdout.write(json.dumps(figures, indent=2))
            return
        for part, of in scores.items():
            for what, one in of.items():
                self.stdout.write(
                    f"{part:8} {what:9} precision {one.precision:.3f} ({one.right} of {one.found})  "
                    f"recall {one.recall:.3f} ({one.hidden} of {one.labelled})"
                )
                if options["words"]:
                    self.stdout.write(f"  wrongly taken: {one.wrong}\n  missed: {one.missed}")

    def _try(self, path: Path) -> None:
        try:
            with gzip.open(path, "rt", encoding="utf-8", newline="") if path.suffix == ".gz" else path.open() as file:
                texts = [row["review"] for row in csv.DictReader(file)]
        except (OSError, UnicodeError, KeyError, csv.Error) as problem:
            raise CommandError(f"{path} is no CSV with a column `review`: {problem}.") from None
        began = time.perf_counter()
        found = [text[start:end] for text in texts for start, end in person_names(text)]
        seconds = time.perf_counter() - began
        self.stdout.write(f"{len(texts)} texts in {seconds:.2f} s, {len(found)} names found. The most frequent:")
        for word, count in Counter(found).most_common(60):
            self.stdout.write(f"{count:6} {word}")


def _scores(part: str) -> dict[str, Score]:
    texts = evaluation.read(part)
    return {"names": evaluation.score_names(texts), "contacts": evaluation.score_contacts(texts)}


def _figures(score: Score) -> dict[str, float]:
    counts = {"found": score.found, "right": score.right, "labelled": score.labelled, "hidden": score.hidden}
    return {"precision": round(score.precision, 3), "recall": round(score.recall, 3), **counts}
