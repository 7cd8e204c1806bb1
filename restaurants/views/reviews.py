"""The page for writing a review, with photos. People who may not write one are told why."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_http_methods

from accounts.actions import consents
from accounts.agreements.fields import AgreementForm
from accounts.models import User
from accounts.requests import SignedInRequest
from accounts.selectors import outstanding_for
from restaurants.actions import reviews
from restaurants.actions.photos import add as add_photos
from restaurants.exceptions import InvalidReview, TooManyReviews
from restaurants.forms import ReviewForm
from restaurants.models import Restaurant, ReviewDraft
from restaurants.models.restaurant import SEARCH_FIELDS
from restaurants.photos.forms import PhotosForm
from restaurants.photos.uploads import PhotoUploadHandler
from restaurants.selectors import own_draft, own_review, review_eligibility, reviews_by
from restaurants.views.photos import MAX_FORM_BYTES, lead_to, say_taken, sent_photos
from restaurants.views.table_codes import TOO_MANY, code_form, may_try
from restaurants.visit_confirmation.forms import TableCodeForm
from restaurants.visit_confirmation.kept_codes import drop_code
from reviews_site.policy import Denied
from reviews_site.web.bodies import accepts


@accepts(MAX_FORM_BYTES, files_go_to=PhotoUploadHandler)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SignedInRequest, slug: str) -> HttpResponse:
    """The form, or the page that says why there is none; a posted review leads back to the restaurant."""
    restaurant = get_object_or_404(Restaurant.objects.defer(*SEARCH_FIELDS), slug=slug)
    author = request.user
    if request.method == "POST":
        return _post(request, restaurant, author)
    if not review_eligibility(author, restaurant).decision.allowed:
        return _render_closed(request, restaurant, author, status=200)
    draft = own_draft(author, restaurant)
    return _render_form(request, restaurant, ReviewForm(initial=vars(draft) if draft else None), draft=draft)


def _post(request: SignedInRequest, restaurant: Restaurant, author: User) -> HttpResponse:
    form, photos, agreement = ReviewForm(request.POST), photos_form(request), agreement_form(request, author)
    visit = code_form(request, author)
    if not all([form.is_valid(), photos.is_valid(), visit.is_valid(), agreement is None or agreement.is_valid()]):
        return _render_form(request, restaurant, form, visit=visit)
    if visit.code and not may_try(request):
        visit.add_error("visit_code", TOO_MANY)
        return _render_form(request, restaurant, form, visit=visit, status=429)
    try:
        if agreement:
            consents.accept_documents(by=author, page="review")
        reviews.submit(restaurant=restaurant, **form.cleaned_data, visit_code=visit.code, by=author)
    except Denied:
        if not _is_posted(form.cleaned_data, restaurant, author):
            return _render_closed(request, restaurant, author, status=403)
    except InvalidReview as invalid:
        if "visit_code" in invalid.problems:
            visit.add_error("visit_code", invalid.problems.pop("visit_code"))
        form.add_problems(invalid.problems)
        return _render_form(request, restaurant, form, visit=visit)
    except TooManyReviews as problem:
        # The form again rather than another page, so that the text is not lost.
        form.add_error(None, str(problem))
        return _render_form(request, restaurant, form, visit=visit, status=429)
    # Of two clicks at once, each may have said so already.
    if not len(messages.get_messages(request)):
        messages.success(request, "Your review is published. Thank you!")
    response = _add_photos(request, restaurant, photos.cleaned_data["alt"])
    if visit.code:
        drop_code(response)
    return response


def _add_photos(request: SignedInRequest, restaurant: Restaurant, alt: str) -> HttpResponse:
    """Take the photos that came with the review. Where one was not taken, the page of photos says so."""
    files = sent_photos(request)
    if not files:
        return lead_to(request, restaurant)
    added = add_photos(review=own_review(request.user, restaurant), files=files, alt=alt, by=request.user)
    say_taken(request, added)
    for sentence in added.problems:
        messages.warning(request, sentence)
    return lead_to(request, *(["restaurants:photos", restaurant.slug] if added.problems else [restaurant]))


def _is_posted(values: dict[str, Any], restaurant: Restaurant, author: User) -> bool:
    """Whether this very review stands there: the form was sent twice, by a double click or the browser's reload."""
    own = reviews_by(author, restaurant)
    return any(all(getattr(each, name) == value for name, value in values.items()) for each in own)


def _render_form(
    request: SignedInRequest,
    restaurant: Restaurant,
    form: ReviewForm,
    *,
    status: int = 200,
    draft: ReviewDraft | None = None,
    visit: TableCodeForm | None = None,
) -> HttpResponse:
    author = request.user
    page = {
        "restaurant": restaurant,
        "form": form,
        "photos": photos_form(request),
        "draft": draft,
        "visit": visit or code_form(request, author),
        # By it a browser that several people use knows whose unsent text it holds.
        "draft_owner": salted_hmac("restaurants.draft", str(author.pk), algorithm="sha256").hexdigest()[:16],
        "agreement": agreement_form(request, author),
        "outstanding": outstanding_for(author),
    }
    return render(request, "restaurants/review_form.html", page, status=status)


def photos_form(request: SignedInRequest) -> PhotosForm:
    """What the author says of the photos, as it was sent: it stays in the form when something else is wrong."""
    return PhotosForm(request.POST or None)


def agreement_form(request: SignedInRequest, author: User) -> AgreementForm | None:
    """The checkbox for people whose accepted terms have changed since."""
    return AgreementForm(request.POST or None) if outstanding_for(author).asks else None


def _render_closed(request: SignedInRequest, restaurant: Restaurant, author: User, *, status: int) -> HttpResponse:
    context = {
        "restaurant": restaurant,
        "eligibility": review_eligibility(author, restaurant),
        "own_reviews": reviews_by(author, restaurant),
    }
    return render(request, "restaurants/review_closed.html", context, status=status)
