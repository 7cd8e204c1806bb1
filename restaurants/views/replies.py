"""The pages on which a restaurant's team replies to reviews. Whoever may not reply there gets a 404."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from accounts.step_up import require_second_factor
from restaurants.actions import replies as actions
from restaurants.enums import ReplyState
from restaurants.exceptions import InvalidReply
from restaurants.forms import ReviewsPageForm
from restaurants.models import Restaurant, Review
from restaurants.models.restaurant import SEARCH_FIELDS
from restaurants.reply_forms import ReplyForm
from restaurants.selectors import managed_restaurant
from restaurants.selectors.replies import reply_templates, team_reply, team_reviews
from restaurants.views.listing import page_links
from reviews_site.policy import Denied, TeamPermission

UNANSWERED = "unanswered"


@require_safe
def reviews(request: SignedInRequest, slug: str) -> HttpResponse:
    """The reviews of the restaurant with what was replied; `?show=unanswered` leaves only those without a reply."""
    restaurant = restaurant_of_replies(request, slug)
    is_unanswered = request.GET.get("show") == UNANSWERED
    keys = ReviewsPageForm(request.GET).values()
    after, before = (str(keys[name] or "") for name in ("after", "before"))
    found = team_reviews(restaurant, request.user, unanswered=is_unanswered, after=after, before=before)
    chosen = {"show": UNANSWERED} if is_unanswered else {}
    page = {"restaurant": restaurant, "found": found, "is_unanswered": is_unanswered}
    return render(request, "restaurants/team_reviews.html", {**page, **page_links(found.page, chosen)})


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: SignedInRequest, slug: str, review_id: uuid.UUID) -> HttpResponse:
    """Write the reply to a review, or a new text for it."""
    review = _review(request, slug, review_id)
    written = team_reply(review, request.user)
    templates = [] if written else reply_templates(review.restaurant, request.user)
    begun = written or next((each for each in templates if str(each.pk) == request.GET.get("template")), None)
    form = ReplyForm(request.POST or None, initial={"text": begun.text if begun else ""})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            state = actions.write(review=review, text=form.cleaned_data["text"], by=request.user)
        except (InvalidReply, Denied) as problem:
            form.add_error("text", str(problem))
            status = 403 if isinstance(problem, Denied) else 200
        else:
            if state == ReplyState.PUBLISHED:
                messages.success(request, "Your reply is on the page.")
                return redirect("restaurants:team_reviews", slug)
            return redirect("restaurants:reply", slug, review_id)
    page = {"restaurant": review.restaurant, "review": review, "reply": written, "templates": templates, "form": form}
    return render(request, "restaurants/reply.html", page, status=status)


@require_POST
def ask(request: SignedInRequest, slug: str, review_id: uuid.UUID) -> HttpResponse:
    """Have one of us read a reply that is on hold."""
    if actions.ask_about(review=_review(request, slug, review_id), by=request.user):
        messages.success(request, "One of us will read your reply.")
    return redirect("restaurants:reply", slug, review_id)


@require_POST
def delete(request: SignedInRequest, slug: str, review_id: uuid.UUID) -> HttpResponse:
    """Delete the reply with what it said before."""
    if actions.delete(review=_review(request, slug, review_id), by=request.user):
        messages.success(request, "Your reply is deleted.")
    return redirect("restaurants:team_reviews", slug)


def restaurant_of_replies(request: SignedInRequest, slug: str) -> Restaurant:
    """The restaurant, for whoever may reply there; a 404 for others."""
    try:
        restaurant = managed_restaurant(request.user, slug, TeamPermission.REPLY_TO_REVIEWS)
    except Restaurant.DoesNotExist:
        raise Http404 from None
    require_second_factor(request, back=reverse("restaurants:team_reviews", args=[slug]))
    return restaurant


def _review(request: SignedInRequest, slug: str, review_id: uuid.UUID) -> Review:
    restaurant = restaurant_of_replies(request, slug)
    found = Review.objects.filter(restaurant=restaurant).select_related("restaurant", "author__profile")
    return get_object_or_404(found.defer(*(f"restaurant__{name}" for name in SEARCH_FIELDS)), pk=review_id)
