"""Company roles: who holds which, changes that wait, and the form for a change, which a worker carries out.

A change is entered on one page and signed on the next, which says in words what exactly is signed.
"""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import ProposalAnswer, RoleChange
from accounts.models import RoleDecision, RoleProposal, StaffRole
from accounts.selectors import role_changes as selectors
from analytics.console import signing
from analytics.console.gate import ConsoleRequest, permission_required
from analytics.console.role_forms import ProposeForm, ReasonForm, end_of
from analytics.console.signing import PendingAction
from reviews_site.policy import Permission
from reviews_site.policy.staffing import REVIEW_EVERY, REVIEW_GRACE, may_agree, may_change

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@permission_required(Permission.STAFF_ASSIGN)
def index(request: ConsoleRequest) -> HttpResponse:
    """Every live role, what was asked for, and what nobody has looked at."""
    asked = selectors.recent_proposals()
    shown = {
        "held": selectors.live_roles(reader=request.staff.user_id),
        "overdue": selectors.live_roles(reader=request.staff.user_id, overdue=True),
        "waiting": [each for each in asked if each.state in ("", "waiting")],
        "settled": [each for each in asked if each.state in ("done", "refused")],
        "me": request.staff.user_id,
        "quarter": REVIEW_EVERY.days,
        "grace": REVIEW_GRACE.days,
    }
    return render(request, "console/people.html", shown)


@require_http_methods(FORM_METHODS)
@permission_required(Permission.STAFF_ASSIGN)
def propose(request: ConsoleRequest) -> HttpResponse:
    """Asks whom, which role, until when and why; then for the signature."""
    form = ProposeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if said["address"] == request.staff.email:
            form.add_error("address", "You can’t give yourself a role. Ask a colleague.")
        else:
            act = RoleProposal(
                actor_id=request.staff.user_id,
                change=RoleChange.GRANT,
                address=said["address"],
                role=said["role"],
                ends_at=end_of(said["until"]),
                reason=said["reason"],
            )
            PendingAction(request).begin(act)
            return redirect("console:prove")
    return render(request, "console/propose.html", {"form": form})


@require_http_methods(FORM_METHODS)
@permission_required(Permission.STAFF_ASSIGN)
def change(request: ConsoleRequest, role_id: uuid.UUID, what: str) -> HttpResponse:
    """Asks why a role is ended, or is still needed; then for the signature."""
    if what not in (RoleChange.REVOKE, RoleChange.CONFIRM):
        raise Http404
    held = get_object_or_404(StaffRole.objects.live().select_related("user"), pk=role_id)
    decision = may_change(request.staff.roles, by=request.staff.user_id, about=held.user_id)
    if not decision.allowed:
        return render(request, "403.html", {"reason": decision.reason}, status=403)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        act = RoleProposal(actor_id=request.staff.user_id, change=what, address=held.user.email, role=held.role)
        act.reason = form.cleaned_data["reason"]
        PendingAction(request).begin(act)
        return redirect("console:prove")
    return render(request, "console/change_role.html", {"form": form, "held": held, "ends": what == RoleChange.REVOKE})


@require_POST
@permission_required(Permission.STAFF_ASSIGN)
def decide(request: ConsoleRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """Agree to, or refuse, what a colleague proposed; then comes the signature."""
    proposal, about = selectors.waiting_proposal(proposal_id), selectors.subject_of_proposal(proposal_id)
    verdict = request.POST.get("verdict")
    if proposal is None or about is None or verdict not in ProposalAnswer.values:
        raise Http404
    decision = may_agree(request.staff.roles, by=request.staff.user_id, about=about, proposed_by=proposal.actor_id)
    if not decision.allowed:
        return render(request, "403.html", {"reason": decision.reason}, status=403)
    PendingAction(request).begin(RoleDecision(actor_id=request.staff.user_id, proposal=proposal, answer=verdict))
    return redirect("console:prove")


@require_http_methods(FORM_METHODS)
@permission_required(Permission.STAFF_ASSIGN)
@sensitive_post_parameters("code", "credential")
def sign(request: ConsoleRequest) -> HttpResponse:
    """The signature of what was asked for or decided about a role."""
    return signing.sign(request, otherwise="console:people")
