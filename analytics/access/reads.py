"""Asks the access log: who saw a dataset or a relation, when, and how many rows."""

from analytics.access.models import AccessEvent
from analytics.datasets.models import DatasetGrant, DatasetVersion

PAGE = 50


def reads_of(name: str, *, limit: int = PAGE) -> list[AccessEvent]:
    """Reads of a dataset's versions and views, or of a relation such as `marts.restaurant_sentiment`; newest first."""
    relations = {
        name,
        *DatasetVersion.objects.filter(dataset=name).values_list("relation", flat=True),
        *DatasetGrant.objects.filter(dataset=name).values_list("relation", flat=True),
    }
    return list(AccessEvent.objects.filter(relation__in=relations).order_by("-id")[:limit])
