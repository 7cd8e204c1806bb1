"""The schemas and buckets, and the naming rules. `policy apply` creates them.

Queues, buckets and events are named `<line of business>.<thing>`; schemas by stage, and marts by audience too.
"""

import re

from analytics.access.audiences import AUDIENCES
from reviews_site.processes import QUEUES

LINES_OF_BUSINESS = ("accounts", "restaurants", "analytics", "mlmodels", "privacy", "audit")
SCHEMAS = {
    "default": frozenset({"public"}),
    "vault": frozenset({"public"}),
    # public holds Django's list of migrations, and nothing else.
    "analytical": frozenset({"public", "landing", "core", "derived", "marts", "governance", *AUDIENCES}),
}
# Of the object store. Each is a folder or a bucket.
BUCKETS = (
    *("restaurants.photo-originals", "restaurants.photos", "restaurants.unblurred-photos", "restaurants.receipts"),
    "accounts.exports",
)

_THING = re.compile(rf"({'|'.join(LINES_OF_BUSINESS)})\.[a-z]+([_-][a-z]+)*")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def is_named_by_line_of_business(name: str) -> bool:
    """Whether a queue, bucket or event is named `<line of business>.<thing>`."""
    return _THING.fullmatch(name) is not None


def is_plain(name: str) -> bool:
    """Whether a relation, column, schema or login is in lower case with underscores, and needs no quotes."""
    return _IDENTIFIER.fullmatch(name) is not None


def misnamed() -> list[str]:
    """Queues and buckets that break the naming rule."""
    return [name for name in (*QUEUES.values(), *BUCKETS) if not is_named_by_line_of_business(name)]
