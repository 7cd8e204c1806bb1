"""Loads: events that were refused, without their values, and what the checks of loads found."""

import json
import uuid

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.step_up import returns_to
from analytics.console.gate import ConsoleRequest, permission_required
from analytics.ingest.quality.budget import OBJECTIVE, budgets, failures, last_checks
from analytics.ingest.selectors import PAGE_SIZE, quarantined_row, quarantined_rows, waiting_by_reason
from analytics.ingest.tasks import REPLAY_TASK
from reviews_site.audit.log import record
from reviews_site.celery import app
from reviews_site.policy import Permission


@require_safe
@permission_required(Permission.LOADS_READ)
def quarantine(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first; with `?resolved` what was loaded at last."""
    resolved = "resolved" in request.GET
    found = quarantined_rows(after=_after(request), resolved=resolved)
    return render(
        request,
        "console/quarantine.html",
        {
            "held": found,
            "resolved": resolved,
            "reasons": [] if resolved else [(*key, count) for key, count in waiting_by_reason().items()],
            "next": found[-1].event_id if len(found) == PAGE_SIZE else None,
        },
    )


@require_safe
@permission_required(Permission.LOADS_READ)
def refused_event(request: ConsoleRequest, event_id: uuid.UUID) -> HttpResponse:
    """One event: why it was refused, the shape of it, and the commands that mend it."""
    found = quarantined_row(event_id)
    if found is None:
        raise Http404
    shape = json.dumps(found.shape, indent=2, ensure_ascii=False)
    shown = {"event": found, "shape": shape, "may_replay": request.staff.has(Permission.EVENTS_REPLAY)}
    return render(request, "console/refused_event.html", shown)


@require_POST
@permission_required(Permission.EVENTS_REPLAY)
@returns_to("console:refused_event")
def replay(request: ConsoleRequest, event_id: uuid.UUID) -> HttpResponse:
    """Have the relay take an event once more, as it is: what refused it may have been mended since."""
    found = quarantined_row(event_id)
    if found is None or found.state != "waiting":
        raise Http404
    with transaction.atomic():
        record("event.replay_asked", actor_id=request.staff.user_id, object_id=event_id)
    if app.nudge(REPLAY_TASK, str(event_id)):
        messages.success(request, "Sent. If the event is valid now, it is loaded within seconds.")
    else:
        messages.error(request, "This didn’t work because the message broker is down. Try again in a minute.")
    return redirect("console:refused_event", event_id)


@require_safe
@permission_required(Permission.LOADS_READ)
def quality(request: HttpRequest) -> HttpResponse:
    """The last verdict on each thing that is checked, the budget of each relation, the latest failures."""
    return render(
        request,
        "console/quality.html",
        {"budgets": budgets(), "checks": last_checks(), "failures": failures(), "objective": OBJECTIVE},
    )


def _after(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET["after"]) if "after" in request.GET else None
    except ValueError:
        raise Http404 from None
