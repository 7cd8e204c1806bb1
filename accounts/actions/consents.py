"""Records a person's answers to the texts of this site."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.agreements.texts import DOCUMENTS, Text, current
from accounts.enums import Agreement, ConsentAnswer
from accounts.models import Consent, User
from accounts.selectors.consents import outstanding_for, terms_are_accepted
from reviews_site.audit.log import record
from reviews_site.ids import uuid7
from reviews_site.policy.decide import may_post_under

# What an answer to a document is: terms bind two, what happens with data is told.
_ANSWERS = {Agreement.TERMS: ConsentAnswer.ACCEPTED, Agreement.PRIVACY: ConsentAnswer.INFORMED}


@transaction.atomic
def accept_documents(*, by: User, page: str) -> list[Consent]:
    """Write down that `by` accepts the documents as they are now. What they have answered already stays alone.

    Args:
        page: where they did, such as `signup`.
    """
    # The lock on the person's own row: of two clicks in the same moment, one is written down.
    User.objects.select_for_update().only("pk").get(pk=by.pk)
    rows = [record_answer(by.pk, text, _ANSWERS[text.agreement], page) for text in outstanding_for(by).texts]
    for row in rows:
        row.save(force_insert=True)
    if rows:
        record(
            "documents.accepted", actor_id=by.pk, object_id=by.pk, detail={row.agreement: row.version for row in rows}
        )
    return rows


def record_answer(
    person: uuid.UUID, text: Text, answer: ConsentAnswer, page: str, *, event_id: uuid.UUID | None = None
) -> Consent:
    """The row, not yet written."""
    return Consent(
        user_id=person,
        agreement=text.agreement,
        version=text.version,
        text_sha256=text.digest,
        answer=answer,
        page=page,
        event_id=event_id,
    )


def require_current_terms(by: User) -> None:
    """Let nobody post who has not accepted the terms as they are now.

    Raises:
        reviews_site.policy.Denied: they have not.
    """
    may_post_under(terms_are_accepted=terms_are_accepted(by)).require()


def as_columns(person: uuid.UUID, at: datetime) -> Iterator[tuple[Any, ...]]:
    """The rows of a generated person's answers, for COPY: id, user, text, version, digest, answer, when, page."""
    for agreement in DOCUMENTS:
        text = current(agreement)
        answer = _ANSWERS[agreement].value
        yield (uuid7(), person, agreement.value, text.version, text.digest, answer, at, "demo")
