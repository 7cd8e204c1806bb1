"""What the owners of a place do about other people's claims to it, and how they give it up. Strangers get a 404."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from accounts.step_up import require_recent_authentication, require_second_factor
from restaurants.actions import claims
from restaurants.claims.forms import ClaimAnswerForm
from restaurants.enums import ClaimState
from restaurants.exceptions import ClaimRefused
from restaurants.models import Claim, Restaurant, TeamMember
from restaurants.selectors import managed_restaurant
from restaurants.selectors.claims import claim_to_answer
from reviews_site.policy import TeamPermission, TeamRole


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: SignedInRequest, slug: str, claim_id: UUID) -> HttpResponse:
    """Answer somebody else's claim to one's place."""
    restaurant = _owned(request, slug, reverse("restaurants:claim_answer", args=[slug, claim_id]))
    try:
        claim = claim_to_answer(restaurant, claim_id, owner=request.user)
    except Claim.DoesNotExist:
        raise Http404 from None
    form = ClaimAnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            claims.answer_claim(claim=claim, answer=said["answer"], words=said["words"], by=request.user)
        except ClaimRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Two of our staff read your answer, and decide.")
            return redirect("restaurants:claim_answer", slug, claim_id)
    page = {
        "restaurant": restaurant,
        "claim": claim,
        "form": form,
        "is_answered": claim.state != ClaimState.ANSWERING,
    }
    return render(request, "restaurants/claim_answer.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: SignedInRequest, slug: str) -> HttpResponse:
    """Give one's place up, once it is ticked. The last owner leaves it without a team."""
    restaurant = _owned(request, slug, reverse("restaurants:give_up", args=[slug]))
    if request.method == "POST" and request.POST.get("sure") == "yes":
        try:
            is_unmanaged = claims.give_up(restaurant=restaurant, by=request.user)
        except ClaimRefused as problem:
            messages.error(request, str(problem))
            return redirect("restaurants:team", slug)
        done = "Nobody manages it now." if is_unmanaged else "The other owners go on managing it."
        messages.success(request, f"You have given up {restaurant.name}. {done}")
        return redirect("dashboards:list")
    owners = TeamMember.objects.filter(restaurant=restaurant, role=TeamRole.OWNER, left_at=None)
    is_last = not owners.exclude(user=request.user).exists()
    page = {"restaurant": restaurant, "is_last": is_last, "is_unticked": request.method == "POST"}
    return render(request, "restaurants/give_up.html", page)


def _owned(request: SignedInRequest, slug: str, back: str) -> Restaurant:
    try:
        restaurant = managed_restaurant(request.user, slug, TeamPermission.MANAGE_TEAM)
    except Restaurant.DoesNotExist:
        raise Http404 from None
    require_second_factor(request, back=back)
    if request.method == "POST":
        require_recent_authentication(request, back=back)
    return restaurant
