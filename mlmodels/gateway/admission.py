"""Who asks, and whether they may ask more: tokens and quotas, which the database compares and counts.

Every call is counted with its rows before a model is asked. Of a request the access log keeps the service, the model
with its version and the number of rows, and never what was asked.
"""

from collections.abc import Sequence

from django.db import connections

from mlmodels.active import STORE
from mlmodels.gateway.exceptions import NoSuchModel, QuotaReached, UnknownToken
from reviews_site.crypto.bearer_tokens import ReadToken, TokenKind, read_token

_ASK = "SELECT verdict, wait_seconds FROM governance.gateway_ask(%s, %s, %s, %s, %s, %s)"
_WRONG = (
    "Send a token of this gateway: `Authorization: Bearer pm_service_…`. "
    "Yours is missing, mistyped, revoked or expired."
)
_REACHED = {
    "too many calls": "You have asked as often as you may in a minute. Ask again later.",
    "too many rows": "You have asked about as many rows as you may in a day. Ask again later.",
}


def token_of(authorization: str) -> ReadToken:
    """The token of a header `Authorization`. Whether it is one of ours the store says.

    Raises:
        UnknownToken: it has not the form of one.
    """
    scheme, _, text = authorization.partition(" ")
    token = read_token(text.strip(), TokenKind.SERVICE) if scheme.lower() == "bearer" else None
    if token is None:
        raise UnknownToken(_WRONG)
    return token


def admit(token: ReadToken, model: str, version: str, outputs: Sequence[str], rows: int) -> None:
    """Count a call and its rows, and write rows into the access log. What is refused counts for nothing.

    Raises:
        UnknownToken: it is none of ours, or ended.
        NoSuchModel: it is for another model or version.
        QuotaReached: the service has no call left in this minute, or fewer rows in this day.
    """
    with connections[STORE].cursor() as cursor:
        cursor.execute(_ASK, [token.identifier, token.digest, model, version, list(outputs), rows])
        row: tuple[str, int] | None = cursor.fetchone()
    if row is None:
        raise UnknownToken(_WRONG)
    verdict, wait_seconds = row
    if verdict in _REACHED:
        raise QuotaReached(_REACHED[verdict], wait_seconds)
    if verdict != "admitted":
        raise NoSuchModel
