"""Whether an act is by whom it says: a code of their app, or a passkey's signature of exactly this act.

The console asks first, so that a slip is told at once. The worker asks again and believes nobody: it opens the secret
itself, looks at its own clock, and takes each code once.
"""

import hashlib
import hmac
import json
import struct
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value  # the public form takes only codes of now
from allauth.mfa.utils import decrypt
from django.conf import settings
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import PublicKeyCredentialRpEntity, UserVerificationRequirement

from accounts.enums import SignatureKind
from accounts.exceptions import InvalidSignature
from accounts.factor_binding import is_bound
from accounts.models import SignedAction, UsedCode
from accounts.second_factor import sealed_for
from accounts.staffing.canonical_form import digest_of
from reviews_site.processes import Purpose

MAX_AGE = timedelta(minutes=5)
STEP_SECONDS = 30
# A code waits for the worker for up to two minutes: it may have been down for a moment.
PREVIOUS_STEPS = 4
LATE = "Your signature came too late. Sign again."
WRONG_CODE = "The code was not one of yours, or was used before. Do it once more with the next code."
WRONG_PASSKEY = "The passkey did not sign exactly this. Do it once more."
NOT_YOURS = "No second factor of yours was set up at the console. Ask for an invitation."


def code_signature(code: str, digest: bytes) -> str:
    """What proves an act by a code: the digest under it. The code itself is not kept."""
    return hmac.new("".join(code.split()).encode(), digest, hashlib.sha256).hexdigest()


def is_code_of(user_id: uuid.UUID, code: str, *, now: datetime) -> bool:
    """Whether somebody's app showed this code within two minutes. It is not used up, and signs nothing."""
    newest = int(now.timestamp()) // STEP_SECONDS
    with sealed_for(Purpose.MFA_SECRETS):
        for factor in Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP):
            secret = decrypt(factor.data["secret"]) if is_bound(factor) else ""
            for step in range(newest, newest - PREVIOUS_STEPS - 1, -1) if secret else ():
                if hmac.compare_digest(format_hotp_value(hotp_value(secret, step)), "".join(code.split())):
                    return True
    return False


def check(act: SignedAction, *, now: datetime) -> None:
    """Take the signature of an act, once.

    Raises:
        InvalidSignature: it is old, another's, of another act, or was used before. The message says what to do.
    """
    if abs(now - act.created_at) > MAX_AGE:
        raise InvalidSignature(LATE)
    with sealed_for(Purpose.MFA_SECRETS):
        if act.signature_kind == SignatureKind.PASSKEY:
            check_passkey(act)
        else:
            _use_code(act, int(now.timestamp()) // STEP_SECONDS)


def check_passkey(act: SignedAction) -> None:
    """Raise `BadProof` unless a passkey of whoever acts signed exactly this act, at the console."""
    passkeys = list(_factors(act, Authenticator.Type.WEBAUTHN))
    state = {"challenge": websafe_encode(digest_of(act)), "user_verification": UserVerificationRequirement.REQUIRED}
    try:
        credentials = [factor.wrap().authenticator_data.credential_data for factor in passkeys]
        _server().authenticate_complete(state, credentials, json.loads(act.signature))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, struct.error):
        raise InvalidSignature(WRONG_PASSKEY) from None


def passkey_challenge(act: SignedAction) -> dict[str, Any]:
    """What the browser is to be asked, so that a passkey signs exactly this act."""
    credentials = [
        factor.wrap().authenticator_data.credential_data for factor in _factors(act, Authenticator.Type.WEBAUTHN)
    ]
    options, _ = _server().authenticate_begin(
        credentials, user_verification=UserVerificationRequirement.REQUIRED, challenge=digest_of(act)
    )
    return dict(options)


def _use_code(act: SignedAction, newest: int) -> None:
    digest = digest_of(act)
    used = _used_steps(act, newest - PREVIOUS_STEPS)
    for factor in _factors(act, Authenticator.Type.TOTP):
        secret = decrypt(factor.data["secret"])
        for step in range(newest, newest - PREVIOUS_STEPS - 1, -1):
            expected = code_signature(format_hotp_value(hotp_value(secret, step)), digest)
            if step not in used and hmac.compare_digest(expected, act.signature):
                UsedCode(user_id=act.actor_id, step=step).save(force_insert=True)
                return
    raise InvalidSignature(WRONG_CODE)


def _used_steps(act: SignedAction, oldest: int) -> set[int]:
    return set(UsedCode.objects.filter(user_id=act.actor_id, step__gte=oldest).values_list("step", flat=True))


def _factors(act: SignedAction, kind: str) -> Iterator[Authenticator]:
    """The factors of whoever acts that were set up at the console; one that was planted is none."""
    found = [factor for factor in Authenticator.objects.filter(user_id=act.actor_id, type=kind) if is_bound(factor)]
    if not found:
        raise InvalidSignature(NOT_YOURS)
    return iter(found)


def _server() -> Fido2Server:
    host = str(urlsplit(settings.CONSOLE_URL).hostname)
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=host, name="Platemark"),
        verify_origin=lambda origin: origin == settings.CONSOLE_URL,
    )
