"""Changing the e-mail address of an account, confirmed by one code to the old address and one to the new."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.actions import mail, security
from accounts.devices import Device
from accounts.enums import SecurityKind
from accounts.exceptions import AddressTaken
from accounts.models import User

# Without vowels, so that no code is a word, and without what is mistaken for something else.
ALPHABET = "BCDFGHJKLMNPQRSTVWXZ23456789"
CODE_LENGTH = 8
CODE_LIFETIME = timedelta(minutes=10)
MAX_ATTEMPTS = 3


@dataclass
class AddressChange:
    """A change that waits for its codes, kept in the session that requested it, with digests of both codes."""

    address: str
    old_code: str
    new_code: str
    expires_at: float
    attempts_left: int = MAX_ATTEMPTS

    def takes(self, code_from_old: str, code_from_new: str, *, at: float) -> bool:
        """Whether both codes are right and in time. Each call uses up an attempt."""
        self.attempts_left -= 1
        right = [
            constant_time_compare(self.old_code, _digest(code_from_old)),
            constant_time_compare(self.new_code, _digest(code_from_new)),
        ]
        return all(right) and self.attempts_left >= 0 and at < self.expires_at


@transaction.atomic
def request_change(*, to: str, by: User, device: Device) -> AddressChange:
    """Mail a code to the old and one to the new address; what is to be kept until they come back.

    An address that has an account is told so in place of its code, and nobody else is: the change never comes about.
    """
    to = to.strip().lower()
    from_old, from_new = _code(), _code()
    security.record_activity(kind=SecurityKind.EMAIL_CHANGE_REQUESTED, user=by, device=device)
    _mail(by.email, "Your code for changing your address", "email_change_old", from_old)
    if User.objects.filter(email=to).exists():
        _mail(to, "You already have an account", "email_change_taken", "")
    else:
        _mail(to, "Your code for this new address", "email_change_new", from_new)
    expires_at = (timezone.now() + CODE_LIFETIME).timestamp()
    return AddressChange(to, _digest(from_old), _digest(from_new), expires_at)


@transaction.atomic
def confirm_change(*, to: str, by: User, device: Device, kept_key: str | None) -> None:
    """Sign in with `to` from now on, if it isn't so. Every other browser is signed out, and both addresses are told.

    Raises:
        AddressTaken: it belongs to an account by now.
    """
    # The lock on the person's own row: of two clicks in the same moment, one changes it.
    before = by.email = User.objects.select_for_update().only("email").get(pk=by.pk).email
    if before == to:
        return
    try:
        with transaction.atomic():
            by.email = to
            by.save(update_fields=["email"])
            EmailAddress.objects.filter(user=by).exclude(primary=True).delete()
            EmailAddress.objects.filter(user=by, primary=True).update(email=to, verified=True)
    except IntegrityError as problem:
        by.email = before
        raise AddressTaken from problem
    security.record_activity(kind=SecurityKind.EMAIL_CHANGED, user=by, device=device, mail_to=(before, to))
    security.end_other_sessions(by=by, kept_key=kept_key)


def _code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def _digest(code: str) -> str:
    plain = "".join(code.upper().split()).replace("-", "")
    return salted_hmac("change of address", plain, algorithm="sha256").hexdigest()


def _mail(to: str, subject: str, template: str, code: str) -> None:
    page = {"code": f"{code[:4]}-{code[4:]}" if code else ""}
    mail.queue_template(template, page, to=to, subject=subject)
