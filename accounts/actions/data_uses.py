"""Refusing a use of one's data, and allowing it again."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actions import profiles
from accounts.actions.consents import record_answer
from accounts.agreements.texts import current
from accounts.enums import Agreement, ConsentAnswer
from accounts.exceptions import TooManyChanges
from accounts.models import Consent, Profile, User
from accounts.rules import MAX_USE_CHANGES_PER_HOUR, may_edit_profile
from accounts.selectors import allowed_uses, person_facts
from reviews_site.audit.log import record
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.outbox.publish import publish
from reviews_site.processes import Purpose

TOPIC, VERSION = "accounts.data_uses_changed", 1


@transaction.atomic
def change(*, use: Agreement, allowed: bool, by: User) -> Consent | None:
    """Write down whether `by` allows a use, and tell analytics under their pseudonym. None: it is so already.

    Raises:
        TooManyChanges: the person has changed their mind `MAX_USE_CHANGES_PER_HOUR` times in the hour before.
        reviews_site.policy.Denied: nobody is signed in.
    """
    may_edit_profile(person_facts(by)).require()
    # The lock makes two clicks of one moment follow each other, each telling of all three uses as they then are.
    profile = Profile.objects.select_for_update().get(user=by)
    before = allowed_uses(by)
    if before[use] is allowed:
        return None
    _check_rate(by)
    payload = data_uses_payload(by.pk, before | {use: allowed}, timezone.now())
    event_id = publish(TOPIC, VERSION, payload, restaurant_id=None)
    row = record_answer(
        by.pk, current(use), ConsentAnswer.ACCEPTED if allowed else ConsentAnswer.REFUSED, "uses", event_id=event_id
    )
    row.save(force_insert=True)
    record("use.allowed" if allowed else "use.refused", actor_id=by.pk, object_id=by.pk, detail={"use": use.value})
    if use is Agreement.STATISTICS and allowed:
        # What analytics had was deleted there: it is told anew, from the profile.
        profiles.publish_demographics(by, profiles.demographics_of(profile))
    return row


def data_uses_payload(person: uuid.UUID, allowed: Mapping[Agreement, bool], at: datetime) -> dict[str, Any]:
    """The payload of `accounts.data_uses_changed`: all three uses, under the person's pseudonym."""
    return {
        "person": str(pseudonym(Purpose.PSEUDONYM_REVIEWER, person)),
        **{use.value: is_allowed for use, is_allowed in allowed.items()},
        "changed_at": at.isoformat(),
    }


def _check_rate(by: User) -> None:
    lately = Consent.objects.filter(user=by, page="uses", answered_at__gt=timezone.now() - timedelta(hours=1))
    if lately.count() >= MAX_USE_CHANGES_PER_HOUR:
        raise TooManyChanges(f"You have changed this {MAX_USE_CHANGES_PER_HOUR} times within an hour. Wait a little.")
