"""Drafts of requests: a document that somebody is still writing, and what it was measured to reveal about people.

The registrar counts and makes nothing. What it says is rounded, as drafts may be measured again and again: see
`docs/security/limits.md`.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from analytics.datasets import disclosure as disclosures
from analytics.datasets import tables
from analytics.datasets.dataset_policy import DatasetPolicy
from analytics.datasets.document import InvalidDataset, parse
from analytics.datasets.enums import Protection
from analytics.datasets.k_anonymity import MIN_GROUP
from analytics.datasets.models import DatasetDraft
from analytics.datasets.plan import DatasetPlan, SelectedColumn, make_plan
from analytics.datasets.registry import columns_of_dataset
from analytics.datasets.requests import STORE
from analytics.datasets.tables import Connection

logger = logging.getLogger(__name__)
MAX_AN_HOUR = 30  # by one person
KEPT_FOR = timedelta(days=1)
_BROKE_DOWN = "This could not be measured. Choose fewer columns, or send the request: it is measured then."


def save_draft(form: dict[str, Any], *, by: str) -> DatasetDraft | None:
    """Save a draft, for the registrar to measure. None where this person measured too often within the hour."""
    now = timezone.now()
    if DatasetDraft.objects.filter(written_by=by, written_at__gt=now - timedelta(hours=1)).count() >= MAX_AN_HOUR:
        return None
    draft = DatasetDraft(form=form, written_by=by, written_at=now)
    draft.save(force_insert=True)
    return draft


def measure_waiting(connection: Connection) -> int:
    """Measure each draft that waits, one in a transaction, and delete old ones. Returns how many were measured."""
    DatasetDraft.objects.filter(written_at__lt=timezone.now() - KEPT_FOR).delete()
    unmeasured = DatasetDraft.objects.filter(findings__isnull=True)
    waiting = list(unmeasured.order_by("written_at").values_list("pk", flat=True))
    for draft_id in waiting:
        with transaction.atomic(using=STORE):
            draft = unmeasured.select_for_update(skip_locked=True).filter(pk=draft_id).first()
            if draft is not None:
                draft.findings = _findings(connection, draft)
                draft.save(update_fields=["findings"])
    return len(waiting)


def _findings(connection: Connection, draft: DatasetDraft) -> dict[str, Any]:
    try:
        with transaction.atomic(using=STORE):
            # Nobody waits for a draft that takes long; requests are handled before drafts.
            connection.execute("SET LOCAL statement_timeout = '20s'")
            return measure(connection, str(draft.form["document"]), tuple(draft.form["audience"]))
    except InvalidDataset as refused:
        return {"problems": list(map(str, refused.problems))}
    # One draft that nobody thought of must not keep the others waiting.
    except Exception:
        logger.exception("Draft %s can't be measured", draft.pk)
        return {"problems": [_BROKE_DOWN]}


def measure(connection: Connection, text: str, audience: tuple[str, ...]) -> dict[str, Any]:
    """What a document would reveal about people, and what its protections cost: as the form shows it.

    Raises:
        InvalidDataset: it can't be planned.
    """
    plan, problems = make_plan(parse(text), columns_of_dataset)
    if problems:
        raise InvalidDataset(problems)
    disclosure = disclosures.measure(connection, DatasetPolicy(name="", owner="", audience=audience), plan)
    rows, people = tables.count_rows(connection, plan)
    sizes = disclosure.sizes
    return {
        "smallest_group": _rounded_group(disclosure.smallest_group),
        "told_apart_by": list(sizes.columns) if sizes else [],
        "coarsen": list(sizes.coarsen) if sizes else [],
        "rows": _rounded(rows),
        "people": None if people is None else _rounded(people),
        "people_columns": list(disclosure.people_columns),
        "tables": [plan.base, *plan.joined],
        "columns": [{"name": selected.column.name, "says": cost_of(selected)} for selected in plan.selected],
        "steps": list(_steps(plan)),
    }


def _rounded(number: int) -> int:
    return number // 10 * 10


def _rounded_group(people: int | None) -> int | None:
    """Exactly where somebody has to accept it; in tens where it is large enough."""
    return people if people is None or people < MIN_GROUP else _rounded(people)


def cost_of(selected: SelectedColumn) -> str:
    """What is left of a column under its protection, in words."""
    mask = selected.source.mask
    if selected.is_dropped:
        return "left out"
    if selected.is_token:
        return "a token, which is the same within this dataset only: it joins nothing else"
    if selected.protection is Protection.MASK and mask:
        return f"only {mask.description}"
    return "as it is"


def _steps(plan: DatasetPlan) -> Iterator[str]:
    """Who has to agree before anybody reads it."""
    if plan.is_about_people:
        yield "A security engineer accepts, until a day, what it reveals about people."
    yield "A data engineer approves it."
