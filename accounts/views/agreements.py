"""The texts of this site, for everybody; and what somebody answered to them, for that person alone."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import consents
from accounts.agreements.fields import AgreementForm
from accounts.agreements.texts import DOCUMENTS, Text, current, text_of, versions_of
from accounts.enums import Agreement
from accounts.requests import SignedInRequest
from accounts.selectors import history_of, outstanding_for
from reviews_site.web.access import public


@public
@require_safe
def document(request: HttpRequest, name: str, version: int | None = None) -> HttpResponse:
    """A text in full: the newest, or the version that is asked for."""
    text = _text(name, version)
    older = [number for number in versions_of(text.agreement) if number < text.version]
    page = {"text": text, "older": older, "is_document": text.agreement in DOCUMENTS, "newest": current(text.agreement)}
    return render(request, "accounts/document.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def agreements(request: SignedInRequest) -> HttpResponse:
    """What the person has answered, when and where; and the box, where something changed since."""
    user = request.user
    outstanding = outstanding_for(user)
    form = AgreementForm(request.POST or None)
    if request.method == "POST" and outstanding and form.is_valid():
        consents.accept_documents(by=user, page="agreements")
        messages.success(request, "Thank you. Your answer is saved.")
        return redirect("accounts:agreements")
    page = {"outstanding": outstanding, "form": form, "history": history_of(user)}
    return render(request, "accounts/agreements.html", page)


def _text(name: str, version: int | None) -> Text:
    if name not in Agreement.values:
        raise Http404
    try:
        return current(Agreement(name)) if version is None else text_of(Agreement(name), version)
    except FileNotFoundError:
        raise Http404 from None
