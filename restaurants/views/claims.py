"""Claims to places: the page of a place that has no team, the one for a missing place, and what became of one's own."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from accounts.selectors import person_facts
from restaurants.actions import claim_documents, claims
from restaurants.claims.forms import AddPlaceForm, ClaimCodeForm, ClaimForm
from restaurants.enums import ClaimProof, ClaimState
from restaurants.exceptions import ClaimRefused, InvalidPhoto
from restaurants.models import Claim, Restaurant
from restaurants.models.restaurant import SEARCH_FIELDS
from restaurants.photos.uploads import PhotoUploadHandler, SentPhoto
from restaurants.rules import CLAIM_ANSWER_DAYS, COMPETITOR_DAYS, MAX_CLAIM_CODES, MAX_CLAIM_DOCUMENTS, MAX_CLAIM_TRIES
from restaurants.selectors import is_on_team
from restaurants.selectors.claims import claim_ways, documents_of, open_claim, own_claim, own_claims
from reviews_site.web.bodies import accepts

MAX_FORM_BYTES = 16_000_000


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: SignedInRequest, slug: str) -> HttpResponse:
    """Claim a listed place. Who is on its team is led there, and who claims it already to their claim."""
    restaurant = get_object_or_404(Restaurant.objects.defer(*SEARCH_FIELDS), slug=slug)
    if is_on_team(request.user, restaurant):
        return redirect("restaurants:team", slug)
    if known := open_claim(request.user, restaurant):
        return redirect("restaurants:claim", known.pk)
    ways = claim_ways(restaurant)
    form = ClaimForm(request.POST if request.method == "POST" else None, ways=ways)
    if _is_confirmed(request) and request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def make() -> Claim:
            return claims.begin(
                restaurant=restaurant,
                proof=said["proof"],
                mailbox=said.get("mailbox", ""),
                statement=said["statement"],
                by=request.user,
            )

        if (made := _try(form, make)) is not None:
            return redirect("restaurants:claim", made.pk)
    page = {"restaurant": restaurant, "ways": ways, "form": form, **_rules(request)}
    return render(request, "restaurants/claim_begin.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest) -> HttpResponse:
    """Add a place that is missing, as its owner."""
    if known := open_claim(request.user, None):
        return redirect("restaurants:claim", known.pk)
    form = AddPlaceForm(request.POST if request.method == "POST" else None)
    if _is_confirmed(request) and request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def make() -> Claim:
            values = form.place_values
            return claims.add(values=values, proof=said["proof"], statement=said["statement"], by=request.user)

        if (made := _try(form, make)) is not None:
            return redirect("restaurants:claim", made.pk)
    return render(request, "restaurants/claim_add.html", {"form": form, **_rules(request)})


@require_safe
def own(request: SignedInRequest) -> HttpResponse:
    """Everything that somebody has claimed."""
    return render(request, "restaurants/claims.html", {"claims": own_claims(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: SignedInRequest, claim_id: UUID) -> HttpResponse:
    """How far one's claim is, and the form for its code."""
    asked = _own(request, claim_id)
    form = ClaimCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            claims.enter_code(claim=asked, code=form.cleaned_data["code"], by=request.user)
        except ClaimRefused as problem:
            form.add_error("code", str(problem))
            asked = _own(request, claim_id)
        else:
            messages.success(request, "That is the code. Now our staff look at your claim.")
            return redirect("restaurants:claim", claim_id)
    page = {
        "claim": asked,
        "form": form,
        "takes_code": asked.state == ClaimState.CODE_SENT,
        "is_post": asked.proof == ClaimProof.POST,
        "tries_left": max(0, MAX_CLAIM_TRIES - asked.tries),
        "codes_left": max(0, MAX_CLAIM_CODES - asked.codes_sent),
        "answer_days": CLAIM_ANSWER_DAYS,
        "takes_documents": asked.is_open and asked.proof == ClaimProof.DOCUMENTS,
        "documents": documents_of(asked),
        "most_documents": MAX_CLAIM_DOCUMENTS,
    }
    return render(request, "restaurants/claim.html", page)


@require_POST
def change(request: SignedInRequest, claim_id: UUID) -> HttpResponse:
    """Withdraw one's claim, or ask for another code."""
    asked = _own(request, claim_id)
    try:
        if "withdraw" in request.POST:
            claims.withdraw(claim=asked, by=request.user)
            messages.success(request, "Your claim is withdrawn.")
        else:
            claims.ask_for_code(claim=asked, by=request.user)
            messages.success(request, "Another code is on its way. The one before does not work any more.")
    except ClaimRefused as problem:
        messages.error(request, str(problem))
    return redirect("restaurants:claim", claim_id)


@accepts(MAX_FORM_BYTES, files_go_to=PhotoUploadHandler)
@require_POST
def document(request: SignedInRequest, claim_id: UUID) -> HttpResponse:
    """Take the picture of a document, or with `remove` delete one."""
    asked, file, removed = _own(request, claim_id), request.FILES.get("document"), request.POST.get("remove")
    try:
        if removed:
            claim_documents.remove(claim=asked, document_id=_uuid(removed), by=request.user)
            messages.success(request, "The document is deleted.")
        elif not isinstance(file, SentPhoto):
            messages.error(request, "Choose the photo of a document.")
        else:
            claim_documents.send(claim=asked, file=file, by=request.user)
            messages.success(request, "We have the document.")
    except (InvalidPhoto, ClaimRefused) as problem:
        messages.error(request, str(problem))
    return redirect("restaurants:claim", claim_id)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _own(request: SignedInRequest, claim_id: UUID) -> Claim:
    try:
        return own_claim(request.user, claim_id)
    except Claim.DoesNotExist:
        raise Http404 from None


def _try(form: ClaimForm | AddPlaceForm, make: Callable[[], Claim]) -> Claim | None:
    try:
        return make()
    except ClaimRefused as problem:
        form.add_error(None, str(problem))
        return None


def _is_confirmed(request: SignedInRequest) -> bool:
    until = person_facts(request.user).confirmed_until
    return until is not None and until > timezone.now()


def _rules(request: SignedInRequest) -> dict[str, object]:
    return {
        "is_confirmed": _is_confirmed(request),
        "competitor_days": COMPETITOR_DAYS,
        "answer_days": CLAIM_ANSWER_DAYS,
    }
