"""Signed model artefacts: signs them, and hands out only what verifies. It does not know what is inside a model.

An artefact is a flat folder named by its release number: files, a `manifest.json` among them, and `model.sig`, a
signature by OpenSSF model-signing over exactly these files. All is read once, and verified and used from that one
reading, so that nobody can change a file in between. The order of suspicion: form, signature, name and release, what it
was trained on, floor, promotion.
"""

import hashlib
import json
import logging
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlmodels import training_sources
from mlmodels.exceptions import ArtefactRefused, NoSigningKey

logger = logging.getLogger(__name__)
SIGNATURE = "model.sig"
MANIFEST = "manifest.json"
MAX_FILES = 20
MAX_BYTES = 64_000_000
SHIPPED_KEYS = Path(__file__).parent / "trusted_keys"
OnRefusal = Callable[[str, Path, ArtefactRefused], None]


@dataclass(frozen=True)
class ModelArtefact:
    """A verified artefact: `files` by name without the signature, and `digest`, a SHA-256 over all of them.

    `trained_on`: the tables and files that its manifest lists.
    """

    name: str
    release: int
    digest: str
    trained_on: list[str]
    manifest: dict[str, Any] = field(repr=False)
    files: dict[str, bytes] = field(repr=False)


@dataclass(frozen=True)
class ReleaseFloor:
    """The highest release that was ever used, and its digest; nothing older, and no other twin of it, is accepted."""

    release: int
    digest: str


def trusted_keys(configured: Iterable[str] = ()) -> list[Path]:
    """Public keys that ship with the project, and those of the setting MODEL_TRUSTED_KEYS (files or folders)."""
    found = sorted(SHIPPED_KEYS.glob("*.pem"))
    for path in map(Path, configured):
        found += sorted(path.glob("*.pem")) if path.is_dir() else [path]
    return found


def sign(folder: Path, *, key_file: Path) -> None:
    """Sign what is in `folder`, replacing an older signature. Raises NoSigningKey for a missing or unusable key."""
    files = {name: content for name, content in _read(folder).items() if name != SIGNATURE}
    (folder / SIGNATURE).write_bytes(_signature(files, key_file))


def _signature(files: dict[str, bytes], key_file: Path) -> bytes:
    if not key_file.is_file():
        raise NoSigningKey(f"There is no private key at {key_file}: make one with `manage.py models keygen`.")
    from model_signing import signing  # imported late: it takes most of a second

    try:
        signer = signing.Config().use_elliptic_key_signer(private_key=key_file)
    except (ValueError, TypeError) as error:
        raise NoSigningKey(f"{key_file} is no unencrypted elliptic-curve private key in PEM form: {error}") from error
    with tempfile.TemporaryDirectory(prefix="platemark-model-") as scratch:
        copy = _lay_out(Path(scratch), files)
        signer.set_hashing_config(_hashing()).sign(copy, Path(scratch) / SIGNATURE)
        return (Path(scratch) / SIGNATURE).read_bytes()


def verify(folder: Path, *, name: str, keys: Sequence[Path], floor: ReleaseFloor | None = None) -> ModelArtefact:
    """The artefact in `folder`, if a holder of one of `keys` signed exactly this, and it is model `name`.

    Raises ArtefactRefused with the reason, also for a release below `floor`.
    """
    files = _read(folder)
    check_signature(folder, files, files.pop(SIGNATURE, None), keys)
    manifest = _manifest(folder, files)
    if manifest.get("name") != name or str(manifest.get("release")) != folder.name:
        raise ArtefactRefused(
            f"{folder} is release {manifest.get('release')!r} of {manifest.get('name')!r}, and stands in another place."
        )
    artefact = ModelArtefact(
        name, int(manifest["release"]), digest_of(files), training_sources.declared_sources(manifest), manifest, files
    )
    check_floor(folder, artefact, floor)
    return artefact


def newest(
    name: str,
    *,
    folders: Iterable[Path],
    keys: Sequence[Path],
    floor: ReleaseFloor | None = None,
    promoted: Iterable[Path] = (),
    on_refusal: OnRefusal | None = None,
) -> ModelArtefact:
    """The highest release in `promoted` that was promoted and can be trusted, or else the highest in `folders`.

    What is refused on the way is logged, and `on_refusal` hears of it. Raises ArtefactRefused if nothing is left.
    """
    wanted = [*((path, True) for folder in promoted for path in releases(folder))]
    wanted += [(path, False) for folder in folders for path in releases(folder)]
    for path, must_be_promoted in wanted:
        try:
            found = verify(path, name=name, keys=keys, floor=floor)
            if must_be_promoted:
                check_promoted(path, found)
        except ArtefactRefused as refusal:
            logger.error("model artefact refused: %s", refusal)
            if on_refusal:
                on_refusal(name, path, refusal)
        else:
            return found
    raise ArtefactRefused(
        f"No artefact of {name} can be trusted; {len(wanted)} looked at, see the log for each reason."
    )


def releases(folder: Path) -> list[Path]:
    """The releases in a folder, the highest first."""
    found = [path for path in folder.iterdir() if path.name.isdecimal()] if folder.is_dir() else []
    return sorted(found, key=lambda path: int(path.name), reverse=True)


def highest(folder: Path) -> int:
    """The highest number of a release in `folder`; 0 without any."""
    return int(found[0].name) if (found := releases(folder)) else 0


def store(files: dict[str, bytes], place: Path, *, key_file: Path) -> Path:
    """Write `files` and their signature to `place`, which must not be there yet. It is there at once, and whole."""
    place.parent.mkdir(parents=True, exist_ok=True)
    own = {name: content for name, content in files.items() if name != SIGNATURE}
    with tempfile.TemporaryDirectory(prefix=".new-", dir=place.parent) as scratch:
        written = _lay_out(Path(scratch), {**own, SIGNATURE: _signature(own, key_file)})
        written.rename(place)
    return place


def digest_of(files: dict[str, bytes]) -> str:
    """SHA-256, in hexadecimal, over the names and contents of `files`."""
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items())]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def check_signature(folder: Path, files: dict[str, bytes], signature: bytes | None, keys: Sequence[Path]) -> None:
    """Raises ArtefactRefused unless `signature` covers exactly `files`, and is by a holder of one of `keys`."""
    if signature is None:
        raise ArtefactRefused(f"{folder} is not signed: it holds no {SIGNATURE}.")
    from model_signing import verifying  # imported late: it takes most of a second

    reasons = []
    with tempfile.TemporaryDirectory(prefix="platemark-model-") as scratch:
        copy = _lay_out(Path(scratch), files)
        sealed = Path(scratch) / SIGNATURE
        sealed.write_bytes(signature)
        for key in keys:
            try:
                verifying.Config().use_elliptic_key_verifier(public_key=key).set_hashing_config(_hashing()).verify(
                    copy, sealed
                )
            except Exception as error:  # whatever goes wrong in there, the artefact is not proven
                reasons.append(f"{key.name}: {error or type(error).__name__}")
            else:
                return
    raise ArtefactRefused(
        f"{folder} is not signed as it stands by any trusted key ({'; '.join(reasons) or 'there is none'})."
    )


def check_floor(folder: Path, artefact: ModelArtefact, floor: ReleaseFloor | None) -> None:
    """Raises ArtefactRefused if `artefact` is older than `floor`, or a twin of it under the same number."""
    if floor is None:
        return
    if artefact.release < floor.release:
        raise ArtefactRefused(f"{folder} is rolled back: release {floor.release} was in use already.")
    if artefact.release == floor.release and artefact.digest != floor.digest:
        raise ArtefactRefused(
            f"{folder} is another artefact under the number of release {floor.release}, which was in use."
        )


def check_promoted(folder: Path, artefact: ModelArtefact) -> None:
    """Raises ArtefactRefused for a candidate: signed by whoever trained it, and compared with nothing."""
    if not isinstance(artefact.manifest.get("promotion"), dict):
        raise ArtefactRefused(
            f"{folder} was not promoted: `manage.py models promote {artefact.name}` compares it first."
        )


def _manifest(folder: Path, files: dict[str, bytes]) -> dict[str, Any]:
    try:
        manifest = json.loads(files[MANIFEST])
    except (KeyError, ValueError) as error:
        raise ArtefactRefused(f"{folder} has no readable {MANIFEST}.") from error
    if not isinstance(manifest, dict):
        raise ArtefactRefused(f"{folder} has a {MANIFEST} that is no object.")
    return manifest


def _read(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        raise ArtefactRefused(f"There is no artefact at {folder}.")
    entries = sorted(folder.iterdir())
    if len(entries) > MAX_FILES or any(entry.is_symlink() or not entry.is_file() for entry in entries):
        raise ArtefactRefused(f"{folder} holds a folder, a link, or more than {MAX_FILES} files.")
    if sum(entry.stat().st_size for entry in entries) > MAX_BYTES:
        raise ArtefactRefused(f"{folder} is larger than {MAX_BYTES} bytes.")
    return {entry.name: entry.read_bytes() for entry in entries}


def _lay_out(scratch: Path, files: dict[str, bytes]) -> Path:
    copy = scratch / "model"
    copy.mkdir()
    for name, content in files.items():
        (copy / name).write_bytes(content)
    return copy


def _hashing() -> Any:
    from model_signing import hashing  # imported late: it takes most of a second

    # By default the library leaves out git's own files, so that one could be slipped in unsigned.
    return hashing.Config().use_file_serialization().set_ignored_paths(paths=[], ignore_git_paths=False)
