"""Attack: a review, a pen name and a listing that carry markup, stored as they are, and read by everybody."""

import pytest
from django.test import Client

from accounts.models import Profile
from restaurants.models import Restaurant
from tests.restaurants import factories

SCRIPT = "<script>fetch('/profile/')</script>"
IMAGE = '"><img src=x onerror=alert(1)>'


@pytest.mark.protection("review_escaping")
@pytest.mark.django_db
def test_stored_markup_is_shown_as_text(client: Client) -> None:
    place, author = factories.restaurant(), factories.confirmed("dora")
    factories.review(place, author, text=f"Lovely soup {SCRIPT} and bread {IMAGE}")
    Profile.objects.filter(user=author).update(display_name="<svg onload=alert(2)>")
    Restaurant.objects.filter(pk=place.pk).update(name=f"Reiher {SCRIPT}", street=IMAGE, opening_hours=SCRIPT)
    page = client.get(place.get_absolute_url()).content.decode()
    assert "Lovely soup &lt;script&gt;" in page
    for markup in ("<script>fetch", "<img src=x", "<svg onload"):
        assert markup not in page
