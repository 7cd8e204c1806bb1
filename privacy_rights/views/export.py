"""A copy of everything: asking for it, how far it is, and fetching it once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from accounts.step_up import recent_authentication_required, returns_to
from privacy_rights.actions import exports as actions
from privacy_rights.exceptions import ExportDamaged
from privacy_rights.selectors.exports import export_of
from reviews_site.policy import Denied


@recent_authentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: SignedInRequest) -> HttpResponse:
    """Says what is in it and how far it is, and asks for it."""
    if request.method != "POST":
        return render(request, "privacy_rights/export.html", _page(request))
    try:
        actions.request_export(by=request.user)
    except Denied as reason:
        messages.info(request, str(reason))
    return redirect("privacy_rights:export")


@require_safe
def state(request: SignedInRequest) -> HttpResponse:
    """The page's changing part alone, for the script that polls it."""
    return render(request, "privacy_rights/export_state.html", _page(request))


@require_POST
@returns_to("privacy_rights:export")
def fetch(request: SignedInRequest) -> HttpResponse:
    """The archive, as a file, once."""
    try:
        found = actions.fetch_export(by=request.user)
    except ExportDamaged:
        return redirect("privacy_rights:export")  # the page says so, and offers another one
    if found is None:
        messages.info(request, "There is no copy to download. You downloaded it, it expired, or it isn't ready yet.")
        return redirect("privacy_rights:export")
    headers = {"Content-Disposition": 'attachment; filename="your-data.zip"'}
    return HttpResponse(found, content_type="application/zip", headers=headers)


def _page(request: SignedInRequest) -> dict[str, object]:
    found = export_of(request.user)
    if found is None or (found.closed_at and not found.failed_at):
        return {"export": None, "waiting": False}
    return {"export": found, "waiting": not (found.ready_at or found.failed_at)}
