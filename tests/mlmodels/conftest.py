"""A small fitted model, and where the shared data lies."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mlmodels.sentiment.model import SentimentModel
from tests.mlmodels.sentences import small_model

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def model() -> SentimentModel:
    """A model fitted on made-up sentences."""
    return small_model()


@pytest.fixture(scope="session")
def shared_review_file() -> Callable[[str], Path]:
    """`shared_review_file(name)`: a file of the real reviews, or a skip where they are not at hand."""

    def find(name: str) -> Path:
        data = Path(os.environ.get("PLATEMARK_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
        path = data / "reviews" / name
        if not path.is_file():
            pytest.skip(f"shared data is missing: {path}")
        return path

    return find
