"""Photos that look like copies: compared at the console, released or refused; refused too when nobody looks."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from restaurants.enums import PhotoState
from restaurants.models import Notification, Photo, Restaurant, Review
from restaurants.photos import publishing
from restaurants.rules import COPY_DAYS
from reviews_site.audit.models import Event
from tests.analytics.staffing import at_the_console
from tests.conftest import playing
from tests.restaurants import factories
from tests.restaurants.photos import as_file, objects, photo, picture
from tests.restaurants.test_photos import originals_end, page_of, publish, review, send

__all__ = ["objects", "originals_end", "review"]
pytestmark = pytest.mark.django_db(databases=["default", "analytical"])


@pytest.fixture
def other(client: Client, place: Restaurant, diner: User, review: Review) -> Restaurant:
    """A restaurant where somebody shows a photo that another person has shown elsewhere; they are signed in."""
    client.force_login(diner)
    send(client, place, photo())
    publish()
    thief, other = factories.confirmed("theo"), factories.restaurant("Zum Storch")
    factories.review(other, thief)
    client.force_login(thief)
    send(client, other, as_file(picture(320, 240), "WEBP", quality=60))
    publish()
    return other


def kinds_of(user: User) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.restaurants_make_notifications()")
    return list(Notification.objects.filter(user=user).values_list("kind", flat=True))


def test_a_copied_photo_is_not_shown(client: Client, other: Restaurant) -> None:
    copied = Photo.objects.get(author__profile__display_name__startswith="Theo")
    assert copied.state == PhotoState.DUPLICATE and copied.token
    assert "until one of us has compared them" in client.get(page_of(other)).content.decode()
    assert copied.token not in client.get(other.get_absolute_url()).content.decode()
    assert Client().get(f"/photos/{copied.token}-400.webp").status_code == 404


def test_a_photo_is_compared_and_released(client: Client, place: Restaurant, other: Restaurant) -> None:
    waits = Photo.objects.get(state=PhotoState.DUPLICATE)
    assert kinds_of(waits.author) == [], "Nothing is decided yet."
    # Days later: whoever waited is told all the same.
    earlier = timezone.now() - timedelta(days=5)
    Photo.objects.filter(pk=waits.pk).update(added_at=earlier)
    support = at_the_console("sue", "customer_support")
    assert "Zum Storch" in support.get("/photos/").content.decode()
    page = support.get(f"/photos/{waits.pk}/").content.decode()
    assert "Zum Storch" in page and "Zum Reiher" in page and "by another person" in page
    assert "Theo" not in page and str(waits.author_id) not in page
    pictures = [support.get(f"/photos/{waits.pk}/{name}/") for name in ("picture", "resembled")]
    assert pictures[0].content != pictures[1].content
    for each in pictures:
        assert each.content.startswith(b"RIFF") and each["Cache-Control"] == "no-store, private"
        assert each["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert support.post(f"/photos/{waits.pk}/decision/", {"answer": "else"}).status_code == 404
    assert support.post(f"/photos/{waits.pk}/decision/", {"answer": "release"})["Location"] == "/photos/"
    waits.refresh_from_db()
    assert (waits.state, waits.reason) == (PhotoState.PUBLISHED, "") and waits.token
    assert waits.token in client.get(other.get_absolute_url()).content.decode()
    assert kinds_of(waits.author) == ["photo_published"]
    assert support.get(f"/photos/{waits.pk}/").status_code == 404
    done = Event.objects.filter(object_id=waits.pk).order_by("id").values_list("action", flat=True)
    assert list(done) == ["photo.added", "photo.duplicate", "photo.opened", "photo.decided"]
    assert Event.objects.filter(action="photo.opened", detail__compared=str(waits.pk)).count() == 2


def test_a_photo_is_refused_and_its_author_reads_why(client: Client, other: Restaurant, objects: Path) -> None:
    waits = Photo.objects.get(state=PhotoState.DUPLICATE)
    support = at_the_console("sue", "customer_support")
    support.post(f"/photos/{waits.pk}/decision/", {"answer": "somebody_elses"})
    publish()
    assert list(objects.rglob(f"{waits.token}-*")) == []
    assert "Show one that you took yourself" in client.get(page_of(other)).content.decode()
    assert kinds_of(waits.author) == ["photo_refused"]
    Photo.objects.filter(pk=waits.pk).update(added_at=timezone.now() - timedelta(days=9))
    with playing("media"):
        publishing.sweep()
    assert Photo.objects.filter(pk=waits.pk).exists(), "Its author may not have seen it yet."
    Photo.objects.filter(pk=waits.pk).update(decided_at=timezone.now() - timedelta(days=15))
    with playing("media"):
        publishing.sweep()
    assert not Photo.objects.filter(pk=waits.pk).exists()


def test_what_nobody_compares_is_refused(client: Client, other: Restaurant, objects: Path) -> None:
    waits = Photo.objects.get(state=PhotoState.DUPLICATE)
    Photo.objects.filter(pk=waits.pk).update(added_at=timezone.now() - timedelta(days=COPY_DAYS, minutes=1))
    publish()
    publish()
    assert list(objects.rglob(f"{waits.token}-*")) == []
    assert "nobody compared them in time" in client.get(page_of(other)).content.decode()


def test_its_author_takes_it_back(client: Client, other: Restaurant, objects: Path) -> None:
    waits = Photo.objects.get(state=PhotoState.DUPLICATE)
    client.post(f"/photos/{waits.pk}/", {"remove": "yes"})
    publish()
    assert list(objects.rglob(f"{waits.token}-*")) == []
    support = at_the_console("sue", "customer_support")
    assert "No photos are waiting." in support.get("/photos/").content.decode()


def test_where_the_first_photo_is_gone_the_page_says_so(client: Client, place: Restaurant, other: Restaurant) -> None:
    waits = Photo.objects.get(state=PhotoState.DUPLICATE)
    Photo.objects.filter(restaurant=place).update(state=PhotoState.REMOVED)
    support = at_the_console("sue", "customer_support")
    assert "It is not shown any more." in support.get(f"/photos/{waits.pk}/").content.decode()
    assert support.get(f"/photos/{waits.pk}/resembled/").status_code == 404
