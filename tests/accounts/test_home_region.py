"""Where somebody's data are kept: said where there is one cell, chosen where there are several, and then for good."""

import re

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.agreements.texts import current_texts
from accounts.models import OutgoingMail, User
from reviews_site.audit.models import Event
from reviews_site.cells import Cell, InvalidCells, cells
from tests.accounts.users import PASSWORD

pytestmark = pytest.mark.django_db
WAYS = ["/accounts/signup/", "/accounts/signup/passkey/"]
ADA = {"email": "ada@example.org", "password1": PASSWORD, "display_name": "Ada Heron", "agreed": current_texts()}
EU = Cell("eu", "http://localhost:9400", "the European Union")
US = Cell("us", "https://us.example.org", "the United States")


@pytest.fixture
def two_cells(settings: Settings) -> None:
    settings.PLATEMARK_CELLS = {"eu": EU, "us": US}


@pytest.mark.parametrize("way", WAYS)
def test_one_cell_says_where_and_asks_nothing(client: Client, way: str) -> None:
    page = client.get(way).content.decode()
    assert "We keep your data in the European Union." in page
    assert 'name="home"' not in page


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.usefixtures("two_cells")
def test_several_are_a_choice_and_none_is_made_for_anybody(client: Client, way: str) -> None:
    page = client.get(way).content.decode()
    assert re.findall(r'<input type="radio" name="home" value="(\w+)"', page) == ["eu", "us"]
    assert not re.search(r'name="home"[^>]*checked', page)
    assert "Choose where your data are kept." in client.post(way, ADA).content.decode()
    assert User.objects.count() == 0


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.usefixtures("two_cells")
def test_another_cell_is_a_link_and_nothing_is_kept_here(client: Client, way: str) -> None:
    page = client.post(way, ADA | {"home": "us"}).content.decode()
    assert f'href="https://us.example.org{way}"' in page
    assert "ada@example.org" not in page
    assert (User.objects.count(), OutgoingMail.objects.count(), Event.objects.count()) == (0, 0, 0)
    assert not client.session.items()


@pytest.mark.usefixtures("two_cells")
def test_the_own_cell_is_stored_and_shown_on_the_profile(client: Client) -> None:
    assert client.post(WAYS[0], ADA | {"home": "eu"}).status_code == 302
    user = User.objects.get()
    assert user.home_region == "eu"
    client.force_login(user)
    assert "We keep your data in the European Union." in client.get("/profile/").content.decode()


@pytest.mark.usefixtures("two_cells")
def test_an_unknown_region_is_no_choice(client: Client) -> None:
    assert "Choose one of the options" in client.post(WAYS[0], ADA | {"home": "mars"}).content.decode()
    assert User.objects.count() == 0


def test_cells_are_read_in_their_order() -> None:
    read = cells("us=https://us.example.org the United States, eu=http://localhost:9400/ the European Union", home="eu")
    assert list(read.values()) == [US, EU]


@pytest.mark.parametrize("text", ["eu", "eu=https://x.example", "eu=ftp://x.example Union", "EU=https://x.example X"])
def test_what_is_no_cell_is_refused(text: str) -> None:
    with pytest.raises(InvalidCells):
        cells(text, home="eu")
