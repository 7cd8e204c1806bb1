"""Which model a worker scores with, and that it never goes back to an older one."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from mlmodels import registry
from mlmodels.exceptions import ArtefactRefused
from mlmodels.models import ModelRelease
from mlmodels.sentiment import train
from mlmodels.sentiment.active_model import active_model
from tests.conftest import AsProcess
from tests.mlmodels.candidates import SHIPPED, made_key, public, working

pytestmark = pytest.mark.django_db(databases=["analytical"])


@pytest.fixture(autouse=True)
def fresh_process(as_process: AsProcess) -> Iterator[None]:
    """A models worker that has loaded nothing yet."""
    active_model.cache_clear()
    yield
    active_model.cache_clear()


def recorded(version: int, digest: str) -> None:
    said = {"digest": digest, "accepted_at": timezone.now(), "trained_on": ["sentences.tsv"]}
    ModelRelease.objects.create(name="sentiment", version=version, **said)


def test_the_shipped_release_is_loaded_and_recorded_once(as_process: AsProcess) -> None:
    with as_process("models"):
        assert active_model().version == 3
        active_model.cache_clear()
        assert list(active_model().models) == ["en", "de"]
    [release] = ModelRelease.objects.all()
    assert (release.name, release.version, len(release.digest)) == ("sentiment", 3, 64)
    assert release.trained_on == [*(source.file for source in train.SOURCES), "hard_sentences.tsv", "sentences.tsv"]
    assert (release.erased_since, release.last_erasure_at) == (0, None)


@pytest.mark.parametrize(("version", "digest"), [(4, "a" * 64), (3, "a" * 64)], ids=["rolled back", "twin"])
def test_what_is_below_the_floor_is_not_used(as_process: AsProcess, version: int, digest: str) -> None:
    recorded(version, digest)
    with as_process("models"), pytest.raises(ArtefactRefused):
        active_model()
    assert ModelRelease.objects.count() == 1


@pytest.fixture
def key(tmp_path: Path, settings: Settings) -> Path:
    """A key that this site trusts, whose releases go to a folder of their own."""
    made = made_key(tmp_path / "keys")
    settings.MODEL_TRUSTED_KEYS = [str(public(made))]
    settings.MODEL_ARTEFACTS = str(tmp_path / "models")
    return made


def models(*arguments: str | Path) -> None:
    call_command("models", *map(str, arguments))


def test_a_worker_follows_a_promotion_and_a_rollback_without_a_restart(
    as_process: AsProcess, tmp_path: Path, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with as_process("models"):
        before = active_model()
        assert (before.version, active_model()) == (3, before)
        working(tmp_path / "new" / "4", key)
        models("promote", "sentiment", "4", "--from", tmp_path / "new", "--key", key)
        assert active_model().version == 4
        models("rollback", "sentiment", "--key", key, "--reason", "it called soup bad")
        assert active_model().version == 5
    assert "hard_held_out.tsv" in capsys.readouterr().out
    shipped, promoted, rolled_back = ModelRelease.objects.order_by("version")
    assert shipped.promotion is None
    said: list[dict[str, Any]] = [promoted.promotion or {}, rolled_back.promotion or {}]
    assert [each["action"] for each in said] == ["promoted", "rolled back"]
    assert said[0]["comparison"]["files"][0]["file"] == "hard_held_out.tsv"
    assert (said[1]["to"]["release"], said[1]["reason"]) == (3, "it called soup bad")
    models("list")
    assert "sentiment release 5: rolled back 20" in capsys.readouterr().out


def test_the_model_in_use_stays_where_the_next_is_refused(as_process: AsProcess, tmp_path: Path, key: Path) -> None:
    with as_process("models"):
        before = active_model()
        planted = Path(shutil.copytree(SHIPPED, tmp_path / "models" / "sentiment" / "4"))
        (planted / registry.SIGNATURE).unlink()
        assert active_model().version == before.version == 3
    recorded(7, "a" * 64)
    (planted.parent / "8").mkdir()
    with as_process("models"):
        assert active_model().version == 3
        active_model.cache_clear()
        with pytest.raises(ArtefactRefused):
            active_model()


def test_sign_takes_a_candidate_from_elsewhere(tmp_path: Path, key: Path) -> None:
    brought = Path(shutil.copytree(SHIPPED, tmp_path / "new" / "4"))
    manifest = json.loads((brought / registry.MANIFEST).read_text())
    (brought / registry.MANIFEST).write_text(json.dumps({**manifest, "release": 4}))
    (brought / registry.SIGNATURE).unlink()
    models("sign", "sentiment", "4", "--from", tmp_path / "new", "--key", key)
    assert registry.verify(brought, name="sentiment", keys=[public(key)]).release == 4
    with pytest.raises(CommandError, match="is what release 3 is"):
        models("promote", "sentiment", "4", "--from", tmp_path / "new", "--key", key)
    with pytest.raises(CommandError, match="There is no candidate 5"):
        models("sign", "sentiment", "5", "--from", tmp_path / "new", "--key", key)
