"""Who did what: the audit log, filtered, by pages, and as a file. That it was exported is an event in it."""

import json
import uuid
from collections.abc import Iterator

from django.db import transaction
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors.audit_people import addresses_of
from analytics.access.log_queries import PAGE
from analytics.access.outgoing_alerts import raise_alert
from analytics.console.audit_form import AuditForm
from analytics.console.gate import ConsoleRequest, permission_required
from reviews_site.audit.log import record
from reviews_site.audit.models import Event
from reviews_site.audit.queries import events
from reviews_site.outgoing.scanning import FILE, Scan, released
from reviews_site.policy import Permission

MAX_EXPORTED = 100_000


@require_safe
@permission_required(Permission.ACCESS_READ)
def page(request: ConsoleRequest) -> HttpResponse:
    """The newest events that the filters let through."""
    form = AuditForm(request.GET)
    found = list(events(form.filter(), before=_id(request.GET.get("before", "")))[:PAGE]) if form.is_valid() else []
    names = addresses_of(each.actor_id for each in found)
    query = request.GET.copy()
    query.pop("before", None)
    shown = {
        "form": form,
        "found": [(each, names.get(each.actor_id, "") if each.actor_id else "") for each in found],
        "query": query.urlencode(),
        "next": found[-1].pk if len(found) == PAGE else None,
    }
    return render(request, "console/audit.html", shown)


@require_POST
@permission_required(Permission.ACCESS_READ)
def export(request: ConsoleRequest) -> HttpResponse | StreamingHttpResponse:
    """The events as JSON lines. The line in the log is written first."""
    form = AuditForm(request.POST)
    if not form.is_valid():
        return render(request, "console/audit.html", {"form": form}, status=400)
    with transaction.atomic():
        asked = {name: str(value) for name, value in form.cleaned_data.items() if value and name != "person"}
        record("audit.exported", actor_id=request.staff.user_id, detail=asked)
    answer = StreamingHttpResponse(
        _looked_through(lines(events(form.filter())[:MAX_EXPORTED].iterator()), str(request.staff.user_id)),
        content_type="application/jsonl",
    )
    answer["Content-Disposition"] = 'attachment; filename="audit.jsonl"'
    return answer


def lines(found: Iterator[Event]) -> Iterator[str]:
    """One JSON object a line."""
    for each in found:
        ids = {"id": str(each.pk), "actor_id": str(each.actor_id or ""), "object_id": str(each.object_id or "")}
        values = {"action": each.action, "login": each.login, "detail": each.detail}
        yield json.dumps({"at": each.created_at.isoformat(), **ids, **values}) + "\n"


def _looked_through(parts: Iterator[str], reader: str) -> Iterator[str]:
    """The parts, up to something that must not leave: the file ends before it, with a line that says so."""
    scan = Scan(FILE)
    yield from released(parts, scan)
    raise_alert(scan, reader=reader, role="security_engineer", source="audit log", place="An export")
    if scan.is_stopped:
        yield json.dumps({"stopped": "Something in this file must not leave the company. An alert says what it is."})


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise Http404 from None
