"""Attack: a review and a name that end the script element of the page's structured data, and begin one of their own."""

import json
import re

import pytest
from django.test import Client

from restaurants.models import Restaurant
from tests.restaurants import factories

HOSTILE = "</script><script>alert(1)</script><!-- \u2028 & so on, and on."


@pytest.mark.protection("structured_data_escaping")
@pytest.mark.django_db
def test_no_text_ends_the_script_that_it_stands_in(client: Client) -> None:
    place = factories.restaurant()
    factories.review(place, factories.confirmed("dora"), text=HOSTILE)
    Restaurant.objects.filter(pk=place.pk).update(name=HOSTILE)
    page = client.get(place.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    (document,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert json.loads(document)["review"][0]["reviewBody"] == HOSTILE
