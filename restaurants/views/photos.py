"""Photos: the page on which authors of a review add theirs, and the published files."""

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from restaurants.actions import galleries
from restaurants.actions import photos as actions
from restaurants.enums import PhotoState
from restaurants.models import Photo, Restaurant, Review
from restaurants.models.restaurant import SEARCH_FIELDS
from restaurants.photos.forms import BlurForm, PhotosForm
from restaurants.photos.sizes import ENDS
from restaurants.photos.store import rendition_name
from restaurants.photos.uploads import PhotoUploadHandler, SentPhoto
from restaurants.rules import UNBLURRED_DAYS
from restaurants.selectors.photos import blur_cells, is_published, own_photos, photo_to_blur, size_for_blurring
from reviews_site.policy import Denied
from reviews_site.web.access import public
from reviews_site.web.bodies import accepts

# Nothing in a file may run, whatever it is taken for; and it never changes under its name.
FILE_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}
# Three large photos, or ten as phones make them. Further ones are sent with the next form.
MAX_FORM_BYTES = 48_000_000
# Nobody but its author sees a photo that waits for them to look for faces.
OWN_FILE_HEADERS = {**FILE_HEADERS, "Cache-Control": "private, no-store"}


@accepts(MAX_FORM_BYTES, files_go_to=PhotoUploadHandler)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    """The photos of one's own review, and the form that adds some; 404 for whoever has no review there."""
    restaurant = get_object_or_404(Restaurant.objects.defer(*SEARCH_FIELDS), slug=slug)
    review = get_object_or_404(Review, restaurant=restaurant, author=request.user)
    form = PhotosForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        files = sent_photos(request)
        if not files:
            form.add_error(None, "Choose at least one photo.")
        elif form.is_valid() and (status := _add(request, review, files, form)) == 200:
            return lead_to(request, "restaurants:photos", slug)
    page = {"restaurant": restaurant, "form": form, "photos": own_photos(request.user, restaurant)}
    return render(request, "restaurants/photos.html", page, status=status)


def _add(request: SignedInRequest, review: Review, files: list[SentPhoto], form: PhotosForm) -> int:
    """Take the files; the status of the answer, 200 where all of them were taken."""
    try:
        added = actions.add(review=review, files=files, alt=form.cleaned_data["alt"], by=request.user)
    except Denied as problem:
        form.add_error(None, str(problem))
        return 403
    say_taken(request, added)
    for sentence in added.problems:
        form.add_error(None, sentence)
    return 422 if added.problems else 200


def sent_photos(request: SignedInRequest) -> list[SentPhoto]:
    """The files of a form."""
    return [file for file in request.FILES.getlist("photos") if isinstance(file, SentPhoto)]


def say_taken(request: SignedInRequest, added: actions.AddedPhotos) -> None:
    """Tell on the next page how many photos were taken."""
    if added.taken:
        one = "your photo. It is shown as soon as it is ready."
        several = f"your {added.taken} photos. They are shown as soon as they are ready."
        messages.success(request, f"We have {one if added.taken == 1 else several}")


def lead_to(request: SignedInRequest, *to: Any) -> HttpResponse:
    """Redirect; or the address alone, for the script that sends files and shows how many have arrived."""
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"next": resolve_url(*to)})
    return redirect(*to)


@require_POST
def change(request: SignedInRequest, photo_id: uuid.UUID) -> HttpResponse:
    """Describe or remove one's own photo; a stranger's is not there."""
    photo = get_object_or_404(
        Photo.objects.select_related("restaurant").only("id", "author_id", "restaurant__slug"),
        pk=photo_id,
        author=request.user,
        review__isnull=False,
    )
    if "remove" in request.POST:
        actions.remove(photo=photo, by=request.user)
        messages.success(request, "The photo is removed.")
    else:
        form = PhotosForm(request.POST)
        if form.is_valid():
            actions.describe(photo=photo, alt=form.cleaned_data["alt"], by=request.user)
            messages.success(request, "The description is saved.")
    return redirect("restaurants:photos", photo.restaurant.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def blur(request: SignedInRequest, photo_id: uuid.UUID) -> HttpResponse:
    """The grid over one's own photo, whose chosen cells are made unrecognizable; a stranger's is not there."""
    photo = photo_to_blur(request.user, photo_id)
    if photo is None:
        raise Http404
    back = resolve_url(f"restaurants:{'gallery' if photo.review_id is None else 'photos'}", photo.restaurant.slug)
    cells, unchecked = blur_cells(photo), photo.state == PhotoState.UNCHECKED
    data = request.POST if request.method == "POST" else None
    form = BlurForm(data, cells=len(cells), needs_some=not (photo.faces or unchecked))
    if request.method == "POST" and form.is_valid():
        chosen = [] if "none" in request.POST else form.cleaned_data["cell"]
        (galleries if photo.review_id is None else actions).hide_cells(photo=photo, cells=chosen, by=request.user)
        messages.success(request, "We have your choice. The photo is on the page as soon as it is made.")
        return redirect(back)
    page = {
        "back": back,
        "photo": photo,
        "shown": f"{photo.token}-{size_for_blurring(photo)}",
        "form": form,
        "cells": cells,
        "until": photo.added_at + timedelta(days=UNBLURRED_DAYS),
    }
    return render(request, "restaurants/photo_blur.html", page, status=422 if form.errors else 200)


@require_safe
def own_file(request: SignedInRequest, photo_id: uuid.UUID) -> HttpResponseBase:
    """One's own photo that waits until its author has looked for faces; to others it is not there."""
    photo = photo_to_blur(request.user, photo_id)
    if photo is None or photo.state != PhotoState.UNCHECKED:
        raise Http404
    return _file(str(photo.token), size_for_blurring(photo), OWN_FILE_HEADERS)


@public
@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A published file, whose name is made from its content and ends with its size."""
    token, _, end = name.rpartition("-")
    if end not in ENDS or not is_published(token):
        raise Http404
    return _file(token, end, FILE_HEADERS)


def _file(token: str, end: str, headers: dict[str, str]) -> HttpResponseBase:
    try:
        opened = default_storage.open(rendition_name(token, end))
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(opened, content_type="image/webp", filename=f"{token}-{end}.webp", headers=headers)
