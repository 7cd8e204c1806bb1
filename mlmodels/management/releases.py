"""The part of `manage.py models` that moves releases: sign, promote, roll back, and what these print."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from mlmodels import gate, promotions, registry
from mlmodels.active import promoted_folder
from mlmodels.aspects import artefact as aspects
from mlmodels.photos import artefact as photos
from mlmodels.promotions import ReleaseFolders
from mlmodels.sentiment import artefact as sentiment

ARTEFACTS: dict[str, Any] = {each.NAME: each for each in (sentiment, aspects, photos)}
SHIPPED = {name: each.SHIPPED for name, each in ARTEFACTS.items()}
Write = Callable[[str], Any]


def add_arguments(commands: Any, *, key: Path, number: Callable[[str], int]) -> None:
    """The three subcommands."""
    sign = commands.add_parser("sign", help="sign a candidate that was trained elsewhere, once it loads")
    promote = commands.add_parser("promote", help="compare a candidate with the release in use, and use it if it may")
    back = commands.add_parser("rollback", help="go back to the release before, and never use this one again")
    for each in (sign, promote, back):
        each.add_argument("model", choices=[*SHIPPED])
        each.add_argument("--key", type=Path, default=key, help="the private key")
    for each in (sign, promote):
        each.add_argument("release", type=number, help="the number of the candidate")
        each.add_argument(
            "--from", dest="source", type=Path, help="the folder of candidates (default: what train makes)"
        )
    promote.add_argument("--data", type=Path, nargs="+", default=[], help="more held-out files (photos: folders)")
    back.add_argument("--reason", required=True, help="why, in a sentence that names nobody")


def candidates_folder(name: str) -> Path:
    """Where trained and adopted releases wait."""
    return Path(settings.VAR_DIR) / "candidates" / name


def next_candidate(name: str, out: Path) -> int:
    """The number of the next candidate: of no other candidate, and of no release."""
    return 1 + max(map(registry.highest, (out, SHIPPED[name], promoted_folder(name))))


def sign(options: dict[str, Any], write: Write) -> None:
    """Sign a candidate as it stands."""
    place = _candidate(options)
    registry.sign(place, key_file=options["key"])
    found = registry.verify(place, name=options["model"], keys=[options["key"].with_suffix(".pub.pem")])
    ARTEFACTS[options["model"]].model_of(found)
    write(f"Candidate {found.release} of {found.name} is signed: {found.digest}")


def promote(options: dict[str, Any], write: Write) -> None:
    """Compare, print, and promote."""
    folders = _folders(options["model"])
    candidate = registry.verify(_candidate(options), name=folders.name, keys=folders.keys)
    comparison = compare(folders.champion(), candidate, options["data"])
    write(_table(comparison))
    _say(promotions.promote(folders, candidate, comparison, key_file=options["key"]), folders.name, write)


def roll_back(options: dict[str, Any], write: Write) -> None:
    """Go back to the release before."""
    folders = _folders(options["model"])
    place = promotions.roll_back(folders, reason=options["reason"], key_file=options["key"])
    _say(place, folders.name, write)


def compare(
    champion: registry.ModelArtefact, candidate: registry.ModelArtefact, data: Sequence[Path]
) -> gate.Comparison:
    """Both on what is held out of their kind."""
    from mlmodels.aspects import contest as of_aspects  # imported here: they need packages of training
    from mlmodels.photos import contest as of_photos
    from mlmodels.sentiment import contest as of_sentiment

    contests = {each.NAME: each.contests for each in (of_sentiment, of_aspects, of_photos)}
    return gate.compare(contests[champion.name](champion, candidate, data))


def _folders(name: str) -> ReleaseFolders:
    keys = registry.trusted_keys(settings.MODEL_TRUSTED_KEYS)
    return ReleaseFolders(name, promoted_folder(name), SHIPPED[name], keys)


def _candidate(options: dict[str, Any]) -> Path:
    """The folder of a candidate: of those that were made here, or what ships with a new version of the project."""
    name, number = options["model"], str(options["release"])
    for folder in [options["source"]] if options["source"] else [candidates_folder(name), SHIPPED[name]]:
        if (folder / number).is_dir():
            return Path(folder / number)
    raise CommandError(f"There is no candidate {number} of {name}: name its folder with --from.")


def _say(place: Path, name: str, write: Write) -> None:
    write(f"Release {place.name} of {name} is in {place}. Workers use it from their next batch on.")


def _table(comparison: gate.Comparison) -> str:
    lines = [f"{'':40}{'items':>8}{'champion':>10}{'candidate':>10}{'newly wrong':>12}"]
    for each in comparison.files:
        lines.append(
            f"{each.file[:39]:40}{each.items:>8}{each.champion:>10.3f}{each.candidate:>10.3f}{each.newly_wrong:>12.3f}"
        )
        lines.append(f"{'  most lost of one label':40}{each.worst_label:>18}{each.loss_of_label:>10.3f}")
    for probe in comparison.worst_probes:
        text = f"  “{probe.probe}” turns of {probe.label}"
        lines.append(f"{text[:47]:48}{probe.champion:>10.3f}{probe.candidate:>10.3f}")
    return "\n".join(lines)
