"""What people do with their own reviews: list, edit, withdraw, and save drafts. None is named by an id.

A review and a draft are found by restaurant and by who is signed in, so there is nothing of somebody else's to ask for.
"""

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import consents
from accounts.requests import SignedInRequest
from accounts.selectors import outstanding_for
from restaurants import selectors
from restaurants.actions import drafts, reviews
from restaurants.exceptions import InvalidReview, TooManyDrafts, TooManyEdits
from restaurants.forms import DraftForm, ReviewForm
from restaurants.models import Restaurant, Review
from restaurants.models.restaurant import SEARCH_FIELDS
from restaurants.views.reviews import agreement_form
from reviews_site.policy import Denied


@require_safe
def own_reviews(request: SignedInRequest) -> HttpResponse:
    """Reviews, drafts and what was withdrawn."""
    return render(request, "restaurants/own_reviews.html", {"own": selectors.own_reviews(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """The form with what the review says; saved, it leads back to the restaurant."""
    restaurant, review = _own_review(request, slug)
    if request.method != "POST":
        return _render_edit(request, review, ReviewForm(initial=vars(review), posted_at=review.posted_at))
    form, agreement = ReviewForm(request.POST, posted_at=review.posted_at), agreement_form(request, request.user)
    if not all([form.is_valid(), agreement is None or agreement.is_valid()]):
        return _render_edit(request, review, form)
    try:
        if agreement:
            consents.accept_documents(by=request.user, page="review")
        reviews.edit(restaurant=restaurant, **form.cleaned_data, by=request.user)
    except InvalidReview as invalid:
        form.add_problems(invalid.problems)
        return _render_edit(request, review, form)
    except (Denied, TooManyEdits) as problem:
        form.add_error(None, str(problem))
        return _render_edit(request, review, form, status=403)
    messages.success(request, "Your review is updated.")
    return redirect(restaurant)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask once, and delete the review."""
    restaurant, review = _own_review(request, slug)
    if request.method != "POST":
        return render(request, "restaurants/review_withdraw.html", {"restaurant": restaurant, "review": review})
    reviews.withdraw(restaurant=restaurant, by=request.user)
    messages.success(request, "Your review is withdrawn.")
    return redirect("restaurants:own_reviews")


@require_POST
def draft(request: SignedInRequest, slug: str) -> HttpResponse:
    """Save what was typed so far: for the page's script, which wants no page, or for the button."""
    restaurant = get_object_or_404(Restaurant.objects.defer(*SEARCH_FIELDS), slug=slug)
    is_script = request.headers.get("Accept") == "application/json"
    if "delete" in request.POST:
        drafts.delete(restaurant=restaurant, by=request.user)
        messages.success(request, "Your draft is deleted.")
        return redirect("restaurants:own_reviews")
    try:
        saved = drafts.save(restaurant=restaurant, content=DraftForm(request.POST).content(), by=request.user)
    except TooManyDrafts as problem:
        if is_script:
            return JsonResponse({"problem": str(problem)}, status=409)
        messages.error(request, str(problem))
        return redirect("restaurants:own_reviews")
    if is_script:
        return JsonResponse({"saved_at": saved.saved_at if saved else None})
    messages.success(request, "Your draft is saved. Only you can see it.")
    return redirect(reverse("restaurants:review", args=[slug]))


def _own_review(request: SignedInRequest, slug: str) -> tuple[Restaurant, Review]:
    restaurant = get_object_or_404(Restaurant.objects.defer(*SEARCH_FIELDS), slug=slug)
    try:
        return restaurant, selectors.own_review(request.user, restaurant)
    except Review.DoesNotExist:
        raise Http404 from None


def _render_edit(request: SignedInRequest, review: Review, form: ReviewForm, *, status: int = 200) -> HttpResponse:
    page = {
        "restaurant": review.restaurant,
        "review": review,
        "form": form,
        "agreement": agreement_form(request, request.user),
        "outstanding": outstanding_for(request.user),
    }
    return render(request, "restaurants/review_edit.html", page, status=status)
