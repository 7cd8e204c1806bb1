"""A reviewer's public page, and votes for reviews."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Profile
from accounts.requests import SignedInRequest
from restaurants import selectors
from restaurants.actions import votes
from restaurants.forms import ReviewsPageForm
from restaurants.models import Review
from restaurants.views.listing import page_links
from reviews_site.policy import Denied
from reviews_site.web.access import public


@public
@require_safe
def reviewer(request: HttpRequest, pen_name: str) -> HttpResponse:
    """What was published under a pen name. One that nobody has, and one without reviews, are the same 404."""
    try:
        page = selectors.reviewer_page(pen_name, **ReviewsPageForm(request.GET).values())
    except Profile.DoesNotExist:
        raise Http404 from None
    return render(request, "restaurants/reviewer.html", {"reviewer": page, **page_links(page.reviews, {})})


@require_POST
def helpful(request: SignedInRequest, slug: str, review_id: uuid.UUID) -> HttpResponse:
    """Vote, or with `remove` take the vote back; then the review again."""
    try:
        if "remove" in request.POST:
            votes.withdraw(slug=slug, review_id=review_id, by=request.user)
        else:
            votes.vote(slug=slug, review_id=review_id, by=request.user)
    except Review.DoesNotExist:
        raise Http404 from None
    except Denied as denied:
        messages.error(request, str(denied))
    return redirect(f"{reverse('restaurants:detail', args=[slug])}#review-{review_id}")
