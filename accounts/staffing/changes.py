"""Carries out signed acts on company roles: a role is given, ended or confirmed."""

import uuid

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.actions import staff
from accounts.enums import RoleChange
from accounts.exceptions import StaffingRefused
from accounts.models import RoleProposal, User

NOBODY = "Nobody has an account with this address. They join on the site first, and confirm the address."
BY_CONSOLE = "at the console"


class _DryRun(Exception):
    """Takes back what was tried out."""


def person_at(address: str) -> User:
    """Whoever has confirmed this address as theirs.

    Raises:
        StaffingRefused: nobody has.
    """
    owned = EmailAddress.objects.filter(email=address.strip().lower(), verified=True, primary=True)
    # Columns by name: the worker's login reads no others.
    found = User.objects.only("id", "email", "is_active").filter(pk__in=owned.values("user_id"), is_active=True).first()
    if found is None:
        raise StaffingRefused(NOBODY)
    return found


def apply(proposal: RoleProposal, person: User, *, approved_by: uuid.UUID | None) -> None:
    """Make it so.

    Raises:
        StaffingRefused: it can't be done as asked. The message says why.
    """
    match proposal.change:
        case RoleChange.GRANT:
            staff.grant(
                user=person,
                role=proposal.role,
                by=BY_CONSOLE,
                ends_at=proposal.ends_at,
                proposed_by=proposal.actor_id,
                approved_by=approved_by,
            )
        case RoleChange.REVOKE:
            staff.revoke(user=person, role=proposal.role, by=BY_CONSOLE, ended_by=proposal.actor_id)
        case _:
            staff.confirm_role(user=person, role=proposal.role, reviewed_by=proposal.actor_id)


def check(proposal: RoleProposal, person: User) -> None:
    """See now, and not only when the second person has agreed, whether it could be done. Nothing is kept of it.

    Raises:
        StaffingRefused: it could not.
    """
    try:
        with transaction.atomic():
            # No second person is known yet, so that the row would be refused with the first one alone.
            staff.grant(user=person, role=proposal.role, by=BY_CONSOLE, ends_at=proposal.ends_at)
            raise _DryRun
    except _DryRun:
        return


def delete_address(proposal: RoleProposal) -> None:
    """Keep no address beyond the end of a proposal: the outcome has the id."""
    RoleProposal.objects.filter(pk=proposal.pk).update(address="", signature="")
