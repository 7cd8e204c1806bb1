"""One's own profile."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.actions import profiles
from accounts.exceptions import NameTaken
from accounts.forms import NAME_TAKEN
from accounts.languages import NEARBY_LANGUAGES
from accounts.profile_forms import ProfileForm, initial_values
from accounts.requests import SignedInRequest
from accounts.selectors import outstanding_for, profile_of, verification_of
from accounts.session_profile import store
from reviews_site.regions import own_cell


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """Shows the form, and saves it."""
    user = request.user
    own = profile_of(user)
    form = ProfileForm(request.POST or None, initial=initial_values(own), keeper=user)
    if request.method == "POST" and form.is_valid():
        try:
            name = form.cleaned_data["display_name"]
            own = profiles.update(display_name=name, demographics=form.demographics, shown=form.shown, by=user)
        except NameTaken:
            form.add_error("display_name", NAME_TAKEN)
        else:
            store(request, own)
            messages.success(request, "Your profile is saved.")
            return redirect("accounts:profile")
    page = {"form": form, "looks": own.avatar, "near": {*NEARBY_LANGUAGES, *own.languages.split()}}
    told = {"verification": verification_of(user), "outstanding": outstanding_for(user), "own_cell": own_cell()}
    return render(request, "accounts/profile.html", page | told)
