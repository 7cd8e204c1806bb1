"""Attack: take the page's total, subtract the groups that are shown, and learn the ages of the few who are left."""

import pytest

from analytics.ingest import age_bands, relay
from tests.analytics.events import RESTAURANT, review_by_birth_years
from tests.conftest import AsProcess, Login


@pytest.mark.protection("age_band_suppression")
@pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
def test_subtraction_leaves_nobody_or_at_least_ten_people(as_process: AsProcess, login: Login) -> None:
    review_by_birth_years({1955: 3, 1984: 17, 1995: 20})
    with as_process("relay"):
        relay.drain()
        age_bands.publish_stale()
    connection = login("analytical", "dashboards")
    with connection.transaction():
        connection.execute(f"SET LOCAL platemark.restaurant_id = '{RESTAURANT}'")
        (total,) = connection.execute("SELECT count(*) FROM core.reviews").fetchone() or (0,)
        rows = connection.execute("SELECT reviewers FROM marts.restaurant_age_bands").fetchall()
    shown = [reviewers for (reviewers,) in rows if reviewers is not None]
    assert all(reviewers >= 10 for reviewers in shown)
    left = total - sum(shown)
    assert left == 0 or left >= 10
