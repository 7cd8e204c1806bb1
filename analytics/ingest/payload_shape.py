"""The shape of a refused payload: enough to see what is wrong with it, and no value that may be personal.

It is stored beside the payload, as other masks are, so that people who mend loads never need the payload. It contains a
value only if its field is classified as regular or less, and the value looks like an id, a date, a small number or a
boolean. Unknown fields are counted and described, not named: an intruder may have put an e-mail address there.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from analytics.ingest.events import (
    DATA_USES_CHANGED,
    DAYS_PLANNED,
    DEMOGRAPHICS_CHANGED,
    MAX_PAYLOAD_BYTES,
    RESTAURANT_LISTED,
    REVIEW_EDITED,
    REVIEW_POSTED,
    REVIEW_WITHDRAWN,
    VISITS_COUNTED,
)
from analytics.ingest.models import AllowedUses, PlannedDay, Restaurant, Review, UserDemographics, Visits
from reviews_site.privacy import Privacy, classification

WHOLE_PAYLOAD = "payload"
UNKNOWN_FIELDS = "fields that the schema does not know"
_MAX_DEPTH, _MAX_LENGTH, _MAX_NUMBER = 3, 20, 100_000

_CLASSES: Mapping[str, Mapping[str, Privacy]] = {
    **dict.fromkeys((REVIEW_POSTED, REVIEW_EDITED, REVIEW_WITHDRAWN), classification(Review)),
    DEMOGRAPHICS_CHANGED: classification(UserDemographics),
    DATA_USES_CHANGED: classification(AllowedUses),
    RESTAURANT_LISTED: classification(Restaurant),
    VISITS_COUNTED: {**classification(Visits), "days": Privacy.REGULAR},
    DAYS_PLANNED: {**classification(PlannedDay), "days": Privacy.REGULAR},
}
_HARMLESS_TEXT = re.compile(
    r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}|\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?"
)


def shape(topic: str, payload: str | None) -> dict[str, Any]:
    """The shape of an event, by field.

    Args:
        payload: JSON text; None where it was too large to be read.
    """
    if payload is None or len(payload) > MAX_PAYLOAD_BYTES:
        return {WHOLE_PAYLOAD: f"larger than {MAX_PAYLOAD_BYTES} bytes"}
    try:
        parsed = json.loads(payload)
    except (ValueError, RecursionError):
        return {WHOLE_PAYLOAD: "not readable as JSON"}
    if not isinstance(parsed, dict):
        return {WHOLE_PAYLOAD: describe(parsed)}
    return _object_shape(parsed, _CLASSES.get(topic, {}), depth=1)


def describe(value: Any) -> str:
    """The type of a value, and its length."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return f"text of {len(value)} characters"
        case list():
            return f"a list of {len(value)}"
    return f"an object of {len(value)} fields"


def _object_shape(fields: Mapping[str, Any], classes: Mapping[str, Privacy], depth: int) -> dict[str, Any]:
    shown = {
        name: _value_shape(value, classes, classes[name], depth) for name, value in fields.items() if name in classes
    }
    unknown = [describe(value) for name, value in fields.items() if name not in classes]
    return {**shown, UNKNOWN_FIELDS: unknown[:_MAX_LENGTH]} if unknown else shown


def _value_shape(value: Any, classes: Mapping[str, Privacy], privacy: Privacy, depth: int) -> Any:
    if privacy.rank > Privacy.REGULAR.rank or depth > _MAX_DEPTH:
        return describe(value)
    match value:
        case None | bool():
            return value
        case int() | float() if abs(value) < _MAX_NUMBER:
            return value
        case str() if _HARMLESS_TEXT.fullmatch(value):
            return value
        case dict():
            return _object_shape(value, classes, depth + 1)
        case list() if len(value) <= _MAX_LENGTH:
            return [_value_shape(element, classes, privacy, depth + 1) for element in value]
    return describe(value)
