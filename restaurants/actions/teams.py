"""Changes of a restaurant's team: by functions of the database, which look at who asks (`sql/default/teams.sql`)."""

from uuid import UUID

from django.db import transaction

from accounts.actions import mail
from accounts.models import User
from restaurants.database_functions import call_function, rows_of_function
from restaurants.enums import TeamAction
from restaurants.exceptions import TeamChangeRefused
from restaurants.models import Restaurant, TeamInvitation, TeamMember
from restaurants.rules import ADDRESS_SETTLES_DAYS, MAX_INVITATIONS_PER_DAY
from reviews_site.audit.log import record
from reviews_site.celery import app
from reviews_site.policy import TeamRole
from reviews_site.web.discovery import absolute

NOTIFY_TASK = "accounts.mail.notify"
NOT_FOUND = "This invitation does not work for your account. Ask whoever invited you to send another one."
_REFUSALS = {
    "not_allowed": "This has changed in the meantime. Look at the team again.",
    "on_team": "This person is on the team already. Change their role in the list.",
    "too_many": f"A restaurant can invite {MAX_INVITATIONS_PER_DAY} people a day. Please go on tomorrow.",
    "last_owner": "A team needs an owner. Make somebody else an owner first.",
    "address_changed": (
        f"Your e-mail address changed less than {ADDRESS_SETTLES_DAYS} days ago. Until then you can’t name an owner."
    ),
}


@transaction.atomic
def invite(*, restaurant: Restaurant, address: str, role: TeamRole, by: User) -> None:
    """Invite somebody by mail. Who names an owner is mailed first, and has to confirm it.

    Raises:
        TeamChangeRefused: `by` is no owner, the person is on the team, or there were many invitations today.
    """
    _change("restaurants_invite_to_team", by.pk, restaurant.pk, address, role)
    record("team.invited", actor_id=by.pk, object_id=restaurant.pk, detail={"role": role})
    transaction.on_commit(_notify_worker)


@transaction.atomic
def confirm(*, secret: str, by: User) -> bool:
    """Confirm with the secret of a mail that one names an owner; whether it was one's own, and still open."""
    confirmed = bool(call_function("restaurants_confirm_team_invitation", by.pk, secret))
    if confirmed:
        record("team.invitation_confirmed", actor_id=by.pk, object_id=by.pk)
        transaction.on_commit(_notify_worker)
    return confirmed


@transaction.atomic
def accept(*, secret: str, by: User) -> Restaurant:
    """Join the team that the secret's mail invites to.

    Raises:
        TeamChangeRefused: it is not open, not for this person's verified address, or the person is not confirmed.
    """
    joined = call_function("restaurants_accept_team_invitation", by.pk, secret)
    if joined is None:
        raise TeamChangeRefused(NOT_FOUND)
    restaurant = Restaurant.objects.get(pk=str(joined))
    record("team.joined", actor_id=by.pk, object_id=restaurant.pk)
    return restaurant


@transaction.atomic
def change_role(*, member: TeamMember, role: TeamRole, by: User) -> None:
    """Make somebody of the team a manager or an analyst.

    Raises:
        TeamChangeRefused: `by` is no owner, the role is that of owners, or the person is the last one.
    """
    _change("restaurants_change_team_role", by.pk, member.pk, role)
    detail: dict[str, str | int] = {"restaurant": str(member.restaurant_id), "role": role}
    record("team.role_changed", actor_id=by.pk, object_id=member.user_id, detail=detail)


@transaction.atomic
def remove(*, member: TeamMember, by: User) -> None:
    """Remove somebody from the team, or leave it oneself. Whoever is removed is mailed.

    Raises:
        TeamChangeRefused: `by` is neither an owner nor the person, or the person is the last owner.
    """
    _change("restaurants_remove_from_team", by.pk, member.pk)
    detail: dict[str, str | int] = {"restaurant": str(member.restaurant_id)}
    record(
        "team.left" if by == member.user else "team.removed", actor_id=by.pk, object_id=member.user_id, detail=detail
    )
    if by != member.user:
        name = mail.one_line(member.restaurant.name)
        page = {"kind": "gone", "restaurant": name, "site": absolute("")}
        mail.queue_template("team", page, to=member.user.email, subject=f"You are not on the team of {name} any more")


@transaction.atomic
def revoke(*, invitation: TeamInvitation, by: User) -> None:
    """Revoke an invitation that is open.

    Raises:
        TeamChangeRefused: `by` is no owner, or it was answered in the meantime.
    """
    _change("restaurants_revoke_team_invitation", by.pk, invitation.pk)
    record("team.invitation_revoked", actor_id=by.pk, object_id=invitation.restaurant_id)


def queue_mails() -> int:
    """Put the mails about teams on their way, each step in a transaction of its own; how many steps there were."""
    count = 0
    while _queue_next():
        count += 1
    return count


def delete_old() -> None:
    """Delete invitations that have expired, and what is older than a year."""
    call_function("restaurants_delete_old_team_rows")


@transaction.atomic
def _queue_next() -> bool:
    rows = rows_of_function("restaurants_take_team_mail")
    for row in rows:
        if row["address"]:
            _queue({**row, "restaurant": mail.one_line(row["restaurant"]), "site": absolute("")})
    return bool(rows)


def _queue(page: dict[str, str]) -> None:
    subjects = {
        "invitation": f"You are invited to the team of {page['restaurant']}",
        "confirm": f"Confirm that you name an owner of {page['restaurant']}",
    }
    address = page.pop("address")
    subject = subjects.get(page["kind"], f"The team of {page['restaurant']} has changed")
    said = TeamAction(page["kind"]).label if page["kind"] in TeamAction.values else ""
    mail.queue_template("team", {**page, "said": said}, to=address, subject=subject)


def _notify_worker() -> None:
    # A lost message delays and never loses: the worker looks each minute.
    app.nudge(NOTIFY_TASK)


def _change(function: str, *arguments: UUID | str) -> None:
    answer = call_function(function, *arguments)
    if answer != "done":
        raise TeamChangeRefused(_REFUSALS[str(answer)])
