"""The owner's page of visits: a day, a file, what is left out of it, and nobody else's eyes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from restaurants.models import Restaurant, VisitCount
from restaurants.views.visits import TEMPLATE
from tests.accounts.factors import at_the_desk


def page_of(place: Restaurant) -> str:
    return f"/business/{place.slug}/visits/"


def send(client: Client, place: Restaurant, content: bytes | str) -> str:
    """Upload a file; the page that follows."""
    whole = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile("visits.csv", whole, content_type="text/csv")
    return client.post(f"{page_of(place)}file/", {"file": file}, follow=True).content.decode()


@pytest.mark.django_db
def test_a_day_is_written_down_and_shown(client: Client, place: Restaurant, owner: User) -> None:
    at_the_desk(client, owner)
    assert "No guest numbers yet" in client.get(page_of(place)).content.decode()
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    answer = client.post(page_of(place), {"day": yesterday.isoformat(), "visitors": "84", "purchases": ""}, follow=True)
    assert "84 guests on" in answer.content.decode()
    assert VisitCount.objects.values_list("day", "visitors", "purchases").get() == (yesterday, 84, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"day": "", "visitors": "3"}, "Choose the day."),
        ({"day": "2026-13-01", "visitors": "3"}, "Write the day as 2026-03-31."),
        (
            {"day": "03/04/2026", "visitors": "3"},
            "could be 3 April 2026 or 4 March 2026. Write 2026-04-03 or",
        ),
        ({"day": "2926-03-01", "visitors": "3"}, "until today"),
        ({"day": "2026-03-01", "visitors": "-1"}, "Enter a whole number from 0 to 20,000."),
        ({"day": "2026-03-01", "visitors": "many"}, "Enter a whole number"),
    ],
)
def test_a_wrong_day_says_what_to_do(
    client: Client, place: Restaurant, owner: User, answers: dict[str, str], says: str
) -> None:
    at_the_desk(client, owner)
    assert says in client.post(page_of(place), answers).content.decode()
    assert not VisitCount.objects.exists()


@pytest.mark.django_db
def test_good_rows_of_a_file_are_kept_and_bad_ones_named_by_line(
    client: Client, place: Restaurant, owner: User
) -> None:
    at_the_desk(client, owner)
    page = send(
        client,
        place,
        "\ufeffDay;Visitors;Purchases\r\n02.03.2026;84;31\r\n03.03.2026;;\r\nno day;3;\r\n4.3.2026;-5;\r\n",
    )
    assert "1 day saved, 1 without numbers skipped." in page
    assert "Line 4: “no day” isn’t a day. Write it as 2026-03-31." in page
    assert "Line 5: The guests are “-5”. Write a whole number" in page
    assert VisitCount.objects.values_list("day", "visitors", "purchases").get() == (date(2026, 3, 2), 84, 31)


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing(client: Client, place: Restaurant, owner: User) -> None:
    at_the_desk(client, owner)
    send(client, place, TEMPLATE)
    assert "0 days saved, 1 unchanged" in send(client, place, TEMPLATE)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"day,visitors\n", "has no days below"),
        (b'day,visitors\n2026-03-02,"84\n2026-03-03,50\n', "The quotation mark that opens in line 2 isn’t closed"),
        (b"%PDF-1.7", "This is a PDF."),
    ],
)
def test_a_file_that_is_none_says_what_to_do(
    client: Client, place: Restaurant, owner: User, content: bytes, says: str
) -> None:
    at_the_desk(client, owner)
    assert says in send(client, place, content)
    assert not VisitCount.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["", "file/", "order/", "template.csv"])
def test_to_a_stranger_there_is_no_such_page(client: Client, place: Restaurant, stranger: User, path: str) -> None:
    client.force_login(stranger)
    post = {"day": "2026-03-02", "visitors": "1", "file": SimpleUploadedFile("v.csv", TEMPLATE.encode())}
    asked = client.get if path == "template.csv" else client.post
    assert asked(page_of(place) + path, {} if path == "template.csv" else post).status_code == 404
    assert not VisitCount.objects.exists()


@pytest.mark.django_db
def test_days_with_two_readings_are_asked_about_and_saved_without_the_file(
    client: Client, place: Restaurant, owner: User
) -> None:
    at_the_desk(client, owner)
    page = send(client, place, "Datum;Gäste\n03/04/2026;84\n05.04.2026;85\n<b>;3\n".encode("cp1252"))
    assert "Which day is 03/04/2026?" in page and "Nothing is saved yet." in page and "Windows-1252" in page
    assert "3 April 2026" in page and "4 March 2026" in page and not VisitCount.objects.exists()
    rows = page.partition('name="rows" value="')[2].partition('"')[0]
    unanswered = client.post(f"{page_of(place)}order/", {"rows": rows}).content.decode()
    assert "Choose which day is meant." in unanswered and rows in unanswered and not VisitCount.objects.exists()
    answered = client.post(f"{page_of(place)}order/", {"rows": rows, "order": "day-first"}).content.decode()
    assert "2 days saved." in answered and "Line 4: “&lt;b&gt;” isn’t a day." in answered
    days = VisitCount.objects.order_by("day").values_list("day", "visitors")
    assert list(days) == [(date(2026, 4, 3), 84), (date(2026, 4, 5), 85)]


@pytest.mark.django_db
def test_an_answer_without_the_file_asks_for_it(client: Client, place: Restaurant, owner: User) -> None:
    at_the_desk(client, owner)
    page = client.post(f"{page_of(place)}order/", {"rows": "x", "order": "day-first"}).content.decode()
    assert "The answer came without the file. Upload it again." in page


@pytest.mark.django_db
def test_what_was_left_out_is_reported(client: Client, place: Restaurant, owner: User) -> None:
    at_the_desk(client, owner)
    page = send(client, place, "Datum;Gäste\n02.03.2026;84\nSumme;84\n")
    assert "1 day saved." in page and "Totals were left out: line 3." in page
    assert "Nothing was saved." in send(client, place, "Datum;Gäste\n32.03.2026;84\n")


@pytest.mark.django_db
def test_markup_in_a_file_is_shown_as_text(client: Client, place: Restaurant, owner: User) -> None:
    at_the_desk(client, owner)
    assert "<script>alert" not in send(client, place, "day,visitors\n<script>alert(1)</script>,4\n")


@pytest.mark.django_db
@pytest.mark.parametrize("days", [1, 3])
def test_the_page_asks_the_same_few_questions_of_many_days(
    client: Client, place: Restaurant, owner: User, days: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    at_the_desk(client, owner)
    for number in range(days):
        VisitCount.objects.create(restaurant=place, day=date(2026, 3, 2 + number), visitors=number)
    with django_assert_num_queries(8):
        page = client.get(page_of(place)).content.decode()
    assert page.count('<th scope="row">') == days
