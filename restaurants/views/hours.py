"""The opening hours as a restaurant's team writes them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from restaurants.actions import profiles as actions
from restaurants.exceptions import InvalidHours, PageChanged
from restaurants.hours.written import written_hours
from restaurants.hours_forms import HoursForm
from restaurants.models import PageProfile, Restaurant
from restaurants.views.team_pages import for_page_editors, today_at

EDIT = "restaurants:hours"


@require_http_methods(["GET", "HEAD", "POST"])
@for_page_editors(EDIT)
def edit(request: SignedInRequest, restaurant: Restaurant) -> HttpResponse:
    """The hours as a form; until a team has written them, it begins with those of the listing."""
    today = today_at(restaurant)
    profile = PageProfile.objects.filter(restaurant=restaurant).only("version").first()
    hours = written_hours(restaurant.opening_hours, restaurant.country, today)
    form = HoursForm(request.POST or None, hours=hours, seen=profile.version if profile else 0)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_hours(
                restaurant=restaurant,
                hours=form.written(today),
                seen=form.cleaned_data["seen"],
                today=today,
                by=request.user,
            )
        except (InvalidHours, PageChanged) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Your hours are saved. Guests see them now.")
            return redirect(EDIT, restaurant.slug)
    page = {"restaurant": restaurant, "form": form, "hours": hours}
    return render(request, "restaurants/hours.html", page)
