"""Saved restaurants: the page of one's lists, and the forms that change them. What is another's is not there."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from restaurants.actions import saved_lists as actions
from restaurants.exceptions import InvalidList
from restaurants.list_forms import ListNameForm, SavedPlaceForm, SaveForm
from restaurants.models import Restaurant, SavedList, SavedPlace
from restaurants.models.restaurant import SEARCH_FIELDS
from restaurants.rules import MAX_LIST_NAME_LENGTH, MAX_NOTE_LENGTH
from restaurants.selectors.notifications import follows_restaurant
from restaurants.selectors.saved_lists import own_lists, saved_in, saved_page


def _own_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """404 for a list or place that is not the person's, and a message for what their lists don't allow."""

    @wraps(view)
    def wrapped(request: SignedInRequest, **names: Any) -> HttpResponse:
        try:
            return view(request, **names)
        except (SavedList.DoesNotExist, SavedPlace.DoesNotExist):
            raise Http404 from None
        except InvalidList as problem:
            messages.error(request, str(problem))
            return redirect("restaurants:saved")

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
@_own_only
def saved(request: SignedInRequest) -> HttpResponse:
    """One's lists, and the places of the first; a POST makes a list."""
    if request.method == "POST":
        return redirect("restaurants:saved_list", actions.create(name=_name(request), by=request.user).pk)
    return _render(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@_own_only
def saved_list(request: SignedInRequest, list_id: uuid.UUID) -> HttpResponse:
    """One's lists, and the places of one of them; a POST renames it, or with `delete` deletes it."""
    if request.method != "POST":
        return _render(request, list_id)
    if "delete" in request.POST:
        actions.delete(list_id=list_id, by=request.user)
        messages.success(request, "The list is deleted.")
        return redirect("restaurants:saved")
    actions.rename(list_id=list_id, name=_name(request), by=request.user)
    messages.success(request, "The list is renamed.")
    return redirect("restaurants:saved_list", list_id)


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: SignedInRequest, slug: str) -> HttpResponse:
    """The form that saves a restaurant; saved, it leads to the list."""
    restaurant = get_object_or_404(Restaurant.objects.select_related("rating").defer(*SEARCH_FIELDS), slug=slug)
    lists = own_lists(request.user)
    form = SaveForm(request.POST if request.method == "POST" else None, lists=lists)
    if request.method == "POST" and form.is_valid():
        try:
            target = actions.save(restaurant=restaurant, **form.cleaned_data, by=request.user)
        except InvalidList as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{restaurant.name} is saved in “{target.name}”.")
            return redirect("restaurants:saved_list", target.pk)
    page = {"restaurant": restaurant, "form": form, "places": saved_in(request.user, restaurant)}
    page["is_followed"] = follows_restaurant(request.user, restaurant)
    return render(request, "restaurants/save.html", page)


@require_POST
@_own_only
def change_place(request: SignedInRequest, place_id: uuid.UUID) -> HttpResponse:
    """Change a place's note and list, or with `remove` remove it."""
    if "remove" in request.POST:
        place = actions.remove_place(place_id=place_id, by=request.user)
        messages.success(request, f"{place.restaurant.name} is removed from the list.")
        return redirect("restaurants:saved_list", place.saved_list_id)
    values = _cleaned(SavedPlaceForm(request.POST, lists=own_lists(request.user)))
    place = actions.change_place(
        place_id=place_id, list_id=uuid.UUID(values["saved_list"]), note=values["note"], by=request.user
    )
    messages.success(request, f"Your changes to {place.restaurant.name} are saved.")
    return redirect("restaurants:saved_list", place.saved_list_id)


def _render(request: SignedInRequest, list_id: uuid.UUID | None) -> HttpResponse:
    page = saved_page(request.user, list_id)
    return render(
        request,
        "restaurants/saved.html",
        {"saved": page, "note_length": MAX_NOTE_LENGTH, "name_length": MAX_LIST_NAME_LENGTH},
    )


def _name(request: SignedInRequest) -> str:
    return str(_cleaned(ListNameForm(request.POST))["name"])


def _cleaned(form: ListNameForm | SavedPlaceForm) -> dict[str, Any]:
    if not form.is_valid():
        raise InvalidList(" ".join(str(each) for problems in form.errors.values() for each in problems))
    return form.cleaned_data
