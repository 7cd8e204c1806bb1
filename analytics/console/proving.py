"""One act, on a company role or an appeal, between its form and its proof: kept, asked for, checked, written down."""

import json
from datetime import datetime
from typing import Any, cast

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.actions import staffing
from accounts.enums import ProofKind
from accounts.exceptions import BadProof
from accounts.factor_forms import ConfirmCodeForm
from accounts.models import StaffAct, User
from accounts.staffing import proofs
from accounts.staffing.wording import digest_of
from analytics.console import acts
from analytics.console.gate import ConsoleRequest

_KEY = "staffing_act"
KEPT = Authenticator.Type


class _PasskeyForm(forms.Form):
    """A passkey's signature of an act."""

    credential = forms.CharField(max_length=8000, widget=forms.HiddenInput)


class Pending:
    """What somebody is about to prove, in their session."""

    def __init__(self, request: ConsoleRequest) -> None:
        self.request = request
        self.forms = self._forms()

    def begin(self, act: StaffAct) -> None:
        """Keep an act until it is proved; one that waited before is dropped."""
        self._keep(act)

    def act(self, *, anew: datetime | None) -> StaffAct | None:
        """The act that waits for a proof; None where there is none. `anew`: it is asked for at this moment."""
        kept = self.request.session.get(_KEY)
        if not kept:
            return None
        found = acts.from_session(kept)
        if found is not None and anew is not None:
            found.at = anew
            self._keep(found)
        return found

    def take(self, act: StaffAct) -> bool:
        """Whether the proof that was sent is good; then the act is written down for the worker, which asks again."""
        sent = self.request.POST
        name = next((name for name in self.forms if name in sent), None)
        if name is None:
            return False
        form = self.forms[name] = type(self.forms[name])(sent, **self._named(name))
        if not form.is_valid():
            return False
        if name == "code":
            act.proof_kind, act.proof = ProofKind.CODE, proofs.by_code(form.cleaned_data["code"], digest_of(act))
        else:
            act.proof_kind, act.proof = ProofKind.PASSKEY, form.cleaned_data["credential"]
            try:
                proofs.check_passkey(act)
            except BadProof as problem:
                form.add_error(None, ValidationError(str(problem)))
                return False
        del self.request.session[_KEY]
        staffing.ask(act)
        return True

    def page(self, act: StaffAct) -> dict[str, Any]:
        """What the page shows: the act in words, and a form for each way to prove it."""
        shown: dict[str, Any] = {"forms": self.forms, "action": self.request.path, **acts.in_words(act)}
        if "credential" in self.forms:
            shown["options"] = json.dumps(proofs.question(act))
        return shown

    def _forms(self) -> dict[str, forms.Form]:
        types = set(Authenticator.objects.filter(user=self._user()).values_list("type", flat=True))
        found: dict[str, forms.Form] = {}
        if KEPT.WEBAUTHN in types:
            found["credential"] = _PasskeyForm()
        if KEPT.TOTP in types:
            found["code"] = ConfirmCodeForm(**self._named("code"))
        return found

    def _named(self, name: str) -> dict[str, Any]:
        return {"user": self._user()} if name == "code" else {}

    def _user(self) -> User:
        return cast(User, self.request.user)

    def _keep(self, act: StaffAct) -> None:
        self.request.session[_KEY] = acts.for_session(act)


def prove(request: ConsoleRequest, *, otherwise: str) -> HttpResponse:
    """The page of a proof: says what exactly it is of, takes it, and writes both down for the worker."""
    pending = Pending(request)
    act = pending.act(anew=timezone.now() if request.method != "POST" else None)
    if act is None:
        messages.info(request, "There is nothing to prove now. Begin on this page.")
        return redirect(otherwise)
    if request.method == "POST" and pending.take(act):
        messages.success(request, "Written down. Within seconds it is done, or refused with the reason on this page.")
        return redirect(acts.page_of(act))
    return render(request, "console/prove.html", pending.page(act))
