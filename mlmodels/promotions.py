"""Promotes candidates and rolls back: both make a new release, signed over what was decided.

Whoever trains makes a candidate. A promotion gives its content the next number, and writes into the manifest what it
was compared with, and whose key signed. A rollback gives the next number to the content of the release before. So
numbers only grow, a worker never goes back to a lower one, and whoever can write files but not sign chooses nothing.
What was rolled back is named in every later manifest, and is neither promoted nor rolled back to again.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mlmodels import registry
from mlmodels.aspects import card as aspects_card
from mlmodels.exceptions import ArtefactRefused, NoSigningKey
from mlmodels.gate import Comparison
from mlmodels.photos import card as photos_card
from mlmodels.registry import ModelArtefact
from mlmodels.sentiment import card as sentiment_card

CARD = "MODEL_CARD.md"
CARDS = {"sentiment": sentiment_card, "aspects": aspects_card, "photos": photos_card}
PROMOTED, ROLLED_BACK = "promoted", "rolled back"


@dataclass(frozen=True)
class ReleaseFolders:
    """Where the releases of one model lie: what was promoted here, and what ships. `keys` are the trusted ones."""

    name: str
    promoted: Path
    shipped: Path
    keys: Sequence[Path]

    def champion(self) -> ModelArtefact:
        """The release in use. Raises ArtefactRefused if there is none."""
        return registry.newest(self.name, folders=[self.shipped], promoted=[self.promoted], keys=self.keys)

    def before(self, champion: ModelArtefact) -> ModelArtefact:
        """The release before the one in use, of other content that was not rolled back.

        Raises ArtefactRefused if it can't be trusted, or there is none.
        """
        for folder in (self.promoted, self.shipped):
            for path in registry.releases(folder):
                if int(path.name) < champion.release:
                    found = self.read(path)
                    if content_of(found) not in (content_of(champion), *revoked_by(champion)):
                        return found
        raise ArtefactRefused(f"There is no release of {self.name} before {champion.release} to go back to.")

    def read(self, path: Path) -> ModelArtefact:
        """One release of these folders. Raises ArtefactRefused if it can't be trusted, or was not promoted."""
        found = registry.verify(path, name=self.name, keys=self.keys)
        if path.parent == self.promoted:
            registry.check_promoted(path, found)
        return found

    def next_number(self) -> int:
        """The number of the next release."""
        return 1 + max(map(registry.highest, (self.promoted, self.shipped)))


def content_of(artefact: ModelArtefact) -> str:
    """A digest of what a model computes with: the same whatever its number is, and who signed it."""
    return registry.digest_of(
        {name: content for name, content in artefact.files.items() if name not in (registry.MANIFEST, CARD)}
    )


def revoked_by(champion: ModelArtefact) -> tuple[str, ...]:
    """The contents that were rolled back, as the newest release says."""
    return tuple(champion.manifest.get("promotion", {}).get("revoked", ()))


def promote(folders: ReleaseFolders, candidate: ModelArtefact, comparison: Comparison, *, key_file: Path) -> Path:
    """Make a candidate that passed the gate the release in use. Returns where it is.

    Raises ArtefactRefused if it did not pass, or was rolled back once, and NoSigningKey without a trusted key.
    """
    champion = folders.champion()
    if objections := comparison.objections():
        raise ArtefactRefused(" ".join([f"{_named(candidate)} is not promoted.", *objections]))
    if content_of(candidate) in revoked_by(champion):
        raise ArtefactRefused(f"{_named(candidate)} was rolled back, and is never used again. Train another one.")
    if content_of(candidate) == content_of(champion):
        raise ArtefactRefused(f"{_named(candidate)} is what release {champion.release} is: there is nothing to change.")
    decision = {
        "action": PROMOTED,
        "candidate": {"release": candidate.release, "digest": candidate.digest},
        "comparison": comparison.as_dict(),
        "revoked": list(revoked_by(champion)),
    }
    return _issue(folders, champion, candidate, decision, key_file)


def roll_back(folders: ReleaseFolders, *, reason: str, key_file: Path) -> Path:
    """Make the content of the release before the one in use a new release. Returns where it is.

    Raises ArtefactRefused if there is none that can be trusted, and NoSigningKey without a trusted key.
    """
    champion = folders.champion()
    target = folders.before(champion)
    decision = {
        "action": ROLLED_BACK,
        "to": {"release": target.release, "digest": target.digest},
        "reason": reason,
        "revoked": [*revoked_by(champion), content_of(champion)],
    }
    return _issue(folders, champion, target, decision, key_file)


def _issue(
    folders: ReleaseFolders,
    champion: ModelArtefact,
    content: ModelArtefact,
    decision: Mapping[str, Any],
    key_file: Path,
) -> Path:
    """Sign the files of `content` under the next number, with the decision in the manifest."""
    public = key_file.with_suffix(".pub.pem")
    if not public.is_file() or public.read_bytes() not in [key.read_bytes() for key in folders.keys]:
        raise NoSigningKey(f"No worker trusts {public}: name it in MODEL_TRUSTED_KEYS, or sign with another key.")
    signed = {
        "signed_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "signed_with": hashlib.sha256(public.read_bytes()).hexdigest(),
        "champion": {"release": champion.release, "digest": champion.digest},
    }
    number = folders.next_number()
    manifest = {**content.manifest, "release": number, "promotion": {**decision, **signed}}
    files = {**content.files, registry.MANIFEST: (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()}
    if CARD in files:
        files[CARD] = CARDS[folders.name].render_card(manifest).encode()
    place = registry.store(files, folders.promoted / str(number), key_file=key_file)
    folders.read(place)
    return place


def _named(artefact: ModelArtefact) -> str:
    return f"Candidate {artefact.release} of {artefact.name}"
