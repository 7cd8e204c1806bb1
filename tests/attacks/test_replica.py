"""Attack: a replica that is behind, down or gone shows an old page, or none, to whoever asks for one after a write."""

from collections.abc import Iterator

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from restaurants.models import Restaurant
from reviews_site.web import replica
from tests.conftest import ProcessClient
from tests.replication import Replicated, replicated, stop
from tests.restaurants import factories
from tests.state_folders import state_folder

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def both() -> Iterator[Replicated]:
    with state_folder("replica") as folder, replicated(folder) as servers:
        yield servers


@pytest.fixture
def servers(both: Replicated, settings: object, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Replicated]:
    """The site on the primary, with its replica."""
    own = connections["default"]
    connections["default"] = both.primary
    monkeypatch.setattr(settings, "REPLICA_URL", both.url)
    monkeypatch.setattr(replica.Rest, "until", 0.0)
    yield both
    replica._handler(both.url)["default"].close()
    both.primary.close()
    connections["default"] = own


def page(servers: Replicated, place: Restaurant) -> tuple[str, bool]:
    """What somebody who is signed out sees, and whether the primary was asked for no more than the version of it."""
    with CaptureQueriesContext(servers.primary) as captured:
        answer = ProcessClient(raise_request_exception=False).get(f"/restaurants/{place.slug}/")
    asked = [query["sql"] for query in captured.captured_queries if "ROLE" not in query["sql"]]
    assert answer.status_code == 200
    return answer.content.decode(), len(asked) == 1


@pytest.mark.protection("replica_is_never_behind")
def test_whoever_just_wrote_sees_it_though_the_replica_is_behind(servers: Replicated) -> None:
    place = factories.restaurant("Zum alten Namen")
    servers.resume()
    text, is_from_replica = page(servers, place)
    assert "Zum alten Namen" in text and is_from_replica
    servers.pause()
    try:
        Restaurant.objects.filter(pk=place.pk).update(name="Zum neuen Namen")
        text, is_from_replica = page(servers, place)
        assert "Zum neuen Namen" in text and not is_from_replica
        new = factories.restaurant("Eben eröffnet")
        assert "Eben eröffnet" in page(servers, new)[0]
    finally:
        servers.resume()
    Restaurant.objects.filter(pk=place.pk).update(name="Zum dritten Namen")
    servers.resume()
    text, is_from_replica = page(servers, place)
    assert "Zum dritten Namen" in text and is_from_replica


@pytest.mark.protection("replica_is_dispensable")
@pytest.mark.parametrize("url", ["postgresql://web:wrong@localhost:1/platemark", "wrong password"])
def test_a_replica_that_is_down_or_refuses_costs_nobody_a_page(
    servers: Replicated, url: str, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "REPLICA_URL", url if "//" in url else servers.url.replace("throwaway", "wrong"))
    place = factories.restaurant(f"Ohne Kopie {len(url)}")
    text, is_from_replica = page(servers, place)
    assert "Ohne Kopie" in text and not is_from_replica
    assert not replica.is_usable(), "It is left alone for a while."


@pytest.mark.protection("replica_is_dispensable")
def test_a_replica_that_goes_down_in_between_costs_nobody_a_page(servers: Replicated) -> None:
    place = factories.restaurant("Zum letzten Mal")
    servers.resume()
    assert page(servers, place)[1]
    stop(servers.standby)
    Restaurant.objects.filter(pk=place.pk).update(name="Zum Glück")
    text, is_from_replica = page(servers, place)
    assert "Zum Glück" in text and not is_from_replica
