"""Changing one's own profile."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Agreement, Gender, Region
from accounts.exceptions import NameTaken
from accounts.models import Profile, User
from accounts.rules import may_edit_profile
from accounts.selectors import allowed_uses, person_facts
from reviews_site.audit.log import record
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.outbox.publish import publish
from reviews_site.processes import Purpose

# Somebody has the name, somebody has one that looks the same, a listed restaurant has it.
_NAME_CONSTRAINTS = ("accounts_profile_name_unique", "accounts_profile_skeleton_unique", "accounts_profile_name_listed")


@dataclass(frozen=True)
class Demographics:
    """What someone says of themselves for the statistics; None is not saying."""

    birth_year: int | None
    gender: Gender | None
    region: Region | None


@dataclass(frozen=True)
class PublicAppearance:
    """What somebody shows, and what they read: it leaves the site for nowhere. Empty: as the name has it, not said."""

    motif: str = ""
    colour: str = ""
    languages: tuple[str, ...] = ()


@contextmanager
def name_must_be_free() -> Iterator[None]:
    """Around a write of a pen name. The form has asked before, and someone else may have written since.

    Raises:
        NameTaken: the database found it taken or reserved; what was written inside is undone.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        cause = problem.__cause__
        if not isinstance(cause, psycopg.Error) or cause.diag.constraint_name not in _NAME_CONSTRAINTS:
            raise
        raise NameTaken from problem


@transaction.atomic
def update(
    *, display_name: str, demographics: Demographics, by: User, shown: PublicAppearance | None = None
) -> Profile:
    """Change the profile of `by`; tell analytics, under a pseudonym, when the demographics changed and may be counted.

    Args:
        shown: None leaves picture and languages as they are.

    Raises:
        reviews_site.policy.Denied: nobody is signed in.
        NameTaken: someone else writes under the name.
    """
    may_edit_profile(person_facts(by)).require()
    profile = Profile.objects.select_for_update().get(user=by)
    before = demographics_of(profile)
    shown = shown or appearance_of(profile)
    if (profile.display_name, before, appearance_of(profile)) == (display_name, demographics, shown):
        return profile
    profile.display_name = display_name
    profile.avatar_motif, profile.avatar_colour = shown.motif, shown.colour
    profile.languages = " ".join(shown.languages)
    profile.birth_year = demographics.birth_year
    profile.gender, profile.region = demographics.gender, demographics.region
    with name_must_be_free():
        profile.save()
    record("profile.changed", actor_id=by.pk, object_id=by.pk)
    if before != demographics and allowed_uses(by)[Agreement.STATISTICS]:
        publish_demographics(by, demographics)
    return profile


def demographics_payload(
    person: uuid.UUID, birth_year: int | None, gender: Gender | None, region: Region | None, changed_at: datetime
) -> dict[str, Any]:
    """The payload of `accounts.demographics_changed`: under the person's pseudonym."""
    return {
        "person": str(pseudonym(Purpose.PSEUDONYM_REVIEWER, person)),
        "birth_year": birth_year,
        "gender": gender.value if gender else None,
        "region": region.value if region else None,
        "changed_at": changed_at.isoformat(),
    }


def demographics_of(profile: Profile) -> Demographics:
    """What a profile says for the statistics."""
    return Demographics(profile.birth_year, _gender(profile.gender), _region(profile.region))


def appearance_of(profile: Profile) -> PublicAppearance:
    """What a profile shows, and which languages it says."""
    return PublicAppearance(profile.avatar_motif, profile.avatar_colour, tuple(profile.languages.split()))


def publish_demographics(person: User, said: Demographics) -> None:
    """Publish what somebody says of themselves, under their pseudonym. Whether they allow it is asked before."""
    payload = demographics_payload(person.pk, said.birth_year, said.gender, said.region, timezone.now())
    publish("accounts.demographics_changed", 1, payload, restaurant_id=None)


def _gender(value: str | None) -> Gender | None:
    return Gender(value) if value else None


def _region(value: str | None) -> Region | None:
    return Region(value) if value else None
