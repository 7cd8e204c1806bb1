"""Which tables a model may say it was trained on, which of them hold people's rows, and the mark after an erasure.

The mark goes by table and not by person: every release that was trained on a table of people's rows is marked at each
erasure. Whether this person was in it could only be told from rows that are about to go.
"""

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from psycopg import sql

from analytics.ingest.erased_people import STORE
from analytics.ingest.models.training import TrainedRelease
from reviews_site.privacy import relation_name, subject_path
from reviews_site.routing import STORE_OF_APP

# Counted by counting, as rows that go are.
_MARK = sql.SQL(
    "WITH marked AS (UPDATE {} SET erased_since = erased_since + 1, last_erasure_at = %s "
    "WHERE trained_on && %s::text[] RETURNING 1) SELECT count(*) FROM marked"
)


def tables() -> frozenset[str]:
    """Every table of this store that has a model. A view has rows of the tables below it, so it is none."""
    return frozenset(map(_name, _models()))


def tables_of_people() -> list[str]:
    """Those of them whose rows are somebody's."""
    return sorted(_name(model) for model in _models() if subject_path(model))


def mark_trained_models(cursor: CursorWrapper, at: datetime) -> int:
    """Mark every release there is that was trained on a table of people's rows; how many these are."""
    marked = 0
    for register in _models():
        if issubclass(register, TrainedRelease):
            statement = _MARK.format(sql.Identifier(*_name(register).split(".")))
            cursor.execute(statement, [at, tables_of_people()])
            marked += int(cursor.fetchone()[0])
    return marked


def _models() -> Iterator[type[Model]]:
    for model in apps.get_models():
        if STORE_OF_APP.get(model._meta.app_label) == STORE and model._meta.managed:
            yield model


def _name(model: type[Model]) -> str:
    return relation_name(model)
