"""A scrubbed copy: nobody real is in it, everything in it still fits together, and what is no copy is not touched."""

import io
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import models
from pytest_django import Settings

from accounts.enums import Gender, VerificationLevel, VerificationState
from accounts.models import OutgoingMail, Profile, User, VerificationRequest, VerificationSession, VerificationStatus
from accounts.vault.models import IdentityDigest
from analytics.access.company import Environment
from analytics.access.copies.classes import models_of
from analytics.access.copies.leak_search import find_terms, search_terms
from analytics.access.copies.scrubbing import ScrubRefused, ScrubSecrets, scrub
from analytics.access.copies.treatment import Untreated, treatment_of
from analytics.ingest import relay
from restaurants.models import Restaurant, Review, VisitCount
from reviews_site.audit.log import record
from reviews_site.privacy import Privacy, classified
from tests.analytics import events
from tests.analytics.conftest import make_restaurant
from tests.analytics.copies import Copy, copied, url_of_copy
from tests.conftest import AsProcess, Login

MARK = "canary7f3a"
EMAIL = f"{MARK}@mail.example.org"
REVIEW_TEXT = "we waited an hour for the bill and then"
TEXT = f"The {MARK} sang beautifully while we waited for our dumplings and the bill."
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])


def make_marked_person() -> User:
    """Somebody whose every value is marked, in every table that holds people."""
    now = datetime.now(UTC)
    user = User.objects.create_user(email=EMAIL, password="seven quiet herons")
    Profile(user=user, display_name=f"{MARK} pen", birth_year=1984, gender=Gender.NON_BINARY, region="AT-5").save()
    request = VerificationRequest.objects.create(user=user)
    VerificationSession.objects.create(
        request=request, provider="sandbox", provider_session_id=MARK, hosted_url=f"https://p.example/{MARK}"
    )
    VerificationStatus.objects.create(
        user=user,
        state=VerificationState.CONFIRMED,
        level=VerificationLevel.values[0],
        provider="sandbox",
        country="AT",
        confirmed_at=now,
        expires_at=now + timedelta(days=365),
    )
    restaurant = make_restaurant("old-mill")
    Review.objects.create(restaurant=restaurant, author=user, rating=4, text=TEXT, visited_on=date(2026, 5, 1))
    VisitCount.objects.create(restaurant=restaurant, day=date(2026, 5, 1), visitors=120, purchases=120)
    OutgoingMail.objects.create(recipient=EMAIL, subject=MARK, text=TEXT, html=TEXT)
    record("review.posted", actor_id=user.pk, object_id=user.pk, detail={"mark": MARK})
    IdentityDigest.objects.create(
        digest=MARK.encode(),
        key_version=1,
        holder=uuid.uuid4(),
        level=VerificationLevel.values[0],
        expires_on=date(2030, 1, 1),
    )
    return user


@pytest.fixture
def marked(as_process: AsProcess) -> User:
    user = make_marked_person()
    events.post(events.review(text=TEXT, reviewer=str(uuid.uuid4())))
    events.publish_demographics(events.person(birth_year=1984, gender="non-binary"))
    events.inject(events.review(email=EMAIL))
    with as_process("relay"):
        relay.drain()
    return user


@pytest.fixture
def copy() -> Iterator[Callable[[str], Copy]]:
    """`copy("default")`: the owner's connection to a copy of the store as it is at that moment."""
    opened = []

    def connect(store: str) -> Copy:
        making = copied(store)
        connection = psycopg.connect(making.__enter__(), autocommit=True)
        opened.append((making, connection))
        return connection

    yield connect
    for making, connection in opened:
        connection.close()
        making.__exit__(None, None, None)


def everything(connection: Copy) -> str:
    """All rows of all tables as text, and what the planner remembers of them."""
    tables = connection.execute(
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname !~ '^(pg_|information)'"
    ).fetchall()
    rows = [connection.execute(f"SELECT t::text FROM {table} t").fetchall() for (table,) in tables]
    remembered = connection.execute("SELECT most_common_vals::text, histogram_bounds::text FROM pg_stats "
                                    "WHERE schemaname !~ '^(pg_|information)'").fetchall()  # fmt: skip
    return str(rows) + str(remembered)


def scrubbed(connection: Copy, store: str, **named: Any) -> Any:
    secrets = named.pop("secrets", ScrubSecrets.generate())
    return scrub(connection, store, environment=Environment.STAGING, secrets=secrets, **named)


@pytest.mark.parametrize("store", ["default", "vault", "analytical"])
def test_nothing_of_anybody_is_left(store: str, marked: User, copy: Callable[[str], Copy]) -> None:
    connection = copy(store)
    connection.execute("ANALYZE")
    before = everything(connection)
    assert MARK in before or MARK.encode().hex() in before
    assert scrubbed(connection, store, planted=[MARK]).searched > 1
    after = everything(connection)
    assert not [value for value in (MARK, MARK.encode().hex(), str(marked.pk), EMAIL, TEXT) if value in after]


def test_what_is_left_fits_together(marked: User, copy: Callable[[str], Copy]) -> None:
    connection = copy("default")
    scrubbed(connection, "default")
    email, password, name = connection.execute(
        "SELECT email, password, display_name FROM accounts_user u JOIN accounts_profile p ON p.user_id = u.id"
    ).fetchall()[0]
    assert (email.endswith("@scrubbed.invalid"), password[0], name[:6]) == (True, "!", "Guest ")
    review = "SELECT rating, text, name FROM restaurants_review r JOIN restaurants_restaurant p ON p.id = restaurant_id"
    ((rating, text, place),) = connection.execute(
        review + " JOIN accounts_verificationstatus s ON s.user_id = r.author_id WHERE state = 'confirmed'"
    ).fetchall()
    assert (rating, text[:20], place) == (4, "Scrubbed placeholder", Restaurant.objects.get().name)
    ((visitors, purchases),) = connection.execute("SELECT visitors, purchases FROM restaurants_visitcount").fetchall()
    assert 30 <= purchases == visitors <= 120
    assert connection.execute("SELECT count(*) FROM outbox_event").fetchone() == (0,)
    # Triggers are on again.
    with pytest.raises(psycopg.Error, match="confirm"):
        connection.execute("UPDATE restaurants_review SET author_id = gen_random_uuid()")


def test_ids_fit_between_the_stores_of_one_run_and_differ_between_runs(
    marked: User, copy: Callable[[str], Copy]
) -> None:
    secrets = ScrubSecrets.generate()
    known = "SELECT DISTINCT restaurant_id FROM core.reviews"
    first = copy("analytical")
    scrubbed(first, "analytical", secrets=secrets)
    mapped = first.execute(known).fetchall()
    first.close()
    second = copy("analytical")
    scrubbed(second, "analytical", secrets=secrets)
    assert second.execute(known).fetchall() == mapped != [(events.RESTAURANT,)]
    second.close()
    third = copy("analytical")
    scrubbed(third, "analytical")
    assert third.execute(known).fetchall() != mapped


def test_prod_and_stores_in_use_are_refused(marked: User, copy: Callable[[str], Copy], login: Login) -> None:
    connection = copy("default")
    with pytest.raises(ScrubRefused, match="This is prod"):
        scrub(connection, "default", environment=Environment.PROD, secrets=ScrubSecrets.generate())
    own = login("default", "migrator")
    with pytest.raises(ScrubRefused, match="no copy of it"):
        scrubbed(own, "default")
    other = psycopg.connect(url_of_copy("default"))
    with pytest.raises(ScrubRefused, match="Somebody else"):
        scrubbed(connection, "default")
    other.close()
    assert MARK in everything(connection)
    assert User.objects.get().email == EMAIL


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("CREATE TABLE by_hand (email text)", "the table public.by_hand"),
        ("ALTER TABLE accounts_profile ADD by_hand text", "the column by_hand of public.accounts_profile"),
    ],
)
def test_what_nobody_has_classified_stops_it(
    statement: str, said: str, marked: User, copy: Callable[[str], Copy]
) -> None:
    connection = copy("default")
    connection.execute(statement)
    with pytest.raises(ScrubRefused, match=said):
        scrubbed(connection, "default")
    assert MARK in everything(connection)


def test_another_store_is_refused(copy: Callable[[str], Copy]) -> None:
    with pytest.raises(ScrubRefused, match="Nobody has classified"):
        scrubbed(copy("analytical"), "vault")


def test_what_hides_in_a_public_column_is_found_and_nothing_is_changed(
    marked: User, copy: Callable[[str], Copy]
) -> None:
    connection = copy("default")
    connection.execute("UPDATE restaurants_restaurant SET website = %s", [f"https://e.example/{EMAIL}"])
    with pytest.raises(ScrubRefused, match="restaurants_restaurant") as refusal:
        scrubbed(connection, "default")
    assert MARK not in str(refusal.value)
    assert EMAIL in everything(connection)


def test_every_column_of_every_store_has_a_treatment() -> None:
    for store in ("default", "vault", "analytical"):
        for model in models_of(store).values():
            assert treatment_of(model).relation[1]


def test_a_column_that_no_rule_fits_is_an_error() -> None:
    class Odd(models.Model):
        span = models.DurationField()
        privacy = classified(Privacy.REGULAR, sensitive="span")

        class Meta:
            app_label = "odd"

    with pytest.raises(Untreated, match="span"):
        treatment_of(Odd)


def test_the_command_scrubs_what_files_name(marked: User, tmp_path: Path, settings: Settings) -> None:
    out = io.StringIO()
    with copied("default") as default, copied("analytical") as analytical:
        for name, url in (("default", default), ("analytical", analytical)):
            (tmp_path / name).write_text(url)
        files = {"default": tmp_path / "default", "analytical": tmp_path / "analytical"}
        call_command("scrub", stdout=out, planted=[MARK], **files)
        assert out.getvalue().count("values found") == 2
        settings.PLATEMARK_ENV = "prod"
        with pytest.raises(CommandError, match="default: This is prod"):
            call_command("scrub", **files)
    with pytest.raises(CommandError, match="Name the copies"):
        call_command("scrub")
    with pytest.raises(CommandError, match="can't be read"):
        call_command("scrub", default=tmp_path / "none")


def test_needles_are_found_as_people_would_find_them() -> None:
    wanted = frozenset(
        [*search_terms("Ada Lovelace"), *search_terms(EMAIL), *search_terms("we waited an hour for the bill")]
    )
    assert find_terms("signed: ada LOVELACE", wanted, is_about_people=True)
    assert find_terms(f'{{"to": "{EMAIL.upper()}"}}', wanted, is_about_people=False)
    assert find_terms("They waited an hour for it", wanted, is_about_people=True)
    assert not find_terms("They waited an hour for it", wanted, is_about_people=False)
    assert find_terms(
        f"Menu: {REVIEW_TEXT}", frozenset(search_terms(f"{REVIEW_TEXT}, and left.")), is_about_people=False
    )
    assert not find_terms("Ada said: the bill of Lovelace took an hour.", wanted, is_about_people=True)
