"""Appealing against a refusal because the document confirmed another account."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.actions import appeals as actions
from accounts.exceptions import AppealRefused
from accounts.requests import SignedInRequest
from accounts.rules import MAX_APPEAL_LENGTH, MIN_APPEAL_LENGTH
from accounts.selectors.appeals import refusal_to_appeal
from reviews_site.web.form_fields import WordsField

ASKED = "We got your appeal. Two of our staff decide, and we'll e-mail you."


class AppealForm(forms.Form):
    """What the person says."""

    words = WordsField(
        label="What happened",
        min_length=MIN_APPEAL_LENGTH,
        max_length=MAX_APPEAL_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Don't include your document's number or any other number.",
        error_messages={"min_length": f"Write a little more: at least {MIN_APPEAL_LENGTH} characters."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: SignedInRequest) -> HttpResponse:
    """The form, for whoever was refused so; others are led back to the page that says how their check stands."""
    user = request.user
    if refusal_to_appeal(user) is None:
        return redirect("accounts:verification")
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/verification_appeal.html", {"form": form})
    try:
        actions.submit(form.cleaned_data["words"], by=user)
    except AppealRefused as reason:
        messages.info(request, str(reason))
    else:
        messages.success(request, ASKED)
    return redirect("accounts:verification")
