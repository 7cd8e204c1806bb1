"""What happens to the security of an account: written down for its owner to read, and mailed to them."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actions import mails
from accounts.devices import Device
from accounts.enums import SecurityKind
from accounts.faces import activity_table, session_table
from accounts.models import User
from reviews_site.audit.log import record
from reviews_site.web.sessions import kept_as, live

# A device that signed in within this time is a known one.
REMEMBERED_FOR = timedelta(days=90)


@transaction.atomic
def note(*, kind: SecurityKind, user: User, device: Device, detail: str = "", mail_to: tuple[str, ...] = ()) -> None:
    """Write a line of the security activity of `user`, and mail it.

    Args:
        detail: a name that the owner gave to a thing, or a count; at most 80 characters.
        mail_to: the addresses to tell, where it is not just the account's: both, at a change.
    """
    _write(user=user, kind=kind, detail=detail[:80], device=device)
    record(f"security.{kind}", by=user.pk, about=user.pk)
    page = {"kind": kind, "detail": detail, "device": device, "at": timezone.now()}
    for address in mail_to or (user.email,):
        mails.write("security_event", page, to=address, subject=str(kind.label))


@transaction.atomic
def signed_in(*, user: User, device: Device, failures: int) -> None:
    """Write a sign-in down. It is mailed when the device is a new one, or when wrong attempts came before it."""
    lines = activity_table().objects.filter(user=user, kind=SecurityKind.SIGNED_IN)
    seen = lines.filter(at__gt=timezone.now() - REMEMBERED_FOR)
    known = seen.filter(device=device.name, place=device.place).exists()
    first = not known and not seen.exists()
    detail = f"after {failures} wrong attempts" if failures else ""
    if failures or not (known or first):
        note(kind=SecurityKind.SIGNED_IN, user=user, device=device, detail=detail)
        return
    _write(user=user, kind=SecurityKind.SIGNED_IN, detail="", device=device)
    record("security.signed_in", by=user.pk, about=user.pk)


@transaction.atomic
def end_session(*, session_id: str, by: User) -> bool:
    """Sign out one browser of `by`; whether there was one. `session_id` is the digest that their list names."""
    ended, _ = session_table().objects.filter(user_id=by.pk, session_key=session_id).delete()
    if ended:
        record("session.ended", by=by.pk, about=by.pk)
    return bool(ended)


@transaction.atomic
def end_other_sessions(*, by: User, kept_key: str | None) -> int:
    """Sign out every browser of `by` but the one with the key; how many there were."""
    others = session_table().objects.filter(user_id=by.pk)
    if kept_key:
        others = others.exclude(session_key=kept_as(kept_key))
    ended, _ = others.delete()
    if ended:
        record("session.others_ended", by=by.pk, about=by.pk, detail={"sessions": ended})
    return ended


def forget_ended_sessions() -> int:
    """Remove the sessions that are worth nothing any more; how many."""
    return session_table().objects.exclude(live()).delete()[0]


def _write(*, user: User, kind: SecurityKind, detail: str, device: Device) -> None:
    activity_table()(user=user, kind=kind, detail=detail, device=device.name, place=device.place).save(
        force_insert=True
    )
