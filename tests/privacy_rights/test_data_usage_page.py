"""Who used data about me: the page, what its sentences say, and what it costs."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import CustomerLookup, User
from analytics.access import log
from analytics.access.row_fingerprints import fingerprint
from analytics.ingest.models import Review
from mlmodels.sentiment import scoring
from privacy_rights.data_usage import labels, sentences
from privacy_rights.selectors import data_usage
from privacy_rights.selectors.data_usage import DataUse, UsagePage
from restaurants.models import Restaurant
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.ids import uuid7
from reviews_site.processes import COMPANY_LOGINS, Purpose
from tests.accounts.factors import at_the_desk
from tests.accounts.users import member
from tests.analytics.staffing import employed, looked_up
from tests.conftest import AsProcess, ProcessClient

BOTH = pytest.mark.django_db(databases=["default", "analytical"])
PATH = "/privacy/readers/"


def reviewed(user: User, restaurant: Restaurant, *, days_ago: int = 3) -> uuid.UUID:
    """A review as analytics has it, by its author's pseudonym; its id."""
    posted = timezone.now() - timedelta(days=days_ago)
    review = Review(
        restaurant_id=restaurant.pk,
        review_id=uuid7(),
        event_id=uuid7(),
        reviewer=pseudonym(Purpose.PSEUDONYM_REVIEWER, user.pk),
        rating=4,
        text="Good soup.",
        language="en",
        visited_on=posted.date(),
        posted_at=posted,
        loaded_at=posted,
    )
    review.save(force_insert=True)
    return review.review_id


def looked(*reviews: uuid.UUID, reader_id: str = "ann", **changed: Any) -> None:
    """Somebody of the company opened rows, of which these are named."""
    said: dict[str, Any] = {
        "relation": "core.reviews",
        "columns": ["rating", "text_length"],
        "rows": 5,
        "role": "data_scientist",
        "purpose": "see a table as",
        "row_fingerprints": [fingerprint(review) for review in reviews],
    }
    log.record_read(reader_id=reader_id, **said | changed)


def shown(client: ProcessClient, user: User, path: str = PATH) -> str:
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def sentences_of(page: str) -> list[str]:
    """The sentences of a page."""
    return re.findall(r'<li class="review"> <p>(.*?)</p>', page)


@pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
def test_everything_that_happened_stands_there_newest_first(
    client: ProcessClient, owner: User, restaurant: Restaurant, as_process: AsProcess
) -> None:
    mia, ada, sue = member("mia"), member("ada"), employed("sue", "customer_support")
    mine, hers = reviewed(mia, restaurant), reviewed(ada, restaurant)
    at_the_desk(client, owner)
    for _ in range(2):
        assert client.get(f"/business/{restaurant.slug}/").status_code == 200
    looked(mine, hers)
    looked(hers)
    looked(relation="marts.reviewer_cubes", role="product_manager", row_fingerprints=None)
    with as_process("models"):
        log.record_read(**scoring._READ, rows=2, row_fingerprints=[fingerprint(mine), fingerprint(hers)])
    with as_process("console"):
        assert looked_up(mia.email, sue) and looked_up(ada.email, sue)
    page = shown(client, mia)
    assert sentences_of(page) == [
        "Customer support opened your masked record.",
        f"The language model scored your review of {restaurant.name}.",
        "A product manager looked at published counts of who writes reviews. You are counted in them, with at least "
        "nine others.",
        "A data scientist opened five rows of reviews, one of them yours.",
        f"The owner of {restaurant.name} looked at how their guests feel: two reviews, one of them yours. That was two "
        "times.",
    ]
    assert "stars, how long the text is" in page
    assert [reader in page for reader in ("Customer support</dt>", "A data scientist</dt>")] == [True, True]


@BOTH
def test_a_person_without_uses_reads_what_will_be_here(client: ProcessClient) -> None:
    page = shown(client, member("mia"))
    assert "Nobody has used data about you" in page and sentences_of(page) == []


@BOTH
def test_a_stranger_is_asked_to_sign_in_and_nothing_is_posted(client: ProcessClient) -> None:
    assert client.get(PATH)["Location"].startswith("/accounts/login/")
    client.force_login(member("mia"))
    assert client.post(PATH).status_code == 405
    assert client.get(f"{PATH}?before=yesterday").status_code == 404


@BOTH
def test_pages_go_on_where_they_ended(
    client: ProcessClient, restaurant: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    mia = member("mia")
    mine = reviewed(mia, restaurant)
    for rows in range(1, 6):
        looked(mine, rows=rows)
    CustomerLookup.objects.create(reader_id=uuid7(), customer_id=mia.pk, created_at=timezone.now() - timedelta(days=9))
    monkeypatch.setattr(data_usage.usage_page, "__kwdefaults__", {"before": None, "most": 2})
    found, path = [], PATH
    for _ in range(3):
        page = shown(client, mia, path)
        found += sentences_of(page)
        older = re.search(r'href="\?before=([\w-]+)"', page)
        path = f"{PATH}?before={older[1]}" if older else ""
    assert [sentence.split(" opened ")[1].split(" ")[0] for sentence in found] == [
        "five", "four", "three", "two", "your", "your",
    ]  # fmt: skip
    assert (path, found[-1]) == ("", "Customer support opened your masked record.")


@BOTH
@pytest.mark.parametrize("uses", [1, 40])
def test_it_takes_as_many_statements_however_much_there_is(
    uses: int, client: ProcessClient, restaurant: Restaurant
) -> None:
    mia = member("mia")
    mine = reviewed(mia, restaurant)
    for rows in range(uses):
        looked(mine, rows=rows + 1)
    client.force_login(mia)
    with (
        CaptureQueriesContext(connections["default"]) as of_site,
        CaptureQueriesContext(connections["analytical"]) as of_store,
    ):
        assert client.get(PATH).status_code == 200
    asked = [query["sql"] for query in of_site if " ROLE" not in query["sql"]]
    assert len(asked) == 4, "session, person, lookups by support, names of restaurants"
    assert len([query for query in of_store if " ROLE" not in query["sql"]]) == 2


@BOTH
def test_without_the_analytical_store_the_page_says_so(client: ProcessClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object, **_named: object) -> None:
        raise OperationalError

    monkeypatch.setattr("privacy_rights.views.data_usage.usage_page", down)
    client.force_login(member("mia"))
    answer = client.get(PATH)
    assert (answer.status_code, b"Try again in a few minutes" in answer.content) == (503, True)


def use(**changed: Any) -> DataUse:
    at = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
    given: dict[str, Any] = {
        "id": uuid7(), "used_at": at, "role": "data_scientist", "login": "query_log", "relation": "core.reviews",
        "version": "", "columns": ("rating",), "rows": 5, "subjects": 5, "purpose": "", "kind": "read",
        "restaurant_id": None, "reach": "review", "is_sure": True, "places": (),
    }  # fmt: skip
    return DataUse(**given | changed)


PLACE = uuid.UUID(int=7)
CARP = {PLACE: "Golden Carp", uuid.UUID(int=8): "Blue Jug"}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"rows": 1, "places": (PLACE,)}, "A data scientist opened your review of Golden Carp."),
        (
            {"places": tuple(CARP)},
            "A data scientist opened five rows of reviews, two of them yours.",
        ),
        (
            {"reach": "person", "relation": "marts.masked_demographics"},
            "A data scientist opened five rows of what people said of themselves, one of them about you.",
        ),
        (
            {"is_sure": False, "rows": 1200, "role": "data_engineer"},
            "A data engineer opened 1,200 rows of reviews. Which ones is not known: yours may be among them.",
        ),
        (
            {"reach": "dataset", "relation": "m.young_guests", "role": "marketing_analyst", "kind": "export"},
            "A marketing analyst took away five rows of the dataset “young guests”, one of them about you.",
        ),
        (
            {"role": "restaurant", "restaurant_id": PLACE, "reach": "count", "relation": "marts.restaurant_age_bands"},
            "The owner of Golden Carp saw how old guests are. If you said when you were born, you are counted, with at "
            "least nine others.",
        ),
        ({"role": "restaurant", "restaurant_id": PLACE, "subjects": 1},
         "The owner of Golden Carp looked at how their guests feel: your review."),
        ({"role": "process", "purpose": "sentiment of reviews", "places": tuple(CARP)},
         "The language model scored your reviews of Blue Jug and Golden Carp."),
        ({"role": "process", "purpose": "sentiment of reviews", "places": (uuid.UUID(int=1),)},
         "The language model scored your review of a restaurant that is not listed any more."),
    ],
)  # fmt: skip
def test_a_use_reads_as_a_sentence(changed: dict[str, Any], sentence: str) -> None:
    (day,) = sentences.by_day(UsagePage([use(**changed)], [], None), CARP)
    assert [line.says for line in day.lines] == [sentence]


def test_days_are_apart_and_what_was_alike_is_one_sentence() -> None:
    earlier = use().used_at - timedelta(days=1)
    days = sentences.by_day(UsagePage([use(), use(), use(used_at=earlier)], [earlier, earlier], None), CARP)
    assert [(day.day.day, [line.says[-19:] for line in day.lines]) for day in days] == [
        (28, ["That was two times."]),
        (27, [days[1].lines[0].says[-19:], "That was two times."]),
    ]


def test_every_role_of_the_log_has_its_words() -> None:
    assert set(COMPANY_LOGINS) | {labels.OWNER, labels.PROCESS} == set(labels.READERS)
    assert labels.reader_label("somebody") is labels.UNKNOWN
