"""Which model a worker scores with, and that it never goes back to an older one."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from mlmodels.exceptions import ArtefactRefused
from mlmodels.models import ModelRelease
from mlmodels.sentiment import train
from mlmodels.sentiment.active_model import active_model
from tests.conftest import AsProcess

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
