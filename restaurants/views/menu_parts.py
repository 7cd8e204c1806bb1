"""Changes of a menu's draft: sections, dishes, their order, and what holds of the whole menu. Each is one POST."""

import re
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from restaurants.actions import menus as actions
from restaurants.exceptions import InvalidMenu, MenuChanged
from restaurants.menu_forms import DishForm, MenuSettingsForm, SectionForm, initial_of
from restaurants.menus import editing
from restaurants.menus.content import MenuDish
from restaurants.models import Restaurant
from restaurants.selectors.menus import WrittenMenu, written_menu
from restaurants.views.menus import WRITTEN, seen_version
from restaurants.views.team_pages import for_page_editors, today_at

# `section up 2`, `dish down 2 5`
_MOVE = re.compile(r"(section|dish) (up|down) (\d{1,4})(?: (\d{1,4}))?", re.ASCII)
# What was dragged, and where it is put: `section to 2 0`, `dish to 2 5 1 0`.
_DROP = re.compile(r"(?:section to (\d{1,4}) (\d{1,4})|dish to (\d{1,4}) (\d{1,4}) (\d{1,4}) (\d{1,4}))", re.ASCII)


@require_POST
@for_page_editors(WRITTEN)
def move(request: SignedInRequest, restaurant: Restaurant) -> HttpResponse:
    """Move a section or a dish one place up or down, or to where it was dragged, and show it where it is now."""
    if dropped := _DROP.fullmatch(request.POST.get("move", "")):
        return _drop(request, restaurant, *(int(number) for number in dropped.groups() if number))
    found = _MOVE.fullmatch(request.POST.get("move", ""))
    if not found or (found[1] == "dish") is not bool(found[4]):
        raise InvalidMenu("This is no place on the menu.")
    menu = written_menu(restaurant, by=request.user)
    sections, step, section = menu.content.sections, 1 if found[2] == "down" else -1, int(found[3])
    if found[1] == "section":
        moved, at = editing.move_section(sections, section, section + step), f"section-{section + step}"
    else:
        moved = editing.step_dish(sections, section, int(found[4]), step)
        at = _place_of(moved, editing.dish_at(sections, section, int(found[4])), section, int(found[4]), step)
    save(request, restaurant, menu, seen_version(request), sections=moved)
    return redirect(f"{reverse(WRITTEN, args=[restaurant.slug])}?at={at}-{found[2]}#{at}")


def _drop(request: SignedInRequest, restaurant: Restaurant, *numbers: int) -> HttpResponse:
    """Put a section (from, to) or a dish (section, dish, section, place) where it was dragged."""
    menu = written_menu(restaurant, by=request.user)
    if len(numbers) == 2:
        moved, at = editing.move_section(menu.content.sections, *numbers), f"section-{numbers[1]}"
    else:
        section, dish, to_section, to = numbers
        moved = editing.move_dish(menu.content.sections, section, dish, to_section=to_section, to=to)
        at = f"dish-{to_section}-{to}"
    save(request, restaurant, menu, seen_version(request), sections=moved)
    return redirect(f"{reverse(WRITTEN, args=[restaurant.slug])}#{at}")


def _place_of(sections: editing.Sections, dish: MenuDish, section: int, number: int, step: int) -> str:
    """The anchor of a dish after a step."""
    inside = sections[section].dishes
    if 0 <= number + step < len(inside) and inside[number + step] is dish:
        return f"dish-{section}-{number + step}"
    if 0 <= section + step < len(sections):
        return f"dish-{section + step}-{len(sections[section + step].dishes) - 1 if step < 0 else 0}"
    return f"dish-{section}-{number}"


@require_http_methods(["GET", "HEAD", "POST"])
@for_page_editors(WRITTEN)
def settings(request: SignedInRequest, restaurant: Restaurant) -> HttpResponse:
    """Currency, language and price level."""
    menu = written_menu(restaurant, by=request.user)
    content = menu.content
    initial = {"seen": menu.version, "currency": content.currency, "language": content.language}
    form = MenuSettingsForm(
        request.POST or None, content=content, initial={**initial, "price_level": content.price_level}
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        if saved(request, restaurant, menu, form, values.pop("seen"), **values):
            return redirect(WRITTEN, restaurant.slug)
    return form_page(request, restaurant, form, title="Currency, language and price level")


@require_http_methods(["GET", "HEAD", "POST"])
@for_page_editors(WRITTEN)
def add_section(request: SignedInRequest, restaurant: Restaurant) -> HttpResponse:
    """Add an empty section at the end."""
    menu = written_menu(restaurant, by=request.user)
    form = SectionForm(request.POST or None, initial={"seen": menu.version})
    if request.method == "POST" and form.is_valid():
        sections = editing.add_section(menu.content.sections, form.cleaned_data["title"])
        if saved(request, restaurant, menu, form, form.cleaned_data["seen"], sections=sections):
            return redirect("restaurants:menu_dishes", restaurant.slug, len(sections) - 1)
    return form_page(request, restaurant, form, title="A new section")


@require_http_methods(["GET", "HEAD", "POST"])
@for_page_editors(WRITTEN)
def section(request: SignedInRequest, restaurant: Restaurant, section: int) -> HttpResponse:
    """Rename a section, or with `remove` remove it."""
    menu = written_menu(restaurant, by=request.user)
    sections = menu.content.sections
    if section >= len(sections):
        raise Http404
    if request.method == "POST" and "remove" in request.POST:
        removed = editing.remove_section(sections, section)
        save(request, restaurant, menu, seen_version(request), sections=removed)
        messages.success(request, f"“{sections[section].title}” is removed from the draft.")
        return redirect(WRITTEN, restaurant.slug)
    form = SectionForm(request.POST or None, initial={"seen": menu.version, "title": sections[section].title})
    if request.method == "POST" and form.is_valid():
        renamed = editing.rename_section(sections, section, form.cleaned_data["title"])
        if saved(request, restaurant, menu, form, form.cleaned_data["seen"], sections=renamed):
            return redirect(WRITTEN, restaurant.slug)
    count = len(sections[section].dishes)
    remove = f"Remove it with {count} dish{'' if count == 1 else 'es'}" if count else "Remove it"
    return form_page(request, restaurant, form, title=sections[section].title, remove=remove)


@require_http_methods(["GET", "HEAD", "POST"])
@for_page_editors(WRITTEN)
def add_dish(request: SignedInRequest, restaurant: Restaurant, section: int) -> HttpResponse:
    """Add a dish at the end of a section; with `more`, the form for the next one follows."""
    menu = written_menu(restaurant, by=request.user)
    if section >= len(menu.content.sections):
        raise Http404
    form = _dish_form(request, restaurant, menu, {"section": section})
    if request.method == "POST" and form.is_valid():
        target = form.cleaned_data["section"]
        sections = editing.add_dish(menu.content.sections, target, form.dish())
        if saved(request, restaurant, menu, form, form.cleaned_data["seen"], sections=sections):
            messages.success(request, f"“{form.dish().name}” is on the draft.")
            if "more" in request.POST:
                return redirect("restaurants:menu_dishes", restaurant.slug, target)
            return redirect(f"{reverse(WRITTEN, args=[restaurant.slug])}#section-{target}")
    return form_page(request, restaurant, form, title="A new dish", more="Save and add another")


@require_http_methods(["GET", "HEAD", "POST"])
@for_page_editors(WRITTEN)
def dish(request: SignedInRequest, restaurant: Restaurant, section: int, dish: int) -> HttpResponse:
    """Change a dish, move it to another section, or with `remove` remove it."""
    menu = written_menu(restaurant, by=request.user)
    sections = menu.content.sections
    try:
        shown = editing.dish_at(sections, section, dish)
    except InvalidMenu:
        raise Http404 from None
    if request.method == "POST" and "remove" in request.POST:
        removed = editing.remove_dish(sections, section, dish)
        save(request, restaurant, menu, seen_version(request), sections=removed)
        messages.success(request, f"“{shown.name}” is removed from the draft.")
        return redirect(WRITTEN, restaurant.slug)
    form = _dish_form(request, restaurant, menu, initial_of(shown, section, today_at(restaurant)))
    if request.method == "POST" and form.is_valid():
        changed = editing.change_dish(sections, section, dish, replace(form.dish(), translations=shown.translations))
        target = form.cleaned_data["section"]
        if target != section:
            changed = editing.move_dish(changed, section, dish, to_section=target, to=len(changed[target].dishes))
        if saved(request, restaurant, menu, form, form.cleaned_data["seen"], sections=changed):
            return redirect(f"{reverse(WRITTEN, args=[restaurant.slug])}#section-{target}")
    return form_page(request, restaurant, form, title=shown.name, remove="Remove this dish")


def _dish_form(
    request: SignedInRequest, restaurant: Restaurant, menu: WrittenMenu, initial: dict[str, Any]
) -> DishForm:
    return DishForm(
        request.POST or None,
        currency=menu.content.currency,
        sections=menu.content.sections,
        today=today_at(restaurant),
        initial={"seen": menu.version, **initial},
    )


def save(request: SignedInRequest, restaurant: Restaurant, menu: WrittenMenu, seen: int, **changes: Any) -> None:
    """Save the draft with some changes, which were made to the version that was read."""
    if seen != menu.version:
        raise MenuChanged(actions.CHANGED)
    content = replace(menu.content, **changes)
    actions.save_draft(restaurant=restaurant, content=content, seen=seen, by=request.user)


def saved(
    request: SignedInRequest, restaurant: Restaurant, menu: WrittenMenu, form: Any, seen: int, **changes: Any
) -> bool:
    """Save it, or say on the form why not: what was typed is not lost then."""
    try:
        save(request, restaurant, menu, seen, **changes)
    except (InvalidMenu, MenuChanged) as problem:
        form.add_error(None, str(problem))
        return False
    return True


def form_page(request: SignedInRequest, restaurant: Restaurant, form: Any, **words: str) -> HttpResponse:
    """A form of the draft; `more` is what a second button says, and `remove` one that removes what is shown."""
    return render(request, "restaurants/menu_form.html", {"restaurant": restaurant, "form": form, **words})
