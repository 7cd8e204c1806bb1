"""Setting up and removing second factors: a diner's on the site, or those of somebody of the company at the console."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # only allauth's own views make factors
from allauth.mfa.totp.internal.auth import TOTP  # the same
from allauth.mfa.webauthn.internal.auth import WebAuthn  # the same
from django.conf import settings
from django.db import transaction

from accounts.actions import security
from accounts.devices import Device
from accounts.enums import SecurityKind
from accounts.exceptions import LastFactor, PasskeyTaken
from accounts.factor_binding import bind
from accounts.models import User
from accounts.selectors.security import is_registered

FactorType = Authenticator.Type


@transaction.atomic
def add_passkey(*, name: str, credential: dict[str, Any], by: User, device: Device) -> tuple[Authenticator, bool]:
    """Keep a passkey whose registration was checked; with it, and whether recovery codes were made beside it.

    Raises:
        PasskeyTaken: it was registered in the same moment.
    """
    User.objects.select_for_update().only("pk").get(pk=by.pk)
    if is_registered(credential):
        raise PasskeyTaken
    made: Authenticator = WebAuthn.add(by, name, credential).instance
    bind(made)
    security.record_activity(kind=SecurityKind.PASSKEY_ADDED, user=by, device=device, detail=name)
    return made, ensure_recovery_codes(by)


@transaction.atomic
def add_authenticator_app(*, secret: str, by: User, device: Device) -> tuple[Authenticator, bool] | None:
    """Keep the secret of an authenticator app that has shown a right code; likewise. None: there is an app already."""
    User.objects.select_for_update().only("pk").get(pk=by.pk)
    if Authenticator.objects.filter(user=by, type=FactorType.TOTP).exists():
        return None
    made: Authenticator = TOTP.activate(by, secret).instance
    bind(made)
    security.record_activity(kind=SecurityKind.APP_ADDED, user=by, device=device)
    return made, ensure_recovery_codes(by)


@transaction.atomic
def create_recovery_codes(*, by: User, device: Device) -> None:
    """Make new recovery codes; the ones before are worth nothing from now on. Nothing happens without a factor."""
    # The lock on the person's own row lets two clicks in the same moment make one set.
    User.objects.select_for_update().only("pk").get(pk=by.pk)
    if not Authenticator.objects.filter(user=by).exclude(type=FactorType.RECOVERY_CODES).exists():
        return
    Authenticator.objects.filter(user=by, type=FactorType.RECOVERY_CODES).delete()
    RecoveryCodes.activate(by)
    security.record_activity(kind=SecurityKind.CODES_CREATED, user=by, device=device)


@transaction.atomic
def remove(*, factor: Authenticator, by: User, device: Device) -> None:
    """Remove a passkey or the app of `by`, unless it is gone; with the last of them go the recovery codes.

    Raises:
        LastFactor: it is all that the account signs in with; at the console, the last second factor.
    """
    # The lock on the person's own row: two removals at once can't take the last two.
    has_password = User.objects.select_for_update().get(pk=by.pk).has_usable_password()
    if not Authenticator.objects.filter(pk=factor.pk).exists():
        return
    others = Authenticator.objects.filter(user=by).exclude(pk=factor.pk)
    if settings.FACTOR_IS_REQUIRED:
        stays = others.exclude(type=FactorType.RECOVERY_CODES).exists()
    else:
        stays = has_password or others.filter(type=FactorType.WEBAUTHN).exists()
    if not stays:
        raise LastFactor
    kind = SecurityKind.PASSKEY_REMOVED if factor.type == FactorType.WEBAUTHN else SecurityKind.APP_REMOVED
    name = factor.wrap().name if factor.type == FactorType.WEBAUTHN else ""
    factor.delete()
    if not Authenticator.objects.filter(user=by).exclude(type=FactorType.RECOVERY_CODES).exists():
        Authenticator.objects.filter(user=by).delete()
    security.record_activity(kind=kind, user=by, device=device, detail=name)


def ensure_recovery_codes(user: User) -> bool:
    """Make recovery codes where this realm has them and the account has none; whether they were made."""
    if FactorType.RECOVERY_CODES not in settings.MFA_SUPPORTED_TYPES:
        return False
    if Authenticator.objects.filter(user=user, type=FactorType.RECOVERY_CODES).exists():
        return False
    RecoveryCodes.activate(user)
    return True
