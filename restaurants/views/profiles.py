"""The profile as a restaurant's team writes it, and the public history of its page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from restaurants.actions import profiles as actions
from restaurants.exceptions import PageChanged
from restaurants.models import PageProfile, Restaurant
from restaurants.models.restaurant import SEARCH_FIELDS
from restaurants.profile_forms import LINK, ProfileForm
from restaurants.selectors.page_changes import page_changes
from restaurants.views.team_pages import for_page_editors
from reviews_site.web.access import public
from reviews_site.web.discovery import shared

EDIT = "restaurants:profile"


@require_http_methods(["GET", "HEAD", "POST"])
@for_page_editors(EDIT)
def edit(request: SignedInRequest, restaurant: Restaurant) -> HttpResponse:
    """The profile as a form; until a team has written one, it begins with the listing."""
    profile = PageProfile.objects.filter(restaurant=restaurant).first()
    shown = profile or restaurant
    initial = {name: getattr(shown, name) for name in ("phone", "website", "wheelchair")}
    initial |= {"description": profile.description, "seen": profile.version} if profile else {"seen": 0}
    initial |= {f"{LINK}{kind}": address for kind, address in (profile.links if profile else {}).items()}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(
                restaurant=restaurant, values=form.written(), seen=form.cleaned_data["seen"], by=request.user
            )
        except PageChanged as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Your profile is saved. Guests see it now.")
            return redirect(EDIT, restaurant.slug)
    return render(request, "restaurants/profile.html", {"restaurant": restaurant, "form": form})


@public
@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """What the restaurant's team changed of its page and when; 404 where nobody ever did."""
    restaurant = get_object_or_404(Restaurant.objects.defer(*SEARCH_FIELDS), slug=slug)
    found = page_changes(restaurant)
    if not found:
        raise Http404
    page = {"restaurant": restaurant, "changes": found, **shared(f"{restaurant.get_absolute_url()}changes/")}
    return render(request, "restaurants/page_changes.html", page)
