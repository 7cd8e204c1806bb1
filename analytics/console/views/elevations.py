"""Elevations: more rights for a limited time. Asked for here, approved by signature, and ended by whoever watches."""

import uuid

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import elevations as actions
from accounts.enums import ElevationStep
from accounts.models import ElevationDecision, ElevationRequest
from accounts.selectors import elevations as selectors
from accounts.selectors.elevations import ElevationRow
from accounts.step_up import recent_authentication_required
from analytics.access.elevations import activations
from analytics.access.elevations.beginning import secret_context
from analytics.access.models import Elevation as Activation
from analytics.console import signing
from analytics.console.elevation_forms import ElevationForm, ReviewForm, title_of, words_of
from analytics.console.gate import ConsoleRequest, permission_required
from reviews_site.audit.log import record
from reviews_site.policy import Decision, Permission
from reviews_site.policy.elevations import ELEVATION_RULES, may_approve, may_end, may_review, rules_of

FORM_METHODS = ["GET", "HEAD", "POST"]
NO_SECRET = "The secret was handed out already, or its ten minutes are over. Ask for a new elevation."  # noqa: S105 - a sentence


@require_safe
@permission_required(Permission.ELEVATION_READ)
def index(request: ConsoleRequest) -> HttpResponse:
    """What waits, counts and is over: one's own, or everybody's for whoever approves; and the table of who may ask."""
    sees_all = request.staff.has(Permission.ELEVATION_APPROVE)
    rows = selectors.latest(asked_by=None if sees_all else request.staff.user_id)
    begun = activations.activations([row.request.pk for row in rows])
    shown = [(row, begun.get(row.request.pk)) for row in rows]
    environment = settings.PLATEMARK_ENV
    rules = [rule for rule in ELEVATION_RULES if sees_all or rule.role in request.staff.roles]
    return render(
        request,
        "console/elevations.html",
        {
            "waiting": [each for each in shown if each[0].state in ("", "waiting")],
            "live": [each for each in shown if each[1] and activations.is_live(each[1])],
            "over": [each for each in shown if each[0].state == "refused" or _is_over(*each)],
            "rules": [(rule, title_of(rule.role), words_of(rule), rule.approvals(environment)) for rule in rules],
            "may_ask": bool(rules_of(request.staff.roles, environment)),
            "environment": environment,
        },
    )


@require_http_methods(FORM_METHODS)
@permission_required(Permission.ELEVATION_REQUEST)
def ask(request: ConsoleRequest) -> HttpResponse:
    """Asks what, how long and why; then for the signature."""
    rules = rules_of(request.staff.roles, settings.PLATEMARK_ENV)
    form = ElevationForm(request.POST if request.method == "POST" else None, rules=rules)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        act = ElevationRequest(
            actor_id=request.staff.user_id,
            role=form.chosen.role,
            scope=form.chosen.scope,
            **{name: values[name] for name in ("key", "minutes", "ticket", "reason", "is_break_glass")},
        )
        return _to_be_signed(request, act)
    return render(request, "console/ask_elevation.html", {"form": form})


@require_safe
@permission_required(Permission.ELEVATION_READ)
def detail(request: ConsoleRequest, request_id: uuid.UUID) -> HttpResponse:
    """One elevation: what was asked, who decided, from when to when, and what it opened."""
    return _page(request, _row(request, request_id), form=ReviewForm())


@require_POST
@permission_required(Permission.ELEVATION_APPROVE)
def decide(request: ConsoleRequest, request_id: uuid.UUID) -> HttpResponse:
    """Approve or refuse; then comes the signature, over scope and duration."""
    row, step = _row(request, request_id), request.POST.get("step")
    if step not in (ElevationStep.APPROVE, ElevationStep.REFUSE) or not row.waits:
        raise Http404
    decision = _may_decide(request, row)
    if not decision.allowed:
        return render(request, "403.html", {"reason": decision.reason}, status=403)
    return _to_be_signed(
        request, ElevationDecision(actor_id=request.staff.user_id, request=row.request, step=step, note="")
    )


@require_POST
@permission_required(Permission.ELEVATION_APPROVE)
def review(request: ConsoleRequest, request_id: uuid.UUID) -> HttpResponse:
    """Say what was found; then comes the signature."""
    row, form = _row(request, request_id), ReviewForm(request.POST)
    if row.elevation is None or row.elevation.reviewed_at:
        raise Http404
    decision = may_review(request.staff.roles, by=request.staff.user_id, asked_by=row.request.actor_id)
    if not decision.allowed:
        return render(request, "403.html", {"reason": decision.reason}, status=403)
    if not form.is_valid():
        return _page(request, row, form=form, status=400)
    note = form.cleaned_data["note"]
    act = ElevationDecision(actor_id=request.staff.user_id, request=row.request, step=ElevationStep.REVIEW, note=note)
    return _to_be_signed(request, act)


@require_POST
@permission_required(Permission.ELEVATION_REQUEST)
@recent_authentication_required
@sensitive_variables("found")
def secret(request: ConsoleRequest, request_id: uuid.UUID) -> HttpResponse:
    """Hand the secret to whoever asked, once."""
    me = request.staff.user_id
    row = _row(request, request_id)
    if row.request.actor_id != me:
        raise Http404
    found = actions.take_secret(elevation=request_id, context=secret_context(request_id, me), by=me)
    problem = "" if found else NO_SECRET
    return _page(request, row, form=ReviewForm(), secret=found, problem=problem, status=200 if found else 410)


@require_POST
@permission_required(Permission.ELEVATION_READ)
def end(request: ConsoleRequest, request_id: uuid.UUID) -> HttpResponse:
    """End it now."""
    row = _row(request, request_id)
    decision = may_end(request.staff.roles, by=request.staff.user_id, asked_by=row.request.actor_id)
    if not decision.allowed:
        return render(request, "403.html", {"reason": decision.reason}, status=403)
    record("elevation.ended", actor_id=request.staff.user_id, object_id=request_id)
    activations.stop(request_id, by=request.staff.user_id)
    return redirect("console:elevation", request_id)


@require_http_methods(FORM_METHODS)
@permission_required(Permission.ELEVATION_READ)
@sensitive_post_parameters("code", "credential")
def sign(request: ConsoleRequest) -> HttpResponse:
    """The signature of a request or a decision."""
    return signing.sign(request, otherwise="console:elevations")


def _to_be_signed(request: ConsoleRequest, act: ElevationRequest | ElevationDecision) -> HttpResponse:
    signing.PendingAction(request).begin(act)
    return redirect("console:prove_elevation")


def _row(request: ConsoleRequest, request_id: uuid.UUID) -> ElevationRow:
    """The request, if it is their own or they approve; for everybody else there is none."""
    row = selectors.one(request_id)
    if row is None or (
        row.request.actor_id != request.staff.user_id and not request.staff.has(Permission.ELEVATION_APPROVE)
    ):
        raise Http404
    return row


def _may_decide(request: ConsoleRequest, row: ElevationRow) -> Decision:
    return may_approve(
        request.staff.roles,
        by=request.staff.user_id,
        asked_by=row.request.actor_id,
        approved_by=selectors.approvers_of(row.request.pk),
    )


def _is_over(row: ElevationRow, activation: Activation | None) -> bool:
    if activation is None:
        return bool(row.elevation and row.elevation.problem)
    return not activations.is_live(activation)


def _page(
    request: ConsoleRequest,
    row: ElevationRow,
    *,
    form: ReviewForm,
    secret: str = "",
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    begun = activations.activations([row.request.pk]).get(row.request.pk)
    is_mine, is_live = row.request.actor_id == request.staff.user_id, bool(begun and activations.is_live(begun))
    decision = _may_decide(request, row)
    shown = {
        "row": row,
        "title": title_of(row.request.role),
        "steps": selectors.steps_of(row.request.pk),
        "activation": begun,
        "is_live": is_live,
        "is_mine": is_mine,
        "opened": activations.opened(row.request.pk) if begun else [],
        "may_decide": row.waits and decision.allowed,
        "why_not": decision.reason if row.waits else "",
        "may_review": bool(row.elevation and not row.elevation.reviewed_at and not is_live and not is_mine)
        and request.staff.has(Permission.ELEVATION_APPROVE),
        "has_secret": is_mine and is_live and bool(row.elevation and not row.elevation.secret_taken_at),
        "store": settings.DATABASES["analytical"],
        "secret": secret,
        "problem": problem,
        "form": form,
    }
    return render(request, "console/elevation.html", shown, status=status)
