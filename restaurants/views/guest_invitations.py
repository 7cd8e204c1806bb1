"""How a restaurant asks all its guests for reviews: one link, a QR code, cards to print; and a badge for its own site.

None of them can be made for some guests and not for others: a link that asks happy guests alone would bend the rating.
"""

import hashlib
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from restaurants.actions import guest_invitations as actions
from restaurants.badges import HEADERS, HEIGHT, WIDTH, badge, badge_html
from restaurants.exceptions import TooManyCards
from restaurants.models import Restaurant
from restaurants.models.restaurant import SEARCH_FIELDS
from restaurants.qr_codes import qr_code
from restaurants.structured_data import own_site_json_ld
from restaurants.views.team_pages import for_page_editors
from reviews_site.web.access import public
from reviews_site.web.discovery import absolute

PAGE = "restaurants:guest_invitations"
CARDS_A_SHEET = 8


@require_safe
@for_page_editors(PAGE)
def show(request: SignedInRequest, restaurant: Restaurant) -> HttpResponse:
    """The link, the QR code and the button for cards; and the badge with what to paste."""
    address = reverse("restaurants:badge", args=[restaurant.slug])
    context = {
        "restaurant": restaurant,
        "link": _link(restaurant),
        "picture": qr_code(_link(restaurant)),
        "badge": address,
        "badge_size": (WIDTH, HEIGHT),
        "badge_html": badge_html(restaurant, address),
        "json_ld": own_site_json_ld(restaurant),
        "prints": actions.latest_prints(restaurant),
    }
    return render(request, "restaurants/guest_invitations.html", context)


@require_POST
@for_page_editors(PAGE)
def print_cards(request: SignedInRequest, restaurant: Restaurant) -> HttpResponse:
    """A sheet of cards, each the same, once it is in the log who asked for it."""
    try:
        actions.note_cards(restaurant=restaurant, by=request.user)
    except TooManyCards as problem:
        messages.error(request, str(problem))
        return redirect(PAGE, restaurant.slug)
    context = {"restaurant": restaurant, "link": _link(restaurant), "picture": qr_code(_link(restaurant))}
    return render(request, "restaurants/guest_cards.html", {**context, "cards": range(CARDS_A_SHEET)})


@public
@require_safe
def show_badge(request: HttpRequest, slug: str) -> HttpResponse:
    """The badge, for pages of any site. It looks at no cookie and sets none."""
    restaurant = get_object_or_404(Restaurant.objects.select_related("rating").defer(*SEARCH_FIELDS), slug=slug)
    drawn = badge(restaurant).encode()
    etag = f'"{hashlib.sha256(drawn).hexdigest()[:32]}"'
    answer = HttpResponse(drawn, content_type="image/svg+xml", headers={**HEADERS, "ETag": etag})
    return cast(HttpResponse, get_conditional_response(request, etag=etag, response=answer))


def _link(restaurant: Restaurant) -> str:
    """The address at which every guest writes a review: the same for all of them."""
    return absolute(reverse("restaurants:review", args=[restaurant.slug]))
