"""People who have something everywhere, and every worker that has a part in their leaving."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.enums import VerificationLevel, VerificationState
from accounts.identity import digests
from accounts.models import (
    OutgoingMail,
    Profile,
    SecurityEvent,
    Session,
    User,
    VerificationRequest,
    VerificationSession,
    VerificationStatus,
)
from accounts.rules import confirmation_ends_at
from analytics.access.driver import psycopg_connection
from analytics.ingest import relay
from privacy_rights.actions import erasures
from privacy_rights.analytical import datasets, erasure
from privacy_rights.enums import ErasureState
from privacy_rights.erasure import vault
from privacy_rights.models.erasure import ErasureRequest
from privacy_rights.tasks.privacy import run_due
from restaurants.actions import reviews
from restaurants.models import Restaurant, Review
from tests.accounts.users import member
from tests.analytics.conftest import make_restaurant
from tests.conftest import AsProcess


@pytest.fixture
def ledger_of_its_own(tmp_path: Path, settings: Settings) -> Path:
    settings.ERASURE_LEDGER = tmp_path
    settings.ERASURE_WAIT_SECONDS = 60
    return tmp_path


def confirmed(name: str) -> User:
    """A person with something in every table that a page can fill."""
    user = member(name)
    Profile.objects.filter(user=user).update(birth_year=1984, gender="woman", region="AT-5")
    now = timezone.now()
    VerificationStatus.objects.create(
        user=user,
        state=VerificationState.CONFIRMED,
        level=VerificationLevel.DOCUMENT,
        provider="sandbox",
        country="AT",
        confirmed_at=now,
        expires_at=confirmation_ends_at(now, None),
    )
    request = VerificationRequest.objects.create(user=user)
    VerificationSession.objects.create(request=request, provider="sandbox", provider_session_id=str(request.pk))
    SecurityEvent.objects.create(user=user, kind="signed_in")
    Session.objects.create(session_key=str(user.pk), session_data="x", expire_date=now, user_id=user.pk)
    OutgoingMail.objects.create(recipient=user.email, subject="A code", text="123456")
    return user


def review(user: User, slug: str, rating: int) -> Review:
    place = Restaurant.objects.filter(slug=slug).first() or make_restaurant(slug)
    return reviews.submit(
        restaurant=place,
        rating=rating,
        text="The soup was warm and the bread was fresh that day.",
        visited_on=timezone.now().date(),
        by=user,
    )


def ask(user: User, as_process: AsProcess) -> ErasureRequest:
    with as_process("web"):
        return erasures.request_erasure(by=user)


def go_on(as_process: AsProcess) -> None:
    """One turn of every worker that has a part in it."""
    with as_process("privacy"):
        run_due()
    with as_process("identity"):
        vault.erase_due()
    with as_process("relay"):
        relay.drain()
    with as_process("analytics_privacy"):
        erasure.run_due()
    with as_process("registrar"):
        for _ in datasets.erase_due(psycopg_connection("analytical")):
            pass


def wait_is_over() -> None:
    ErasureRequest.objects.filter(state=ErasureState.WAITING).update(due_at=timezone.now() - timedelta(seconds=1))


def erased(user: User, as_process: AsProcess) -> ErasureRequest:
    """Ask for it, and let every worker have its turns."""
    request = ask(user, as_process)
    go_on(as_process)
    wait_is_over()
    for _ in range(4):
        go_on(as_process)
    request.refresh_from_db()
    return request


def proofs_of(user: User, as_process: AsProcess) -> None:
    with as_process("identity"):
        digests.store(
            document=f"AT|passport|{user.pk}".encode(),
            account=user.pk,
            expires_on=timezone.now().date() + timedelta(days=700),
        )
