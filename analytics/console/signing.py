"""One act, on a role, an appeal or a dataset, between its form and its signature: kept, asked for, checked, saved."""

import json
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.actions import signed_actions
from accounts.enums import SignatureKind
from accounts.exceptions import InvalidSignature
from accounts.factor_forms import ConfirmCodeForm
from accounts.models import SignedAction, User
from accounts.staffing import signatures
from accounts.staffing.canonical_form import digest_of
from analytics.console import pending_actions
from analytics.console.gate import ConsoleRequest

_KEY = "staffing_act"


class _PasskeyForm(forms.Form):
    """A passkey's signature of an act."""

    credential = forms.CharField(max_length=8000, widget=forms.HiddenInput)


class PendingAction:
    """What somebody is about to sign, in their session."""

    def __init__(self, request: ConsoleRequest) -> None:
        self.request = request
        self.forms = self._forms()

    def begin(self, act: SignedAction) -> None:
        """Keep an act until it is signed; one that waited before is dropped."""
        self._keep(act)

    def act(self, *, anew: datetime | None) -> SignedAction | None:
        """The act that waits for a signature; None where there is none. `anew`: it is asked for at this moment."""
        kept = self.request.session.get(_KEY)
        if not kept:
            return None
        found = pending_actions.from_session(kept)
        if found is not None and anew is not None:
            found.created_at = anew
            self._keep(found)
        return found

    def take(self, act: SignedAction) -> bool:
        """Whether the signature that was sent is good; then the act is saved for the worker, which checks it too."""
        sent = self.request.POST
        name = next((name for name in self.forms if name in sent), None)
        if name is None:
            return False
        form = self.forms[name] = type(self.forms[name])(sent, **self._named(name))
        if not form.is_valid():
            return False
        if name == "code":
            act.signature_kind, act.signature = (
                SignatureKind.CODE,
                signatures.code_signature(form.cleaned_data["code"], digest_of(act)),
            )
        else:
            act.signature_kind, act.signature = SignatureKind.PASSKEY, form.cleaned_data["credential"]
            try:
                signatures.check_passkey(act)
            except InvalidSignature as problem:
                form.add_error(None, ValidationError(str(problem)))
                return False
        del self.request.session[_KEY]
        signed_actions.submit(act)
        return True

    def page(self, act: SignedAction) -> dict[str, Any]:
        """What the page shows: the act in words, and a form for each way to sign it."""
        shown: dict[str, Any] = {"forms": self.forms, "action": self.request.path, **pending_actions.describe(act)}
        if "credential" in self.forms:
            shown["options"] = json.dumps(signatures.passkey_challenge(act))
        return shown

    def _forms(self) -> dict[str, forms.Form]:
        types = set(Authenticator.objects.filter(user=self._user()).values_list("type", flat=True))
        found: dict[str, forms.Form] = {}
        if Authenticator.Type.WEBAUTHN in types:
            found["credential"] = _PasskeyForm()
        if Authenticator.Type.TOTP in types:
            found["code"] = ConfirmCodeForm(**self._named("code"))
        return found

    def _named(self, name: str) -> dict[str, Any]:
        return {"user": self._user()} if name == "code" else {}

    def _user(self) -> User:
        return self.request.user

    def _keep(self, act: SignedAction) -> None:
        self.request.session[_KEY] = pending_actions.for_session(act)


def sign(request: ConsoleRequest, *, otherwise: str) -> HttpResponse:
    """The page of a signature: says what exactly is signed, takes it, and saves both for the worker."""
    pending = PendingAction(request)
    act = pending.act(anew=timezone.now() if request.method != "POST" else None)
    if act is None:
        messages.info(request, "Nothing waits for your signature. Begin on this page.")
        return redirect(otherwise)
    if request.method == "POST" and pending.take(act):
        messages.success(request, "Signed. Within seconds it is done, or refused with the reason on this page.")
        return redirect(pending_actions.page_for(act))
    return render(request, "console/prove.html", pending.page(act))
