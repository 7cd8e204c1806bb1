"""Alerts on leaks and on refused models: the list, one alert, and a security engineer's answer to it."""

import uuid
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from analytics.console.gate import ConsoleRequest, permission_required
from analytics.leaks import alerts
from analytics.leaks.enums import ALERT_TRANSITIONS, AlertState
from analytics.leaks.models import MAX_NOTE_LENGTH, LeakAlert
from reviews_site.audit.log import record
from reviews_site.policy import Permission

SHOWN = 50
_ONE_DAY = timedelta(days=1)
_ANSWERS = {
    AlertState.EXAMINED: "Look into it",
    AlertState.HARMLESS: "It was harmless",
    AlertState.LEAK: "It was a leak",
}
_ANSWERS_WITHOUT_READER = {**_ANSWERS, AlertState.LEAK: "It was an attack"}


class TriageForm(forms.Form):
    """What it was, and why, as somebody decided who saw it in a state."""

    seen = forms.TypedChoiceField(coerce=AlertState, choices=AlertState.choices)
    state = forms.TypedChoiceField(coerce=AlertState, choices=AlertState.choices)
    note = forms.CharField(max_length=MAX_NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 3}), label="Note")


@require_safe
@permission_required(Permission.LEAK_TRIAGE)
def index(request: ConsoleRequest) -> HttpResponse:
    """The newest, what nobody has looked at first."""
    found = alerts.latest(SHOWN)
    names = _names({each.reader_id for each in found})
    return render(request, "console/alerts.html", {"alerts": [(each, names.get(each.reader_id, "")) for each in found]})


@require_safe
@permission_required(Permission.LEAK_TRIAGE)
def detail(request: ConsoleRequest, alert_id: uuid.UUID) -> HttpResponse:
    """One alert: who read what, and the command that lists whose data they read."""
    return _page(request, _alert(alert_id), TriageForm())


@require_POST
@permission_required(Permission.LEAK_TRIAGE)
def triage(request: ConsoleRequest, alert_id: uuid.UUID) -> HttpResponse:
    """Say what an alert was, with a note."""
    found, form = _alert(alert_id), TriageForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    state: AlertState = form.cleaned_data["state"]
    with transaction.atomic():
        record("leak_alert.triaged", actor_id=request.staff.user_id, object_id=found.pk, detail={"state": state.value})
        is_saved = alerts.triage(
            found, seen=form.cleaned_data["seen"], to=state, note=form.cleaned_data["note"], by=request.staff.user_id
        )
        transaction.set_rollback(not is_saved)
    if is_saved:
        messages.success(request, "What you found is saved.")
    else:
        messages.error(request, "Nothing is saved: somebody else was faster, or the alert is about you.")
    return redirect("console:alert", alert_id)


def _page(request: ConsoleRequest, found: LeakAlert, form: TriageForm) -> HttpResponse:
    answers = ALERT_TRANSITIONS[AlertState(found.state)]
    words_of_answers = _ANSWERS_WITHOUT_READER if found.is_of_artefact or found.is_of_use else _ANSWERS
    names = _names({found.reader_id, found.triaged_by})
    return render(
        request,
        "console/alert.html",
        {
            "alert": found,
            "form": form,
            "reader": names.get(found.reader_id, ""),
            "triaged_by": names.get(found.triaged_by, ""),
            "answers": [(state, words) for state, words in words_of_answers.items() if state in answers],
            "is_ones_own": found.reader_id == str(request.staff.user_id),
            "since": found.read_at - _ONE_DAY,
            "until": found.read_at + _ONE_DAY,
        },
    )


def _alert(alert_id: uuid.UUID) -> LeakAlert:
    if found := alerts.alert(alert_id):
        return found
    raise Http404


def _names(ids: set[str]) -> dict[str, str]:
    """The addresses of those who are staff, by id."""
    people = [each for each in ids if len(each) == 36]
    return {str(user.pk): user.email for user in User.objects.filter(pk__in=people).only("id", "email")}
