"""Claims to restaurants: those that wait, one with its evidence, letters to print, and signed steps.

Two people approve, one refuses; the worker `staffing` has it done. Nobody here learns whose a claim is.
"""

import uuid
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import ActionOutcome, ClaimStep
from accounts.models import ClaimAction, SignedActionOutcome
from accounts.selectors.signed_steps import outcomes_of_last_steps
from accounts.step_up import recent_authentication_required
from analytics.console import signing
from analytics.console.gate import ConsoleRequest, permission_required
from analytics.console.views.receipts import PICTURE_HEADERS
from restaurants.actions import claim_documents, claims
from restaurants.enums import ClaimProof, ClaimState
from restaurants.exceptions import ClaimRefused
from restaurants.models import Claim, Restaurant
from restaurants.rules import MAX_CLAIM_REASON, OPEN_CLAIM_STATES
from restaurants.selectors.claims import claims_at_console, documents_at_console
from reviews_site.crypto.aead import Tampered
from reviews_site.ids import time_of_uuid7
from reviews_site.policy import Denied, Permission
from reviews_site.policy.claims import may_decide
from reviews_site.web.discovery import absolute
from reviews_site.web.form_fields import WordsField

SHOWN = 50
_FOR_STAFF = (ClaimState.WAITING, ClaimState.HALF_APPROVED)
# What stands at the head of each list, and which claims are in it.
_LISTS = (
    ("Waiting for a decision", Q(state__in=_FOR_STAFF)),
    ("Letters to print", Q(state=ClaimState.CODE_DUE, proof=ClaimProof.POST)),
    ("Waiting for somebody else", Q(state__in=(ClaimState.CODE_SENT, ClaimState.ANSWERING))),
    ("Ended", ~Q(state__in=OPEN_CLAIM_STATES)),
)
# How far a claim is, in words for staff.
_STANDS = {
    ClaimState.CODE_DUE: "the code is to be sent",
    ClaimState.CODE_SENT: "the code is sent",
    ClaimState.ANSWERING: "the owners are asked",
    ClaimState.WAITING: "waiting for the first of us",
    ClaimState.HALF_APPROVED: "waiting for the second of us",
    ClaimState.APPROVED: "approved",
    ClaimState.REFUSED: "refused",
    ClaimState.WITHDRAWN: "withdrawn",
    ClaimState.EXPIRED: "expired",
}


@dataclass(frozen=True)
class ClaimRow:
    """A claim, and how far it is."""

    claim: Claim

    @property
    def stands(self) -> str:
        """How far it is, in a few words."""
        return _STANDS[ClaimState(self.claim.state)]


class RefuseClaimForm(forms.Form):
    """Why a claim is refused."""

    reason = WordsField(
        min_length=10,
        max_length=MAX_CLAIM_REASON,
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The person who made the claim reads it. Don’t name anybody.",
        error_messages={"required": "Write at least 10 characters.", "min_length": "Write at least 10 characters."},
    )


@require_safe
@permission_required(Permission.CLAIM_READ)
def index(request: ConsoleRequest) -> HttpResponse:
    """What waits, the longest first, and what was decided."""
    found = claims_at_console().order_by("id")
    lists = [(title, [ClaimRow(claim) for claim in found.filter(which)[:SHOWN]]) for title, which in _LISTS]
    return render(request, "console/claims.html", {"lists": lists})


@require_safe
@permission_required(Permission.CLAIM_READ)
@recent_authentication_required
def detail(request: ConsoleRequest, claim_id: uuid.UUID) -> HttpResponse:
    """A claim, and what the reader may do about it."""
    return _page(request, claim_id, form=RefuseClaimForm())


@require_safe
@permission_required(Permission.CLAIM_PROPOSE)
@recent_authentication_required
def document(request: ConsoleRequest, claim_id: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    """The picture of a document, opened for this reader; the look is logged first."""
    shown, staff = get_object_or_404(documents_at_console(claim_id), pk=document_id), request.staff
    try:
        content = claim_documents.look_at(document=shown, by=staff.user_id, roles=staff.roles)
    except Denied as denied:
        return render(request, "403.html", {"reason": str(denied)}, status=403)
    except (FileNotFoundError, Tampered):
        raise Http404 from None
    return HttpResponse(content, content_type="image/webp", headers=PICTURE_HEADERS)


@require_POST
@permission_required(Permission.CLAIM_PROPOSE)
@recent_authentication_required
def letter(request: ConsoleRequest, claim_id: uuid.UUID) -> HttpResponse:
    """A letter with the code of a claim, to print. It is shown this once."""
    claim, staff = _claim(claim_id), request.staff
    try:
        code = claims.print_letter(claim=claim, by=staff.user_id, roles=staff.roles)
    except Denied as denied:
        return render(request, "403.html", {"reason": str(denied)}, status=403)
    except ClaimRefused as problem:
        messages.error(request, str(problem))
        return redirect("console:claim", claim_id)
    claim.refresh_from_db(fields=["code_ends_at"])
    page = {"claim": claim, "code": code, "claims_url": absolute("/claims/")}
    return render(request, "console/claim_letter.html", page)


@require_POST
@permission_required(Permission.CLAIM_PROPOSE)
@recent_authentication_required
def decide(request: ConsoleRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Approve or refuse a claim; then comes the signature."""
    claim, step, staff = _claim(claim_id), request.POST.get("step"), request.staff
    if step not in ClaimStep.values:
        raise Http404
    form = RefuseClaimForm(request.POST)
    if step == ClaimStep.REFUSE and not form.is_valid():
        return _page(request, claim_id, form=form, status=400)
    if not claim.is_open or (step == ClaimStep.APPROVE and claim.state not in _FOR_STAFF):
        problem = "The claim does not wait for this any more."
        return _page(request, claim_id, form=RefuseClaimForm(), problem=problem, status=409)
    decision = may_decide(staff.roles, step=step, by=staff.user_id, about=claim.user_id, first=claim.first_by)
    if not decision.allowed:
        return render(request, "403.html", {"reason": decision.reason}, status=403)
    reason = form.cleaned_data["reason"] if step == ClaimStep.REFUSE else ""
    signing.PendingAction(request).begin(
        ClaimAction(actor_id=staff.user_id, claim_id=claim.pk, step=ClaimStep(step), reason=reason)
    )
    return redirect("console:prove_claim")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.CLAIM_PROPOSE)
@sensitive_post_parameters("code", "credential")
def sign(request: ConsoleRequest) -> HttpResponse:
    """The signature of a step on a claim."""
    return signing.sign(request, otherwise="console:claims")


def _claim(claim_id: uuid.UUID) -> Claim:
    return get_object_or_404(claims_at_console(), pk=claim_id)


def _listed_alike(claim: Claim) -> QuerySet[Restaurant]:
    """Listed places that a place to be added may be."""
    if claim.restaurant or not claim.listing:
        return Restaurant.objects.none()
    found = Restaurant.objects.only("name", "street", "postcode", "town").filter(town__iexact=claim.listing["town"])
    word = max(str(claim.listing["name"]).split(), key=len)
    return found.filter(Q(name__icontains=word) | Q(street__iexact=claim.listing["street"])).order_by("name")[:10]


def _page(
    request: ConsoleRequest, claim_id: uuid.UUID, *, form: RefuseClaimForm, problem: str = "", status: int = 200
) -> HttpResponse:
    claim, staff = _claim(claim_id), request.staff
    steps = ClaimAction.objects.filter(claim_id=claim_id)
    last: SignedActionOutcome | None = outcomes_of_last_steps(steps, "claim_id").get(claim_id)
    is_checked, is_mine = last is None or bool(last.state), claim.user_id == staff.user_id
    may_act = is_checked and claim.is_open and not is_mine and staff.has(Permission.CLAIM_PROPOSE)
    approval = may_decide(staff.roles, step="approve", by=staff.user_id, about=claim.user_id, first=claim.first_by)
    page = {
        "claim": claim,
        "stands": ClaimRow(claim).stands,
        "account_since": time_of_uuid7(claim.user_id),
        "form": form,
        "problem": problem or (last.message if claim.is_open and last and last.state == ActionOutcome.REFUSED else ""),
        "is_checked": is_checked,
        "is_mine": is_mine,
        "may_refuse": may_act,
        "may_approve": may_act and claim.state in _FOR_STAFF and approval.allowed,
        "is_first": claim.is_open and claim.first_by == staff.user_id,
        "may_print": may_act and claim.proof == ClaimProof.POST and claim.state == ClaimState.CODE_DUE,
        "documents": documents_at_console(claim_id) if may_act else (),
        "alike": _listed_alike(claim),
    }
    return render(request, "console/claim.html", page, status=status)
