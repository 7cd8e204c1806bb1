"""Does a request of a program once, however often it is sent with the same `Idempotency-Key` within a day.

Source: draft-ietf-httpapi-idempotency-key-header-07.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from accounts.exceptions import KeyInUse, KeyReused
from accounts.models import ApiRequest, User
from accounts.private_rows import private_rows
from reviews_site.ids import uuid7

KEPT_FOR = timedelta(days=1)
# A process that died leaves its request unanswered. After so long another may begin it again.
GIVEN_UP_AFTER = timedelta(minutes=1)
_BEGIN = """
INSERT INTO accounts_apirequest (id, user_id, key_digest, body_digest) VALUES (%s, %s, %s, %s)
ON CONFLICT (user_id, key_digest) DO NOTHING
"""


@dataclass(frozen=True)
class Answer:
    """The answer to a request, and whether it is that of an earlier one."""

    status: int
    body: str
    is_repeated: bool = False


def once(*, key: str, sent: bytes, by: User, do: Callable[[], Answer]) -> Answer:
    """Do it, or answer as the first time. An error is no answer: the same key may be sent again after it.

    Args:
        sent: what the request says; with another body the key is refused.
        do: writes within the transaction in which the answer is kept.

    Raises:
        KeyInUse: the first request is being worked on.
        KeyReused: the key belongs to another request.
    """
    digests = [hashlib.sha256(text).hexdigest() for text in (key.encode(), sent)]
    if earlier := _begin(by, *digests):
        return earlier
    mine = {"user": by, "key_digest": digests[0]}
    try:
        with private_rows(by.pk):
            answer = do()
            ApiRequest.objects.filter(**mine).update(status=answer.status, answer=answer.body)
    except BaseException:
        with private_rows(by.pk):
            ApiRequest.objects.filter(**mine, status=None).delete()
        raise
    return answer


def _begin(person: User, key_digest: str, body_digest: str) -> Answer | None:
    """Note the request; or the answer that the first one was given."""
    now = timezone.now()
    with private_rows(person.pk), connection.cursor() as cursor:
        own = ApiRequest.objects.filter(user=person, key_digest=key_digest)
        own.filter(created_at__lt=now - KEPT_FOR).delete()
        own.filter(status=None, created_at__lt=now - GIVEN_UP_AFTER).delete()
        cursor.execute(_BEGIN, [uuid7(), person.pk, key_digest, body_digest])
        if cursor.rowcount:
            return None
        found = own.values_list("body_digest", "status", "answer").first()
    if found and found[0] != body_digest:
        raise KeyReused("This key belongs to another request. Choose a new one for each.")
    if found is None or found[1] is None:
        raise KeyInUse("The first request with this key is being worked on. Send it again in a moment.")
    return Answer(found[1], found[2], is_repeated=True)


def delete_old() -> int:
    """Delete answers that are older than a day, without seeing whose. Returns how many there were."""
    return int(ApiRequest.objects.filter(created_at__lt=timezone.now() - KEPT_FOR)._raw_delete(using="default"))
