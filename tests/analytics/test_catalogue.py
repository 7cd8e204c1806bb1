"""The catalogue of datasets at the console: search, tags, freshness, and the quality of its sources."""

import pytest
from django.utils import timezone

from analytics.ingest.models import QualityCheck
from tests.analytics.dataset_documents import YOUNG, accepted, register
from tests.analytics.staffing import at_the_console
from tests.analytics.test_console_pages import html

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("young", True),
        ("YOUNG GUESTS", True),
        ("marketing_analyst", True),
        ("birthyear", True),
        ("people", True),
        ("UserDemographics", True),
        ("young nothing", False),
        ("<script>", False),
    ],
)
def test_a_search_finds_names_columns_tags_and_audiences(words: str, is_found: bool) -> None:
    register(YOUNG, accepted())
    page = html(at_the_console("mara", "marketing_analyst"), "/datasets/", q=words)
    assert ("/datasets/young_guests/" in page) is is_found
    assert ("No dataset found" in page) is not is_found
    assert "<script>" not in page.partition("<main")[2]


def test_a_dataset_shows_when_its_rows_were_written_and_which_checks_of_its_sources_failed() -> None:
    register(YOUNG, accepted())
    for name, passed in (("rating", True), ("language", False)):
        QualityCheck.objects.create(
            relation="core.reviews",
            kind="nulls",
            name=name,
            loaded_until=timezone.now(),
            loaded_from=timezone.now(),
            rows=10,
            passed=passed,
        )
    page = html(at_the_console("mara", "marketing_analyst"), "/datasets/young_guests/")
    assert "Rows written" in page
    assert "1 of 2 checks failed" in page and "nulls language" in page


def test_the_words_of_the_catalogue_are_explained() -> None:
    page = html(at_the_console("mara", "marketing_analyst"), "/glossary/")
    assert "k-anonymity" in page and "pseudonymous, personal, sensitive, secret" in page
