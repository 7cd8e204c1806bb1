"""The breach report: whose data was read by whom, from real reads, and the drafts of the notices."""

import json
import uuid
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from analytics.access.models import AccessEvent
from analytics.access.query.questions import RowQuery
from analytics.access.sealed_logs import ACCESS_LOG
from analytics.ingest.models import Review
from mlmodels.sentiment import scoring
from mlmodels.sentiment.active_model import active_model
from restaurants.models import Restaurant
from reviews_site.audit.log import record
from reviews_site.audit.models import Event
from reviews_site.command_processes import process_for_command
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.processes import COMPANY_LOGINS, Purpose
from tests import servers
from tests.accounts.factors import at_the_desk
from tests.accounts.users import member
from tests.analytics.dataset_documents import COMMITTED
from tests.analytics.sealed_logs import anchors, seal
from tests.analytics.staffing import employed, looked_up
from tests.analytics.test_row_fingerprints import asked
from tests.conftest import ProcessClient, playing
from tests.privacy_rights.test_data_usage_page import looked, reviewed

__all__ = ["anchors"]
pytestmark = [COMMITTED, pytest.mark.usefixtures("anchors")]
EVER = ("--from", "2026-01-01", "--to", "2999-01-01")


@pytest.fixture(autouse=True)
def logins(settings: Settings) -> None:
    settings.PEOPLE_URLS = {login: servers.url_of("analytical", login) for login in COMPANY_LOGINS}


@pytest.fixture
def guests(restaurant: Restaurant, other_restaurant: Restaurant) -> Iterator[dict[str, User]]:
    """Mia and Ada reviewed one restaurant, Ben the other, Cy none."""
    people = {name: member(name) for name in ("mia", "ada", "ben", "cy")}
    reviewed(people["mia"], restaurant)
    reviewed(people["ada"], restaurant)
    reviewed(people["ben"], other_restaurant)
    yield people


def printed(*arguments: str) -> str:
    out, said = StringIO(), StringIO()
    with playing("breach"):
        call_command("breach", "report", *arguments, stdout=out, stderr=said)
    return out.getvalue()


def report(who: str, *period: str) -> Any:
    return json.loads(printed(*(period or EVER), "--who", who, "--json"))


def people(of: Any, *, sure: bool = True) -> set[str]:
    """Names of those who are listed, for sure or perhaps."""
    return {each["address"].partition("@")[0] for each in of["people"] if each["is_sure"] is sure}


def test_each_reader_has_the_people_of_the_rows_they_read_and_no_others(
    client: ProcessClient, owner: User, restaurant: Restaurant, guests: dict[str, User]
) -> None:
    eve, dan = employed("eve", "data_scientist"), employed("dan", "data_scientist")
    first = Review.objects.order_by("review_id").values_list("reviewer", flat=True)[0]
    asked(RowQuery("data_scientist", str(eve.pk), "core.reviews", ("review_id",), limit=1))
    asked(RowQuery("data_scientist", str(dan.pk), "core.reviews", ("review_id",), limit=20))
    at_the_desk(client, owner)
    assert client.get(f"/business/{restaurant.slug}/").status_code == 200
    of_eve = report(str(eve.pk))
    assert [each["pseudonym"] for each in of_eve["people"]] == [str(first)]
    assert people(report(dan.email)) == {"mia", "ada", "ben"}
    assert people(report("data_scientist")) == people(report("query")) == {"mia", "ada", "ben"}
    assert people(report(str(owner.pk))) == people(report("restaurant")) == {"mia", "ada"}
    assert report("marketing_analyst")["people"] == []
    (relation,) = of_eve["relations"]
    assert (relation["relation"], relation["rows"], relation["is_by_row"]) == ("core.reviews", 1, True)
    assert relation["columns"]["reviewer"] == "pseudonymous" and "text" not in relation["columns"]
    (touch,) = of_eve["people"][0]["touches"]
    assert (touch["store"], touch["rows"], touch["reads"]) == ("analytical", 1, 1)


def test_a_program_touches_whoever_it_scored(guests: dict[str, User]) -> None:
    with playing("models"):
        assert scoring.score_new(active_model()) == 3
    assert people(report("models")) == {"mia", "ada", "ben"}


def test_time_is_kept_to_on_both_ends(guests: dict[str, User], restaurant: Restaurant) -> None:
    looked(Review.objects.order_by("review_id")[0].review_id, reader_id="eve")
    at = AccessEvent.objects.get().created_at
    around = [(at + timedelta(seconds=shift)).isoformat() for shift in (-1, 0, 1)]
    assert len(report("eve", "--from", around[1], "--to", around[2])["people"]) == 1
    assert report("eve", "--from", around[0], "--to", around[1])["people"] == []
    Review.objects.filter(restaurant_id=restaurant.pk).update(posted_at=timezone.now() + timedelta(hours=1))
    looked(reader_id="ann", row_fingerprints=None)
    assert people(report("ann"), sure=False) == {"ben"}


def test_a_read_of_a_whole_relation_lists_everybody_in_it_as_perhaps(guests: dict[str, User]) -> None:
    looked(reader_id="eve", row_fingerprints=None, rows=3)
    found = report("eve")
    assert (people(found), people(found, sure=False)) == (set(), {"mia", "ada", "ben"})
    assert (found["sure"], found["perhaps"]) == (0, 3)
    assert "Which rows of core.reviews were read each time" in " ".join(found["not_known"])


def test_published_counts_and_rows_of_nobody_list_nobody(guests: dict[str, User]) -> None:
    for relation in ("marts.reviewer_cubes", "core.visits", "governance.dataset"):
        looked(reader_id="eve", relation=relation, row_fingerprints=None)
    found = report("eve")
    assert found["people"] == [] and len(found["relations"]) == 3


def test_support_and_the_audit_log_are_in_it(guests: dict[str, User]) -> None:
    sue, joe = employed("sue", "customer_support"), employed("joe", "customer_support")
    with playing("console"):
        for guest in ("cy", "cy", "mia"):
            assert looked_up(guests[guest].email, sue)
        record("customer.looked_up", actor_id=sue.pk)
        assert looked_up("nobody@example.org", joe) is None
    found = report(sue.email)
    assert people(found) == {"cy", "mia"} and found["acts"]["customer.looked_up"] == 1
    touch = next(each for each in found["people"] if each["address"] == guests["cy"].email)["touches"][0]
    assert (touch["store"], touch["relation"], touch["reads"]) == ("transactional", "customer record (masked)", 2)
    assert people(report("customer_support")) == {"cy", "mia"} and report(joe.email)["people"] == []


def test_who_has_no_account_any_more_is_listed_by_pseudonym(guests: dict[str, User]) -> None:
    known_as = pseudonym(Purpose.PSEUDONYM_REVIEWER, guests["ben"].pk)
    Review.objects.filter(reviewer=known_as).update(reviewer=uuid.uuid4())
    looked(*Review.objects.values_list("review_id", flat=True), reader_id="eve")
    found = report("eve")
    assert (found["sure"], found["without_account"]) == (3, 1)
    assert [each["account"] for each in found["people"]][-1] is None


def test_it_says_what_cannot_be_known_and_what_somebody_did_to_the_log(guests: dict[str, User]) -> None:
    looked(Review.objects.all()[0].review_id, reader_id="eve")
    assert "1 rows of the log access are not sealed yet." in report("eve")["not_known"]
    seal(ACCESS_LOG)
    with connections["analytical"].cursor() as cursor:
        cursor.execute("ALTER TABLE governance.access_event DISABLE TRIGGER access_append_only")
        cursor.execute("UPDATE governance.access_event SET rows = 99")
        cursor.execute("ALTER TABLE governance.access_event ENABLE ALWAYS TRIGGER access_append_only")
    found = report("eve")
    assert next(each for each in found["logs"] if each["log"] == "access")["findings"] == 1
    assert found["not_known"][0].startswith("The log is not as it was sealed (access: 1 findings")
    assert any("superuser" in each for each in found["not_known"])


def test_it_reads_as_text_is_written_down_and_drafts_both_notices(guests: dict[str, User], tmp_path: Path) -> None:
    looked(Review.objects.order_by("review_id")[0].review_id, reader_id="eve", columns=["text", "reviewer"])
    text = printed(*EVER, "--who", "eve", "--notices", str(tmp_path / "drafts"))
    assert "core.reviews: 5 rows in 1 reads" in text and "reviewer (pseudonymous), text (personal)" in text
    assert "1 people, and 0 perhaps" in text
    noted = Event.objects.get(action="breach.reported")
    assert (noted.login, noted.detail["reader"]) == ("breach", "eve")
    authority = (tmp_path / "drafts" / "notice-authority.txt").read_text()
    for part in ("Article 33", "1 people for sure", "text (personal)", "Likely consequences", "[the supervisory auth"):
        assert part in authority
    to_people = (tmp_path / "drafts" / "notice-people.txt").read_text()
    assert "rows of reviews" in to_people and "[what was done, and when]" in to_people and "eve" not in to_people


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--from", "2026-01-01", "--to", "2026-02-01", "--who", "nobody"), "'nobody' is no reader."),
        (("--from", "2026-01-01", "--to", "2026-02-01", "--who", "a@b.example"), "Nobody has the address"),
        (("--from", "2026-01-01", "--to", "2026-02-01", "--who", str(uuid.UUID(int=9))), "is no reader."),
        (("--from", "2026-02-01", "--to", "2026-01-01", "--who", "web"), "--from has to be before --to."),
        (("--from", "yesterday", "--to", "2026-01-01", "--who", "web"), "'yesterday' is no time."),
    ],
)
def test_what_does_not_read_is_refused_in_words(arguments: tuple[str, ...], says: str) -> None:
    with pytest.raises(CommandError, match=says.replace("(", r"\(")):
        printed(*arguments)
    assert not Event.objects.filter(action="breach.reported").exists()


def test_it_runs_as_its_own_process() -> None:
    assert process_for_command(["breach", "report"]) == "breach"
