"""The menu as a restaurant's team writes it: the draft, publishing it, and the versions that were published."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from restaurants.actions import menus as actions
from restaurants.exceptions import InvalidMenu
from restaurants.menu_forms import SectionForm, SeenForm
from restaurants.models import MenuVersion, Restaurant
from restaurants.selectors.menus import content_of, menu_version, menu_versions_with_names, written_menu
from restaurants.views.team_pages import for_page_editors, today_at

WRITTEN = "restaurants:menu_written"
# What a page shows that was sent without the version that somebody saw.
_NO_VERSION = "Your browser sent that form without the version of the menu. Open the menu and try again."


def seen_version(request: SignedInRequest) -> int:
    """The version of the draft that a form was made for.

    Raises:
        InvalidMenu: the form names none.
    """
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise InvalidMenu(_NO_VERSION)
    return int(form.cleaned_data["seen"])


@require_safe
@for_page_editors(WRITTEN)
def written(request: SignedInRequest, restaurant: Restaurant) -> HttpResponse:
    """The draft with its sections and dishes, and the versions that were published. `?at=` is what was just moved."""
    menu = written_menu(restaurant, by=request.user)
    page = {
        "restaurant": restaurant,
        "menu": menu,
        "versions": menu_versions_with_names(restaurant, by=request.user),
        "section_form": SectionForm(initial={"seen": menu.version}),
        "today": today_at(restaurant),
        "moved": request.GET.get("at", ""),
    }
    return render(request, "restaurants/menu_written.html", page)


@require_POST
@for_page_editors(WRITTEN)
def publish(request: SignedInRequest, restaurant: Restaurant) -> HttpResponse:
    """Publish the draft as it was seen."""
    actions.publish(restaurant=restaurant, seen=seen_version(request), by=request.user)
    messages.success(request, "The menu is published. Guests see it now.")
    return redirect(WRITTEN, restaurant.slug)


@require_POST
@for_page_editors(WRITTEN)
def discard(request: SignedInRequest, restaurant: Restaurant) -> HttpResponse:
    """Begin the draft again with the published menu."""
    menu = written_menu(restaurant, by=request.user)
    if menu.published is None:
        raise InvalidMenu("There is no published menu to go back to.")
    actions.save_draft(restaurant=restaurant, content=menu.published, seen=seen_version(request), by=request.user)
    messages.success(request, "Your changes are discarded. The draft is the published menu again.")
    return redirect(WRITTEN, restaurant.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@for_page_editors(WRITTEN)
def version(request: SignedInRequest, restaurant: Restaurant, version: int) -> HttpResponse:
    """One published version; a POST makes it the draft."""
    try:
        found = menu_version(restaurant, version)
    except MenuVersion.DoesNotExist:
        raise Http404 from None
    if request.method == "POST":
        content = content_of(found)
        actions.save_draft(restaurant=restaurant, content=content, seen=seen_version(request), by=request.user)
        messages.success(request, f"The draft is version {version} now. Publish it when it is as you want it.")
        return redirect(WRITTEN, restaurant.slug)
    page = {
        "restaurant": restaurant,
        "content": content_of(found),
        "facts": next(
            each for each in menu_versions_with_names(restaurant, by=request.user) if each.version == version
        ),
        "draft": written_menu(restaurant, by=request.user),
    }
    return render(request, "restaurants/menu_version.html", page)
