"""The owner's page of visits: a day, a file, what is left out of it, and nobody else's eyes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from restaurants import visits_csv
from restaurants.exceptions import UnreadableVisitsFile
from restaurants.models import Restaurant, VisitCount
from restaurants.rules import DayCount
from tests.accounts.factors import at_the_desk

NOW = datetime(2026, 5, 2, 12, tzinfo=UTC)


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
    assert "Line 4: Write the day as 2026-03-31 or 31.03.2026." in page
    assert "Line 5: Write the visitors as a whole number" in page
    assert VisitCount.objects.values_list("day", "visitors", "purchases").get() == (date(2026, 3, 2), 84, 31)


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing(client: Client, place: Restaurant, owner: User) -> None:
    at_the_desk(client, owner)
    send(client, place, visits_csv.TEMPLATE)
    assert "0 days saved, 1 unchanged" in send(client, place, visits_csv.TEMPLATE)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"when,who\n1,2\n", "The first line must name the columns"),
        (b"\xff\xfe\x00", "not in UTF-8"),
        (b"day,visitors\n" + b"2026-03-02,1\n" * 5_001, "more than 5,000 rows"),
        (b"day,visitors\n" + b"x" * 1_000_001, "larger than 1 MB"),
        (b"day,visitors\n\0,1\n", "not a text file"),
    ],
)
def test_a_file_that_is_none_says_what_to_do(
    client: Client, place: Restaurant, owner: User, content: bytes, says: str
) -> None:
    at_the_desk(client, owner)
    assert says in send(client, place, content)
    assert not VisitCount.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["", "file/", "template.csv"])
def test_to_a_stranger_there_is_no_such_page(client: Client, place: Restaurant, stranger: User, path: str) -> None:
    client.force_login(stranger)
    post = {"day": "2026-03-02", "visitors": "1", "file": SimpleUploadedFile("v.csv", visits_csv.TEMPLATE.encode())}
    asked = client.get if path == "template.csv" else client.post
    assert asked(page_of(place) + path, {} if path == "template.csv" else post).status_code == 404
    assert not VisitCount.objects.exists()


@pytest.mark.django_db
def test_markup_in_a_file_is_shown_as_text(client: Client, place: Restaurant, owner: User) -> None:
    at_the_desk(client, owner)
    assert "<script>alert" not in send(client, place, "day,visitors\n<script>alert(1)</script>,4\n")


def test_of_a_day_named_twice_the_later_row_counts() -> None:
    found = visits_csv.read(b"day,visitors\n2026-03-02,1\n2026-03-02,2\n", now=NOW)
    assert found.days == [DayCount(date(2026, 3, 2), 2)]
    assert [(each.line, each.message) for each in found.problems] == [
        (2, "The same day is in line 3 again; that line counts.")
    ]


@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: f"day,visitors\n{text}".encode()))
def test_no_file_breaks_the_reader(content: bytes) -> None:
    try:
        found = visits_csv.read(content, now=NOW)
    except UnreadableVisitsFile as problem:
        assert str(problem).endswith(".")
        return
    assert len({each.day for each in found.days}) == len(found.days)


@given(
    st.dictionaries(
        st.dates(date(2001, 1, 1), date(2026, 5, 1)),
        st.tuples(st.integers(0, 20_000), st.none() | st.integers(0, 20_000)),
        max_size=20,
    ),
    st.sampled_from([",", ";"]),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y"]),
)
def test_what_is_written_is_read(counts: dict[date, tuple[int, int | None]], mark: str, form: str) -> None:
    lines = [mark.join(("day", "visitors", "purchases"))]
    lines += [
        # The year with four digits: strftime leaves zeros out on some systems.
        mark.join((day.strftime(form), str(visitors), "" if purchases is None else str(purchases)))
        for day, (visitors, purchases) in counts.items()
    ]
    found = visits_csv.read("\n".join(lines).encode(), now=NOW)
    assert found.problems == []
    assert {each.day: (each.visitors, each.purchases) for each in found.days} == counts


@pytest.mark.django_db
@pytest.mark.parametrize("days", [1, 3])
def test_the_page_asks_the_same_few_questions_of_many_days(
    client: Client, place: Restaurant, owner: User, days: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    at_the_desk(client, owner)
    for number in range(days):
        VisitCount.objects.create(restaurant=place, day=date(2026, 3, 2 + number), visitors=number)
    with django_assert_num_queries(6):
        page = client.get(page_of(place)).content.decode()
    assert page.count('<th scope="row">') == days
