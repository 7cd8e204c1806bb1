"""Table codes: the sheet, the address in a QR code, the field of a review, and what the review says then."""

import io
import re
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from restaurants.actions import reviews, table_codes
from restaurants.models import Restaurant, Review, ReviewDraft, TableCode
from restaurants.visit_confirmation.codes import new_code, read_code, spell_code
from restaurants.visit_confirmation.sheet import STYLE, table_code_sheet
from tests.conftest import AsProcess
from tests.restaurants import factories
from tests.restaurants.test_review_page import form_with

PAGE = "/restaurants/zum-reiher-linz/review/"
CONFIRMED = "visit confirmed by a table code"


def one_code(place: Restaurant) -> str:
    (code,) = table_codes.make(restaurant=place, count=1)
    return code


def test_a_code_is_read_however_it_is_typed() -> None:
    code = new_code()
    assert len(code) == 26 and len({new_code() for _ in range(100)}) == 100
    for typed in (code, spell_code(code).lower(), f"https://example.org/visit/{code}/", code.replace("1", "l")):
        assert read_code(typed) == code
    for typed in ("", code[1:], f"{code}0", "U" * 26, "../../etc/passwd", f"{code}é"):
        assert read_code(typed) == ""


def test_a_sheet_is_a_page_without_scripts_and_shows_each_code_once() -> None:
    codes = [new_code() for _ in range(3)]
    page = table_code_sheet(name="Zum <Reiher>", codes=codes, expires_on=timezone.now().date())
    assert page.count("<svg ") == page.count('d="M') == 3
    assert [page.count(spell_code(code)) for code in codes] == [1, 1, 1]
    assert "Zum &lt;Reiher&gt;" in page and STYLE in page
    assert "default-src &#x27;none&#x27;" in page or "default-src 'none'" in page
    assert not re.search(r"<script|<link|<img|style=|onload|https?://(?!www\.w3\.org)", page.replace(STYLE, ""))


@pytest.mark.django_db
def test_the_command_writes_codes_to_a_new_private_file_alone(place: Restaurant, tmp_path: Path) -> None:
    out, path = io.StringIO(), tmp_path / "sheet.html"
    call_command("table_codes", "make", place.slug, "--count", "3", "--sheet", str(path), stdout=out)
    spelled = re.findall(r"<code>([0-9A-Z ]+)</code>", path.read_text())
    assert len(spelled) == TableCode.objects.filter(restaurant=place).count() == 3
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not any(word in out.getvalue() for code in spelled for word in code.split())
    with pytest.raises(CommandError, match="can't be written"):
        call_command("table_codes", "make", place.slug, "--sheet", str(path))
    call_command("table_codes", "revoke", place.slug, stdout=out)
    assert "3 codes revoked" in out.getvalue() and not TableCode.objects.exists()


@pytest.mark.django_db
def test_a_scanned_code_waits_for_the_sign_in_and_for_the_review(
    client: Client, place: Restaurant, diner: User
) -> None:
    code = one_code(place)
    scanned = client.get(f"/visit/{code}/")
    assert (scanned.status_code, scanned["Location"]) == (302, "/visit/")
    assert client.get("/visit/")["Location"] == "/accounts/login/?next=/visit/"
    client.force_login(diner)
    assert client.get("/visit/")["Location"] == PAGE
    assert spell_code(code) in client.get(PAGE).content.decode()
    assert TableCode.objects.get().used_on is None
    posted = client.post(PAGE, form_with(visit_code=spell_code(code)))
    assert posted.status_code == 302 and posted.cookies["platemark_visit"]["max-age"] == 0
    assert TableCode.objects.get().used_on == timezone.now().date()
    page = client.get(place.get_absolute_url()).content.decode()
    assert CONFIRMED in page and "a code that lay on a table of this restaurant" in page
    assert "Visit confirmed by a table code" in client.get("/reviews/").content.decode()
    assert CONFIRMED in client.get("/reviewers/Dora%20Heron/").content.decode()


@pytest.mark.django_db
def test_the_next_person_at_the_machine_has_no_code(client: Client, place: Restaurant, diner: User) -> None:
    code = one_code(place)
    client.get(f"/visit/{code}/")
    client.force_login(diner)
    client.get("/visit/")
    client.force_login(factories.confirmed("nora"))
    assert spell_code(code) not in client.get(PAGE).content.decode()
    assert client.get("/visit/").status_code == 200


@pytest.mark.django_db
def test_a_review_that_is_posted_is_confirmed_on_a_page_of_its_own(
    client: Client, place: Restaurant, diner: User
) -> None:
    factories.review(place, diner)
    client.force_login(diner)
    code, address = one_code(place), f"{PAGE}visit/"
    assert client.post("/visit/", {"visit_code": code})["Location"] == address
    assert spell_code(code) in client.get(address).content.decode()
    assert client.post(address, {"visit_code": code})["Location"] == "/reviews/"
    assert "Your visit is confirmed" in client.get(address).content.decode()
    again = client.post(address, {"visit_code": one_code(place)})
    assert again.status_code == 200 and "Your visit is confirmed" in again.content.decode()
    assert TableCode.objects.filter(used_on=None).count() == 1
    client.get(f"/visit/{one_code(place)}/")
    assert client.get("/visit/")["Location"] == address
    client.get(address)
    assert client.get("/visit/").status_code == 200, "A code for a confirmed visit leads there once, not for ever."
    client.force_login(factories.confirmed("mallory"))
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_a_code_that_confirms_nothing_keeps_the_review_on_the_form(
    client: Client, place: Restaurant, diner: User
) -> None:
    client.force_login(diner)
    for code in ("nonsense", new_code()):
        page = client.post(PAGE, form_with(visit_code=code))
        assert page.status_code == 200
        assert table_codes.NO_CONFIRMATION.replace("'", "&#x27;") in page.content.decode()
        assert factories.TEXT in page.content.decode()
    assert not Review.objects.exists()
    assert client.post(PAGE, form_with()).status_code == 302


@pytest.mark.django_db
def test_a_draft_holds_no_code(client: Client, place: Restaurant, diner: User) -> None:
    client.force_login(diner)
    code = one_code(place)
    client.post(f"{PAGE}draft/", form_with(visit_code=code))
    assert code not in str(vars(ReviewDraft.objects.get()))


@pytest.mark.django_db
def test_an_edit_keeps_the_confirmation_and_a_withdrawal_leaves_a_used_code(place: Restaurant, diner: User) -> None:
    review = factories.review(place, diner)
    table_codes.use(review=review, code=one_code(place), by=diner)
    reviews.edit(restaurant=place, rating=2, text=f"{factories.TEXT} Edited.", visited_on=review.visited_on, by=diner)
    assert Review.objects.get().visit_confirmed_by == "table_code"
    reviews.withdraw(restaurant=place, by=diner)
    code = TableCode.objects.get()
    assert code.used_on and str(diner.pk) not in str(vars(code)) and str(review.pk) not in str(vars(code))


@pytest.mark.django_db
def test_reviews_are_filtered_by_whether_the_visit_is_confirmed(client: Client, place: Restaurant) -> None:
    first, second = factories.some_reviews(place, 2)
    table_codes.use(review=first, code=one_code(place), by=first.author)
    page = client.get(f"{place.get_absolute_url()}?visit=confirmed").content.decode()
    assert f"review-{first.pk}" in page and f"review-{second.pk}" not in page


@pytest.mark.django_db
def test_expired_codes_are_deleted(place: Restaurant, as_process: AsProcess) -> None:
    table_codes.make(restaurant=place, count=2, now=timezone.now() - timedelta(days=91))
    kept = one_code(place)
    with as_process("mail"):
        table_codes.delete_old()
    assert table_codes.place_of(kept) == place.pk and TableCode.objects.count() == 1
