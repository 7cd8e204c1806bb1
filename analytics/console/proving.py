"""One act on company roles between its form and its proof: kept in the session, asked for, checked, written down."""

import json
import uuid
from datetime import datetime
from typing import Any, cast

from allauth.mfa.models import Authenticator
from django import forms
from django.core.exceptions import ValidationError

from accounts.actions import staffing
from accounts.enums import ProofKind
from accounts.exceptions import BadProof
from accounts.factor_forms import ConfirmCodeForm
from accounts.models import StaffAct, StaffDecision, StaffProposal, User
from accounts.selectors import staffing as selectors
from accounts.staffing import proofs
from accounts.staffing.wording import digest_of
from analytics.console.gate import ConsoleRequest
from reviews_site.policy.staffing import APPROVER_ROLES

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
        found = _decision(kept) if "proposal" in kept else _proposal(kept)
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
        proposal = act.proposal if isinstance(act, StaffDecision) else cast(StaffProposal, act)
        shown: dict[str, Any] = {"forms": self.forms, "act": act, "proposal": proposal}
        shown["verdict"] = act.verdict if isinstance(act, StaffDecision) else ""
        shown["takes_two"] = proposal.role in APPROVER_ROLES and proposal.change == "give"
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
        kept = {"id": str(act.pk), "by": str(act.by), "at": act.at.isoformat()}
        if isinstance(act, StaffDecision):
            kept |= {"proposal": str(act.proposal_id), "verdict": act.verdict}
        elif isinstance(act, StaffProposal):
            ends = act.ends_at.isoformat() if act.ends_at else ""
            kept |= {"change": act.change, "address": act.address, "role": act.role, "ends_at": ends}
            kept["reason"] = act.reason
        self.request.session[_KEY] = kept


def _proposal(kept: dict[str, str]) -> StaffProposal:
    named = {name: kept[name] for name in ("change", "address", "role", "reason")}
    ends_at = datetime.fromisoformat(kept["ends_at"]) if kept["ends_at"] else None
    return StaffProposal(**_same(kept), **named, ends_at=ends_at)


def _decision(kept: dict[str, str]) -> StaffDecision | None:
    proposal = selectors.waiting_proposal(uuid.UUID(kept["proposal"]))
    return StaffDecision(**_same(kept), proposal=proposal, verdict=kept["verdict"]) if proposal else None


def _same(kept: dict[str, str]) -> dict[str, Any]:
    return {"id": uuid.UUID(kept["id"]), "by": uuid.UUID(kept["by"]), "at": datetime.fromisoformat(kept["at"])}
