"""Each published version of an event: its sample loads today, and what is poisoned is refused, without a word of it.

A published schema never changes: a new meaning is a new version. Old events lie in the outbox for as long as the
analytical store may have to be made again, so every version that was ever published has to load.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from analytics.ingest import relay
from analytics.ingest.models import QuarantinedEvent
from reviews_site.outbox import schemas
from reviews_site.outbox.models import Event, WaitingEvent
from tests.conftest import AsProcess

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
CONTRACTS = Path(__file__).parent / "contracts"
VERSIONS = schemas.known()


def contract(topic: str, version: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CONTRACTS / f"{topic}.v{version}.json").read_text())
    return found


def put(topic: str, version: int, payload: dict[str, Any], restaurant: str | None) -> Event:
    """Into the outbox past all validation, for the restaurant that the sample is of."""
    event = Event(topic=topic, version=version, payload=payload, restaurant_id=restaurant)
    event.save(force_insert=True)
    return event


def values(payload: Any) -> list[str]:
    """Every text and number in a payload that is long enough to be told from a word of a sentence."""
    match payload:
        case dict():
            return [found for each in payload.items() for part in each for found in values(part)]
        case list():
            return [found for each in payload for found in values(each)]
    return [str(payload)] if len(str(payload)) > 5 else []


@pytest.mark.parametrize(("topic", "version"), VERSIONS, ids=str)
def test_a_published_schema_does_not_change(topic: str, version: int) -> None:
    document = json.loads((schemas.FOLDER / f"{topic}.v{version}.json").read_text())
    digest = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
    assert digest == contract(topic, version)["schema_sha256"], "Publish a new version, and keep this one."


@pytest.mark.parametrize(("topic", "version"), VERSIONS, ids=str)
def test_the_sample_of_each_version_loads_today(topic: str, version: int, as_process: AsProcess) -> None:
    sample = contract(topic, version)["sample"]
    put(topic, version, sample, sample.get("restaurant_id"))
    with as_process("relay"):
        assert relay.drain() == relay.DrainResult(loaded=1)
    assert not QuarantinedEvent.objects.exists()
    assert not WaitingEvent.objects.exists()


@pytest.mark.parametrize(("topic", "version"), VERSIONS, ids=str)
def test_what_is_poisoned_is_refused_without_a_word_of_it(topic: str, version: int, as_process: AsProcess) -> None:
    known = contract(topic, version)
    sample, poisoned = known["sample"], {}
    for case in known["poisoned"]:
        payload = {name: value for name, value in sample.items() if name not in case.get("remove", ())}
        event = put(topic, version, {**payload, **case["changes"]}, sample.get("restaurant_id"))
        poisoned[event.pk] = case
    good = put(topic, version, sample, sample.get("restaurant_id"))
    with as_process("relay"):
        assert relay.drain() == relay.DrainResult(loaded=1, quarantined=len(poisoned))
    held = {each.event_id: each for each in QuarantinedEvent.objects.all()}
    assert [case["says"] for event_id, case in poisoned.items() if event_id not in held] == []
    assert good.pk not in held
    for event_id, case in poisoned.items():
        said = held[event_id].reason
        strange = set(values(case["changes"])) - set(values(sample))
        assert [value for value in strange if value in said] == [], case["says"]
        assert "canary" not in said + json.dumps(held[event_id].shape)


def test_no_contract_is_of_a_schema_that_is_gone() -> None:
    assert sorted(path.name for path in CONTRACTS.iterdir()) == sorted(f"{topic}.v{n}.json" for topic, n in VERSIONS)
