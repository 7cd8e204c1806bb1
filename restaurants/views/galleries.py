"""The photos of a restaurant's page as its team writes them."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from restaurants.actions import galleries as actions
from restaurants.actions.galleries import GalleryChange
from restaurants.models import Photo, Restaurant
from restaurants.photos.forms import PhotosForm
from restaurants.photos.uploads import PhotoUploadHandler
from restaurants.rules import MAX_PHOTOS_PER_PAGE
from restaurants.selectors.photos import gallery_photos
from restaurants.views.photos import MAX_FORM_BYTES, lead_to, say_taken, sent_photos
from restaurants.views.team_pages import for_page_editors
from reviews_site.policy import Denied
from reviews_site.web.bodies import accepts

GALLERY = "restaurants:gallery"
_SAYS = {
    GalleryChange.REMOVE: "The photo is removed.",
    GalleryChange.DESCRIBE: "The description is saved.",
    GalleryChange.COVER: "This photo is your cover now.",
}


@accepts(MAX_FORM_BYTES, files_go_to=PhotoUploadHandler)
@require_http_methods(["GET", "HEAD", "POST"])
@for_page_editors(GALLERY)
def gallery(request: SignedInRequest, restaurant: Restaurant) -> HttpResponse:
    """The photos of the page, and the form that adds some."""
    form = PhotosForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        files = sent_photos(request)
        if not files:
            form.add_error(None, "Choose at least one photo.")
        elif form.is_valid():
            try:
                added = actions.add(restaurant=restaurant, files=files, alt=form.cleaned_data["alt"], by=request.user)
            except Denied as problem:
                form.add_error(None, str(problem))
            else:
                say_taken(request, added)
                for sentence in added.problems:
                    form.add_error(None, sentence)
                if not added.problems:
                    return lead_to(request, GALLERY, restaurant.slug)
        status = 422
    page = {
        "restaurant": restaurant,
        "form": form,
        "photos": gallery_photos(restaurant),
        "most": MAX_PHOTOS_PER_PAGE,
        "moved": request.GET.get("moved", ""),
    }
    return render(request, "restaurants/gallery_written.html", page, status=status)


@require_POST
@for_page_editors(GALLERY)
def change(request: SignedInRequest, restaurant: Restaurant, photo_id: uuid.UUID) -> HttpResponse:
    """Remove, describe or move one photo of this page; another page's is not there."""
    photo = get_object_or_404(
        Photo.objects.select_related("restaurant").only("id", "restaurant__id"),
        pk=photo_id,
        restaurant=restaurant,
        review__isnull=True,
    )
    verb = request.POST.get("change", "")
    what = GalleryChange(verb) if verb in set(GalleryChange) else GalleryChange.DESCRIBE
    form = PhotosForm(request.POST)
    if form.is_valid():
        actions.change(photo=photo, what=what, alt=form.cleaned_data["alt"], by=request.user)
        if what in _SAYS:
            messages.success(request, _SAYS[what])
    else:
        messages.error(request, " ".join(map(str, form.errors["alt"])))
    response = redirect(GALLERY, restaurant.slug)
    if what in (GalleryChange.EARLIER, GalleryChange.LATER):
        response["Location"] += f"?moved={what}-{photo.pk}"
    return response
