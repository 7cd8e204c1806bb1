"""Attack: put a model there that nobody signed, so that nobody sees it, or so that people stop to look at alerts."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC
from pathlib import Path

import pytest
from django.db import Error, connections
from pytest_django import Settings

from accounts.models import OutgoingMail
from analytics.access.models import AccessEvent
from analytics.leaks.models import LeakAlert
from analytics.leaks.watch import SUBJECT_ARTEFACT
from analytics.leaks.watch import run as watch
from mlmodels import refusals, registry
from mlmodels.exceptions import ArtefactRefused
from mlmodels.gateway.review_models import load_sentiment
from mlmodels.sentiment.active_model import active_model
from mlmodels.tasks import models as tasks
from tests.analytics import unusual_reading
from tests.analytics.staffing import at_the_console
from tests.conftest import Login, playing
from tests.mlmodels.candidates import FILE, SHIPPED, made, made_key, public

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])
REFUSE = "SELECT governance.artefact_refused('sentiment', %s, %s)"


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """Where promoted releases lie; a worker has loaded what ships, and an attacker writes here."""
    settings.MODEL_ARTEFACTS = str(tmp_path / "models")
    settings.MODEL_TRUSTED_KEYS = [str(public(made_key(tmp_path / "keys")))]
    active_model.cache_clear()
    with playing("models"):
        assert active_model().version == 3
    yield tmp_path / "models" / "sentiment"
    active_model.cache_clear()


def altered(place: Path, _key: Path) -> None:
    shutil.copytree(SHIPPED, place)
    content = bytearray((place / "weights.npz").read_bytes())
    content[len(content) // 2] ^= 1
    (place / "weights.npz").write_bytes(content)


def unsigned(place: Path, _key: Path) -> None:
    shutil.copytree(SHIPPED, place)
    (place / registry.SIGNATURE).unlink()


def with_an_extra_file(place: Path, _key: Path) -> None:
    shutil.copytree(SHIPPED, place)
    (place / "extra.py").write_text("payload")


def of_another_place(place: Path, _key: Path) -> None:
    shutil.copytree(SHIPPED, place)


def of_a_table_of_guests(place: Path, key: Path) -> None:
    made(place, key, "weights", training=[{"relation": "core.guests"}])


def never_promoted(place: Path, key: Path) -> None:
    made(place, key, "weights", training=[FILE])


@pytest.mark.protection("model_refusal_raises")
@pytest.mark.parametrize(
    ("plant", "release", "reason"),
    [
        (altered, "4", "is not signed as it stands"),
        (unsigned, "4", "is not signed: it holds no"),
        (with_an_extra_file, "4", "is not signed as it stands"),
        (of_another_place, "4", "stands in another place"),
        (of_a_table_of_guests, "4", "no table of the analytical store"),
        (never_promoted, "4", "was not promoted"),
        (never_promoted, "2", "is rolled back"),
    ],
)
def test_the_running_worker_refuses_and_people_see_it(
    folder: Path, tmp_path: Path, plant: Callable[[Path, Path], None], release: str, reason: str
) -> None:
    olga = at_the_console("olga", "security_engineer")
    OutgoingMail.objects.all().delete()
    plant(folder / release, tmp_path / "keys" / "key.pem")
    with playing("models"):
        tasks.score_new()
        tasks.score_new()
        assert active_model().version == 3
    with playing("watch"):
        watch()
    assert [each.relation for each in LeakAlert.objects.filter(rule="artefact")] == [f"sentiment {release}"]
    alert = LeakAlert.objects.get()
    assert reason in alert.detail and str(tmp_path) not in alert.detail
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.subject) == ("olga@example.org", SUBJECT_ARTEFACT)
    assert f"/alerts/{alert.pk}/" in mail.text and alert.relation in mail.text
    shown = olga.get(f"/alerts/{alert.pk}/").content.decode()
    assert "A model was refused" in shown and "was in use stays" in shown and "It was an attack" in shown
    assert f"sentiment {release}" in olga.get("/alerts/").content.decode()


@pytest.mark.protection("model_refusal_raises")
def test_the_gateway_raises_an_alert_of_its_own(folder: Path, tmp_path: Path) -> None:
    altered(folder / "4", tmp_path)
    with playing("gateway"):
        assert load_sentiment().version == "3"
    assert LeakAlert.objects.filter(rule="artefact", relation="sentiment 4").exists()


@pytest.mark.protection("model_refusal_stops_no_work")
def test_an_alert_that_can_not_be_raised_keeps_no_worker_from_its_model(folder: Path, tmp_path: Path) -> None:
    """Such as in a store whose grants are older than the code."""
    altered(folder / "4", tmp_path)
    with connections["analytical"].cursor() as cursor:
        cursor.execute("REVOKE EXECUTE ON FUNCTION governance.artefact_refused(text, text, text) FROM models")
        try:
            with playing("models"):
                assert _version_in_use() == 3
        finally:
            cursor.execute("GRANT EXECUTE ON FUNCTION governance.artefact_refused(text, text, text) TO models")
    assert not LeakAlert.objects.exists()


def _version_in_use() -> int | None:
    """The release that the worker works with; None where looking for it fails."""
    try:
        return active_model().version
    except Error:
        return None


@pytest.mark.protection("model_alerts_bounded")
def test_who_puts_a_thousand_models_there_sends_ten_mails(login: Login) -> None:
    worker = login("analytical", "models")
    for number in range(30):
        worker.execute(REFUSE, [str(number), "is not signed"])
    assert LeakAlert.objects.filter(reader_id="models").count() <= 10
    login("analytical", "gateway").execute(REFUSE, ["7", "is not signed"])
    assert LeakAlert.objects.filter(reader_id="gateway").count() == 1


@pytest.mark.protection("model_alerts_cool_down_by_reason")
def test_a_harmless_refusal_does_not_silence_the_next_one(login: Login) -> None:
    worker = login("analytical", "models")
    for reason in ("was not promoted", "was not promoted", "is not signed as it stands"):
        worker.execute(REFUSE, ["4", reason])
    assert LeakAlert.objects.filter(detail="is not signed as it stands").exists()
    assert LeakAlert.objects.count() == 2


@pytest.mark.protection("model_alerts_apart_from_readers")
def test_refused_models_do_not_spend_the_budget_of_alerts_about_readers(login: Login) -> None:
    worker = login("analytical", "models")
    for number in range(9):
        worker.execute(REFUSE, [str(number), "is not signed"])
    reader = uuid.uuid4()
    unusual_reading.read(reader, unusual_reading.rows(1))
    read_on = AccessEvent.objects.get(reader_id=str(reader)).created_at.astimezone(UTC).date()
    raised = "SELECT governance.leak_alert_raise('day', %s, %s)"
    assert login("analytical", "watch").execute(raised, [str(reader), read_on]).fetchall() == [(True,)]


@pytest.mark.protection("model_refusal_raises")
def test_a_reason_that_no_text_column_takes_hides_nothing() -> None:
    """Part of a reason is from files of whoever attacks."""
    with playing("models"):
        refusals.raise_alert("sentiment", Path("4"), ArtefactRefused("\0\ud800 is not signed"))
    assert [each.detail for each in LeakAlert.objects.all()] == ["\\ud800 is not signed"]
