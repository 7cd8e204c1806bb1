"""Table codes: the address in a QR code, the page for typing one, and the page that confirms the visit of a review.

Only the first has a code in its address, and its answer leads away from there at once.
"""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from restaurants.actions import table_codes
from restaurants.exceptions import InvalidReview
from restaurants.models import Receipt, Restaurant, Review
from restaurants.models.restaurant import SEARCH_FIELDS
from restaurants.rules import RECEIPT_DAYS
from restaurants.selectors import own_review_id
from restaurants.visit_confirmation.codes import read_code
from restaurants.visit_confirmation.forms import TableCodeForm
from restaurants.visit_confirmation.kept_codes import drop_code, keep_code, kept_code
from reviews_site.web.access import public
from reviews_site.web.no_store import never_store

REFERRER_POLICY = "no-referrer"
_NOTE = (
    "Only our customer support sees it, and each look is logged. It is deleted with their decision, at the "
    f"latest after {RECEIPT_DAYS} days. The restaurant never sees it."
)
TOO_MANY = "You have tried many codes within an hour. Please try again later."


@public
@require_safe
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the code in the browser, and go on under an address without it. Nobody asks yet what it is worth."""
    response = redirect("restaurants:visit")
    response["Referrer-Policy"] = REFERRER_POLICY
    never_store(response)
    if found := read_code(code):
        keep_code(response, found, user=None)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: SignedInRequest) -> HttpResponse:
    """Lead whoever scanned or typed a code to the review of its restaurant; the code is not used up yet."""
    if request.method == "POST":
        form = TableCodeForm(request.POST, is_required=True)
        return _lead_on(request, form, form.code) if form.is_valid() else _render_enter(request, form)
    code = kept_code(request, user=None) or kept_code(request, user=request.user)
    form = TableCodeForm({"visit_code": code} if code else None, is_required=True)
    return _lead_on(request, form, code) if code else _render_enter(request, form)


def _lead_on(request: SignedInRequest, form: TableCodeForm, code: str) -> HttpResponse:
    form.is_valid()
    if not may_try(request):
        form.add_error("visit_code", TOO_MANY)
        return _render_enter(request, form, status=429)
    place = table_codes.place_of(code)
    restaurant = Restaurant.objects.only("slug").get(pk=place) if place else None
    if restaurant is None:
        form.add_error("visit_code", table_codes.NO_CONFIRMATION)
        response = _render_enter(request, form)
        drop_code(response)
        return response
    has_review = own_review_id(request.user, restaurant) is not None
    response = redirect("restaurants:review_visit" if has_review else "restaurants:review", restaurant.slug)
    keep_code(response, code, user=request.user)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: SignedInRequest, slug: str) -> HttpResponse:
    """Confirm the visit of a review that is posted; 404 for whoever has none."""
    restaurant = get_object_or_404(Restaurant.objects.defer(*SEARCH_FIELDS), slug=slug)
    review = get_object_or_404(Review, restaurant=restaurant, author=request.user)
    if request.method != "POST":
        form = TableCodeForm(kept=kept_code(request, user=request.user), is_required=True)
        return _render_confirm(request, review, form)
    form = TableCodeForm(request.POST, is_required=True)
    if not form.is_valid():
        return _render_confirm(request, review, form)
    if not may_try(request):
        form.add_error("visit_code", TOO_MANY)
        return _render_confirm(request, review, form, status=429)
    try:
        table_codes.use(review=review, code=form.code, by=request.user)
    except InvalidReview as invalid:
        form.add_error("visit_code", str(invalid))
        return _render_confirm(request, review, form)
    messages.success(request, "Your review says now that a table code confirmed your visit.")
    response = redirect("restaurants:own_reviews")
    drop_code(response)
    return response


def may_try(request: SignedInRequest) -> bool:
    """Whether this person may try one more code now. It counts."""
    usage: object = ratelimit.consume(request, action="table_code", user=request.user)
    return bool(usage)


def code_form(request: SignedInRequest, user: User) -> TableCodeForm:
    """The field on the form of a review: with what was sent, or else with the code that was scanned."""
    return (
        TableCodeForm(request.POST) if request.method == "POST" else TableCodeForm(kept=kept_code(request, user=user))
    )


def _render_enter(request: SignedInRequest, form: TableCodeForm, *, status: int = 200) -> HttpResponse:
    return render(request, "restaurants/visit.html", {"form": form}, status=status)


def _render_confirm(
    request: SignedInRequest, review: Review, form: TableCodeForm, *, status: int = 200
) -> HttpResponse:
    last = Receipt.objects.filter(review=review).only("state").order_by("-id").first()
    page = {"restaurant": review.restaurant, "review": review, "form": form, "receipt": last, "receipt_note": _NOTE}
    response = render(request, "restaurants/review_visit.html", page, status=status)
    if review.visit_confirmed_by:
        # Nothing is left for a scanned code to do here, and `enter` would lead to this page again and again.
        drop_code(response)
    return response
