"""Attack: a software engineer, who may read everything in staging, looks for somebody real in the scrubbed copy."""

from collections.abc import Iterator

import psycopg
import pytest

from accounts.models import User
from analytics.access.company import Environment
from analytics.access.copies.scrubbing import ScrubRefused, ScrubSecrets, scrub
from tests.analytics.copies import Copy, copied
from tests.analytics.test_scrub import EMAIL, MARK, TEXT, everything, make_marked_person
from tests.conftest import Login

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])


@pytest.fixture
def copy() -> Iterator[Copy]:
    make_marked_person()
    with copied("default") as url:
        connection = psycopg.connect(url, autocommit=True)
        yield connection
        connection.close()


def scrubbed(connection: Copy) -> None:
    scrub(connection, "default", environment=Environment.STAGING, secrets=ScrubSecrets.generate())


@pytest.mark.protection("scrub_by_class")
def test_nobody_is_found(copy: Copy) -> None:
    scrubbed(copy)
    found = everything(copy)
    assert not [value for value in (MARK, EMAIL, TEXT) if value in found]


@pytest.mark.protection("scrub_scan")
def test_an_address_in_a_public_column_stops_it(copy: Copy) -> None:
    copy.execute("UPDATE restaurants_restaurant SET phone = %s", [EMAIL])
    with pytest.raises(ScrubRefused, match="restaurants_restaurant"):
        scrubbed(copy)


@pytest.mark.protection("scrub_statistics")
def test_the_planner_remembers_nobody(copy: Copy) -> None:
    # Twice the same, or the planner would not think it common.
    copy.execute(
        "INSERT INTO accounts_session (session_key, session_data, expire_date, started_at, seen_at, device, country)"
        " SELECT n, %s, now(), now(), now(), '', '' FROM generate_series(1, 50) n",
        [EMAIL],
    )
    copy.execute("ALTER TABLE accounts_session ALTER COLUMN session_data SET STATISTICS 100")
    copy.execute("ANALYZE")
    scrubbed(copy)
    remembered = copy.execute("SELECT most_common_vals::text, histogram_bounds::text FROM pg_stats").fetchall()
    assert EMAIL not in str(remembered)


@pytest.mark.protection("scrub_source_refused")
@pytest.mark.parametrize("environment", [Environment.PROD, Environment.STAGING])
def test_the_source_is_not_scrubbed(environment: Environment, copy: Copy, login: Login) -> None:
    target = copy if environment is Environment.PROD else login("default", "migrator")
    with pytest.raises(ScrubRefused):
        scrub(target, "default", environment=environment, secrets=ScrubSecrets.generate())
    assert User.objects.get().email == EMAIL
