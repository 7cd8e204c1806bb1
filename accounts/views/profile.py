"""One's own profile."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.actions import profiles
from accounts.exceptions import NameTaken
from accounts.forms import NAME_TAKEN, ProfileForm
from accounts.models import User
from accounts.selectors import outstanding_for, profile_of, verification_of


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Shows the form, and saves it."""
    user = cast(User, request.user)  # LoginRequiredMiddleware lets nobody else through
    own = profile_of(user)
    said = {name: getattr(own, name) for name in ("display_name", "birth_year", "gender", "region")}
    form = ProfileForm(request.POST or None, initial=said, keeper=user)
    if request.method == "POST" and form.is_valid():
        try:
            profiles.update(display_name=form.cleaned_data["display_name"], demographics=form.demographics, by=user)
        except NameTaken:
            form.add_error("display_name", NAME_TAKEN)
        else:
            messages.success(request, "Your profile is saved.")
            return redirect("accounts:profile")
    page = {"form": form, "verification": verification_of(user), "outstanding": outstanding_for(user)}
    return render(request, "accounts/profile.html", page)
