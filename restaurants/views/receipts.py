"""A receipt for one's own review: sent, or taken back. Nobody but staff at the console sees it again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from restaurants.actions import receipts
from restaurants.exceptions import InvalidPhoto
from restaurants.models import Review
from restaurants.photos.uploads import PhotoUploadHandler, SentPhoto
from reviews_site.policy import Denied
from reviews_site.web.bodies import accepts

MAX_FORM_BYTES = 16_000_000


@accepts(MAX_FORM_BYTES, files_go_to=PhotoUploadHandler)
@require_POST
def send(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take the file, or with `remove` delete the receipt that waits; then the page again, which says how far it is."""
    review = get_object_or_404(Review.objects.select_related("restaurant"), restaurant__slug=slug, author=request.user)
    file = request.FILES.get("receipt")
    try:
        if "remove" in request.POST:
            receipts.remove(review=review, by=request.user)
            messages.success(request, "Your receipt is deleted.")
        elif not isinstance(file, SentPhoto):
            messages.error(request, "Choose the photo of your receipt.")
        else:
            receipts.send(review=review, file=file, by=request.user)
            messages.success(request, "We have your receipt.")
    except (InvalidPhoto, Denied) as problem:
        messages.error(request, str(problem))
    return redirect("restaurants:review_visit", slug)
