"""Names the tables that a model may be trained on, and marks the releases that were trained on people's rows.

The mark goes by table, not by person: each erasure marks every release that was trained on a table of people's rows.
Only rows that are about to be deleted could say whether this person was among them.
"""

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from psycopg import sql

from analytics.ingest.models.training import TrainedRelease
from analytics.ingest.store import STORE
from reviews_site.privacy import relation_name, subject_path
from reviews_site.routing import STORE_OF_APP

_MARK = sql.SQL(
    "WITH marked AS (UPDATE {} SET erased_since = erased_since + 1, last_erasure_at = %s "
    "WHERE trained_on && %s::text[] RETURNING 1) SELECT count(*) FROM marked"
)


def tables() -> frozenset[str]:
    """Every table of this store that has a model. Views are left out: their rows are those of the tables below."""
    return frozenset(map(relation_name, _models()))


def tables_of_people() -> list[str]:
    """The tables whose rows belong to people."""
    return sorted(relation_name(model) for model in _models() if subject_path(model))


def mark_trained_models(cursor: CursorWrapper, at: datetime) -> int:
    """Mark every release that was trained on a table of people's rows. Returns how many these are."""
    marked = 0
    for model in _models():
        if issubclass(model, TrainedRelease):
            statement = _MARK.format(sql.Identifier(*relation_name(model).split(".")))
            cursor.execute(statement, [at, tables_of_people()])
            marked += int(cursor.fetchone()[0])
    return marked


def _models() -> Iterator[type[Model]]:
    for model in apps.get_models():
        if STORE_OF_APP.get(model._meta.app_label) == STORE and model._meta.managed:
            yield model
