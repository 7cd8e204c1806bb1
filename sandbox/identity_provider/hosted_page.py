"""The hosted page on which a person shows a document. Whoever holds a session's address is that person."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from sandbox.headers import content_security_policy
from sandbox.identity_provider.checks import checks
from sandbox.identity_provider.countries import countries
from sandbox.identity_provider.decisions import REASONS, TEST_NUMBERS
from sandbox.identity_provider.forms import DOCUMENT_TYPES, DocumentForm
from sandbox.identity_provider.loopback_urls import origin
from sandbox.identity_provider.machine_readable_zone import example_zones
from sandbox.identity_provider.sessions import Session, State, UnknownSession, WrongState

SENTENCES = {
    State.PENDING: "We have your document and are still looking at it. You can go back; the result follows by itself.",
    State.CONFIRMED: "Your document is confirmed.",
    State.REFUSED: "Your document was refused.",
    State.FAILED: "The check failed.",
}


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, session_id: str) -> HttpResponse:
    """Ask for the document; take it; send the person back."""
    try:
        session = checks().sessions.find(session_id)
    except UnknownSession:
        return not_found(request)
    if session.state is not State.OPEN:
        return _finished(request, session, status=409 if request.method == "POST" else 200)
    form = DocumentForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _asking(request, session, form)
    try:
        checks().submit(session.id, form.document())
    except WrongState:
        return _finished(request, checks().sessions.find(session.id), status=409)
    # 303: the browser goes back with GET, and carries nothing of the form.
    return HttpResponseRedirect(session.return_url, status=303)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for an address that leads nowhere."""
    return _notice(
        request,
        title="This check is not known here",
        sentence="The address is not complete, or the sandbox was restarted: it keeps checks in memory only. "
        "Go back to where you came from, and start again.",
        status=404,
    )


def forbidden(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form that did not come from this site's own page."""
    return _notice(
        request,
        title="Please send the form again",
        sentence="It did not arrive with the cookie that this page sets. Go back, reload the page, and send it again; "
        "your browser has to accept cookies of this site.",
        status=403,
    )


def _asking(request: HttpRequest, session: Session, form: DocumentForm) -> HttpResponse:
    context = {
        "form": form,
        "document_types": DOCUMENT_TYPES,
        "countries": countries(),
        "test_numbers": TEST_NUMBERS,
        "examples": example_zones(datetime.now(UTC).date()),
        "session": session,
        "reason": REASONS[session.code],
        "destination": origin(session.return_url),
    }
    response = render(request, "verify.html", context, status=422 if form.errors else 200)
    # Browsers hold form-action against the redirect that follows, too.
    response.headers["Content-Security-Policy"] = content_security_policy(origin(session.return_url))
    return response


def _finished(request: HttpRequest, session: Session, *, status: int) -> HttpResponse:
    return _notice(
        request,
        title="This check is done" if session.state is not State.PENDING else "This check is under way",
        sentence=" ".join(filter(None, (SENTENCES[session.state], REASONS[session.code]))),
        status=status,
        session=session,
    )


def _notice(
    request: HttpRequest, *, title: str, sentence: str, status: int, session: Session | None = None
) -> HttpResponse:
    return render(request, "notice.html", {"title": title, "sentence": sentence, "session": session}, status=status)
