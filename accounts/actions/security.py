"""What happens to the security of an account: written down for its owner to read, and mailed to them."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actions import mail
from accounts.devices import Device
from accounts.enums import SecurityKind
from accounts.models import User
from accounts.realms import activity_model, session_model
from reviews_site.audit.log import record
from reviews_site.web.sessions import live_sessions, session_digest

# A device that signed in within this time is a known one.
SESSIONS_KEPT_FOR = timedelta(days=90)


@transaction.atomic
def record_activity(
    *, kind: SecurityKind, user: User, device: Device, detail: str = "", mail_to: tuple[str, ...] = ()
) -> None:
    """Write a line of the security activity of `user`, and mail it.

    Args:
        detail: a name that the owner gave to a thing, or a count; at most 80 characters.
        mail_to: the addresses to tell, where it is not just the account's: both, at a change.
    """
    _write(user=user, kind=kind, detail=detail[:80], device=device)
    record(f"security.{kind}", actor_id=user.pk, object_id=user.pk)
    page = {"kind": kind, "detail": detail, "device": device, "at": timezone.now()}
    for address in mail_to or (user.email,):
        mail.queue_template("security_event", page, to=address, subject=str(kind.label))


@transaction.atomic
def record_sign_in(*, user: User, device: Device, failures: int) -> None:
    """Write a sign-in down. It is mailed when the device is a new one, or when wrong attempts came before it."""
    lines = activity_model().objects.filter(user=user, kind=SecurityKind.SIGNED_IN)
    seen = lines.filter(created_at__gt=timezone.now() - SESSIONS_KEPT_FOR)
    known = seen.filter(device=device.name, country=device.country).exists()
    first = not known and not seen.exists()
    detail = f"after {failures} wrong attempts" if failures else ""
    if failures or not (known or first):
        record_activity(kind=SecurityKind.SIGNED_IN, user=user, device=device, detail=detail)
        return
    _write(user=user, kind=SecurityKind.SIGNED_IN, detail="", device=device)
    record("security.signed_in", actor_id=user.pk, object_id=user.pk)


@transaction.atomic
def end_session(*, session_id: str, by: User) -> bool:
    """Sign out one browser of `by`; whether there was one. `session_id` is the digest that their list names."""
    ended, _ = session_model().objects.filter(user_id=by.pk, session_key=session_id).delete()
    if ended:
        record("session.ended", actor_id=by.pk, object_id=by.pk)
    return bool(ended)


@transaction.atomic
def end_other_sessions(*, by: User, kept_key: str | None) -> int:
    """Sign out every browser of `by` but the one with the key; how many there were."""
    others = session_model().objects.filter(user_id=by.pk)
    if kept_key:
        others = others.exclude(session_key=session_digest(kept_key))
    ended, _ = others.delete()
    if ended:
        record("session.others_ended", actor_id=by.pk, object_id=by.pk, detail={"sessions": ended})
    return ended


def delete_ended_sessions() -> int:
    """Remove the sessions that are worth nothing any more; how many."""
    return session_model().objects.exclude(live_sessions()).delete()[0]


def _write(*, user: User, kind: SecurityKind, detail: str, device: Device) -> None:
    activity_model()(user=user, kind=kind, detail=detail, device=device.name, country=device.country).save(
        force_insert=True
    )
