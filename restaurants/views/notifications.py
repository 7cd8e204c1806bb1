"""Following restaurants, the page of notifications, and the links in mails that end them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from restaurants.actions import follows
from restaurants.exceptions import TooManyFollows
from restaurants.list_forms import ChannelsForm, QuietHoursForm
from restaurants.models import QuietHours, Restaurant
from restaurants.models.restaurant import SEARCH_FIELDS
from restaurants.selectors import managed_restaurants
from restaurants.selectors.notifications import NotificationPage, notification_page
from reviews_site.web.access import public


@require_POST
def follow(request: SignedInRequest, slug: str) -> HttpResponse:
    """Follow a restaurant, or with `remove` stop following it."""
    restaurant = get_object_or_404(Restaurant.objects.defer(*SEARCH_FIELDS), slug=slug)
    if "remove" in request.POST:
        follows.unfollow(restaurant=restaurant, by=request.user)
        messages.success(request, f"You no longer follow {restaurant.name}.")
        return redirect("restaurants:notifications")
    try:
        follows.follow(restaurant=restaurant, by=request.user)
    except TooManyFollows as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"You follow {restaurant.name}.")
    return redirect("restaurants:notifications")


@require_safe
def notifications(request: SignedInRequest) -> HttpResponse:
    """What happened, what one follows, and how one is notified."""
    page = notification_page(request.user)
    form = ChannelsForm(initial=page.channels, for_team=managed_restaurants(request.user).exists())
    return _page(request, page, form, QuietHoursForm(initial=_shown(page.quiet_hours)))


@require_POST
def mark_read(request: SignedInRequest) -> HttpResponse:
    """Mark all as read."""
    follows.mark_read(by=request.user)
    return redirect("restaurants:notifications")


@require_POST
def choose(request: SignedInRequest) -> HttpResponse:
    """Save how one wants to be notified."""
    form = ChannelsForm(request.POST, for_team=managed_restaurants(request.user).exists())
    hours = QuietHoursForm(request.POST)
    if not (form.is_valid() and hours.is_valid()):
        return _page(request, notification_page(request.user), form, hours)
    follows.choose(channels=form.cleaned_data, hours=hours.quiet_hours(), by=request.user)
    messages.success(request, "Your choice is saved.")
    return redirect("restaurants:notifications")


@csrf_exempt  # no cookie authenticates these calls, which mail programs make: the sealed token does
@public
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail. Programs that look at mails open links, so that only a POST changes something.

    The answer is the same for every token, ours or not.
    """
    if request.method == "POST":
        follows.unsubscribe(token=token)
    return render(request, "restaurants/unsubscribe.html", {"is_done": request.method == "POST"})


def _page(request: SignedInRequest, page: NotificationPage, form: ChannelsForm, hours: QuietHoursForm) -> HttpResponse:
    return render(request, "restaurants/notifications.html", {"page": page, "form": form, "hours": hours})


def _shown(hours: QuietHours | None) -> dict[str, object]:
    if hours is None:
        return {}
    return {"quiet_from": hours.starts, "quiet_until": hours.ends, "time_zone": hours.time_zone}
