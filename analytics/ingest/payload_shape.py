"""The shape of a payload that was refused: enough to see what is wrong with it, and no value that may be personal.

It is stored beside the payload, as other masks are, so that whoever mends loads never needs the payload. A value is in
it only if the field's class is regular or less and the value looks like an id, a date, a small number, true or false.
What an intruder puts where it does not belong is described, not shown: a name of a field may be an e-mail address.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from analytics.ingest.events import (
    DATA_USES_CHANGED,
    DEMOGRAPHICS_CHANGED,
    MAX_PAYLOAD_BYTES,
    RESTAURANT_LISTED,
    REVIEW_POSTED,
    VISITS_COUNTED,
)
from analytics.ingest.models import AllowedUses, Restaurant, Review, UserDemographics, Visits
from reviews_site.privacy import Privacy, classification

WHOLE = "payload"
STRANGE = "fields that the schema does not know"
_DEEPEST, _LONGEST, _LARGEST_NUMBER = 3, 20, 100_000

_CLASSES: Mapping[str, Mapping[str, Privacy]] = {
    REVIEW_POSTED: classification(Review),
    DEMOGRAPHICS_CHANGED: classification(UserDemographics),
    DATA_USES_CHANGED: classification(AllowedUses),
    RESTAURANT_LISTED: classification(Restaurant),
    VISITS_COUNTED: {**classification(Visits), "days": Privacy.REGULAR},
}
_PLAIN = re.compile(
    r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}|\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?"
)


def shape(topic: str, payload: str | None) -> dict[str, Any]:
    """What an event looks like, by field.

    Args:
        payload: JSON text; None where it was too large to be taken.
    """
    if payload is None or len(payload) > MAX_PAYLOAD_BYTES:
        return {WHOLE: f"larger than {MAX_PAYLOAD_BYTES} characters"}
    try:
        parsed = json.loads(payload)
    except (ValueError, RecursionError):
        return {WHOLE: "not readable as JSON"}
    if not isinstance(parsed, dict):
        return {WHOLE: described(parsed)}
    return _object(parsed, _CLASSES.get(topic, {}), depth=1)


def described(value: Any) -> str:
    """What kind of thing a value is, and how long."""
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


def _object(found: Mapping[str, Any], classes: Mapping[str, Privacy], depth: int) -> dict[str, Any]:
    shown = {name: _value(value, classes, classes[name], depth) for name, value in found.items() if name in classes}
    strange = [described(value) for name, value in found.items() if name not in classes]
    return {**shown, STRANGE: strange[:_LONGEST]} if strange else shown


def _value(value: Any, classes: Mapping[str, Privacy], privacy: Privacy, depth: int) -> Any:
    if privacy.rank > Privacy.REGULAR.rank or depth > _DEEPEST:
        return described(value)
    match value:
        case None | bool():
            return value
        case int() | float() if abs(value) < _LARGEST_NUMBER:
            return value
        case str() if _PLAIN.fullmatch(value):
            return value
        case dict():
            return _object(value, classes, depth + 1)
        case list() if len(value) <= _LONGEST:
            return [_value(each, classes, privacy, depth + 1) for each in value]
    return described(value)
