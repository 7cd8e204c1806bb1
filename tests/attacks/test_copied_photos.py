"""Attacks on photos that look like copies: seen or released by others, unlogged, or kept after they were refused."""

from pathlib import Path

import psycopg
import pytest

from accounts.actions import staff
from accounts.models import User
from restaurants.actions import copied_photos as actions
from restaurants.actions import photos
from restaurants.enums import PhotoState
from restaurants.models import Photo
from restaurants.photos import publishing
from restaurants.selectors.copied_photos import copied_photos
from reviews_site.ids import uuid7
from reviews_site.policy import Denied, Role
from tests.analytics.staffing import at_the_console, employed
from tests.attacks.test_photos import sent
from tests.conftest import AsProcess, Login
from tests.privacy_rights.erasing import confirmed, erased, ledger_of_its_own
from tests.privacy_rights.erasing import review as review_of
from tests.restaurants import factories
from tests.restaurants.photos import as_file, objects, photo, picture

__all__ = ["ledger_of_its_own", "objects"]
pytestmark = pytest.mark.usefixtures("objects")
BOTH = pytest.mark.django_db(databases=["default", "analytical"])
SUPPORT = [Role.CUSTOMER_SUPPORT]


def shown_and_copied(thief: User, as_process: AsProcess) -> Photo:
    """The same picture by two people; what waits."""
    author = factories.confirmed("dora")
    for user, content in ((author, photo()), (thief, as_file(picture(320, 240), "WEBP", quality=60))):
        review = factories.review(factories.restaurant(f"At {user.email}"), user)
        with as_process("web"):
            photos.add(review=review, files=[sent(content)], alt="", by=user)
        with as_process("media"):
            publishing.run_due()
    return copied_photos().get()


@BOTH
@pytest.mark.protection("copied_photo_roles")
@pytest.mark.parametrize("role", ["data_scientist", "security_engineer", "executive"])
def test_a_role_without_the_right_sees_photos_and_decides(as_process: AsProcess, role: str) -> None:
    waits = shown_and_copied(factories.confirmed("theo"), as_process)
    reader = at_the_console("dana", role)
    for name in ("picture", "resembled"):
        seen = reader.get(f"/photos/{waits.pk}/{name}/")
        assert seen.status_code == 403 and not seen.content.startswith(b"RIFF")
    reader.post(f"/photos/{waits.pk}/decision/", {"answer": "release"})
    assert copied_photos().exists()


@BOTH
@pytest.mark.protection("copied_photo_not_ones_own")
@pytest.mark.parametrize("whose", ["theo", "dora"])
def test_staff_decide_on_a_photo_of_their_own(as_process: AsProcess, whose: str) -> None:
    waits = shown_and_copied(factories.confirmed("theo"), as_process)
    party = User.objects.get(email__startswith=whose)
    staff.grant(user=party, role="customer_support", by="a test")
    with as_process("console"), pytest.raises(Denied):
        actions.decide(photo=waits, refusal="", by=party.pk, roles=SUPPORT)
    assert copied_photos().exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.protection("copied_photo_released_by_console")
def test_injected_sql_calls_the_function_of_the_console(login: Login, as_process: AsProcess) -> None:
    waits = shown_and_copied(factories.confirmed("theo"), as_process)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute("SELECT restaurants_decide_copied_photo(%s, 'published', '')", [waits.pk])


@pytest.mark.django_db(transaction=True)
@pytest.mark.protection("photo_stays_hidden")
@pytest.mark.parametrize("state", ["published", "blurring"])
def test_injected_sql_shows_a_photo_that_resembles_another(login: Login, as_process: AsProcess, state: str) -> None:
    """Nor by way of blurring, after which `media` would publish it."""
    waits = shown_and_copied(factories.confirmed("theo"), as_process)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute("UPDATE restaurants_photo SET state = %s WHERE id = %s", [state, waits.pk])


@BOTH
@pytest.mark.protection("copied_photo_looks_logged")
def test_a_look_leaves_no_line_in_the_log(as_process: AsProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = shown_and_copied(factories.confirmed("theo"), as_process)

    def refuse(*_args: object, **_named: object) -> None:
        raise psycopg.OperationalError("The log is not there.")

    monkeypatch.setattr("restaurants.actions.copied_photos.record", refuse)
    for look in (actions.look_at, actions.look_at_resembled):
        with as_process("console"), pytest.raises(psycopg.OperationalError):
            look(photo=waits, by=uuid7(), roles=SUPPORT)


@BOTH
@pytest.mark.protection("copied_photo_files_gone")
def test_a_refused_copy_stays(as_process: AsProcess, objects: Path) -> None:
    waits = shown_and_copied(factories.confirmed("theo"), as_process)
    files = {path.name: path.read_bytes() for path in (objects / "restaurants.photos").glob(f"{waits.token}-*")}
    assert files
    sue = employed("sue", "customer_support")
    with as_process("console"):
        assert actions.decide(photo=waits, refusal="somebody_elses", by=sue.pk, roles=SUPPORT)
    with as_process("media"):
        publishing.run_due()
    left = [path.read_bytes() for path in objects.rglob("*") if path.is_file()]
    assert Photo.objects.get(pk=waits.pk).state == PhotoState.REFUSED
    assert [content for content in left if content in files.values()] == []


@pytest.mark.django_db(databases=["default", "vault", "analytical"])
@pytest.mark.protection("photos_erased")
def test_of_somebody_who_is_erased_no_copy_stays(as_process: AsProcess, objects: Path, ledger_of_its_own: Path) -> None:
    mia = confirmed("mia")
    for slug in ("cafe-aurora-berlin", "zum-reiher"):
        author = mia if slug == "zum-reiher" else factories.confirmed("dora")
        review = review_of(author, slug, 4)
        with as_process("web"):
            photos.add(review=review, files=[sent(photo())], alt="", by=author)
        with as_process("media"):
            publishing.run_due()
    token = copied_photos().get().token
    assert list(objects.rglob(f"{token}-*"))
    erased(mia, as_process)
    assert list(objects.rglob(f"{token}-*")) == [] and not copied_photos().exists()
