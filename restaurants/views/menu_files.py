"""A menu as a file: imported into the draft after a preview, and exported."""

from dataclasses import dataclass, replace

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from restaurants.actions import menus as actions
from restaurants.exceptions import InvalidMenu, MenuChanged, UnreadableMenu
from restaurants.menu_forms import MenuConfirmForm, MenuImportForm
from restaurants.menus.content import MenuContent
from restaurants.menus.imports import ImportedMenu, merged
from restaurants.menus.json_files import write_json
from restaurants.menus.sources import pack, read_menu, unpack
from restaurants.menus.table_files import write_csv
from restaurants.models import Restaurant
from restaurants.selectors.menus import WrittenMenu, written_menu
from restaurants.views.menus import WRITTEN
from restaurants.views.team_pages import for_page_editors

PROBLEMS_SHOWN = 50
_WRITERS = {"csv": (write_csv, "text/csv; charset=utf-8"), "json": (write_json, "application/json")}


@dataclass(frozen=True)
class _Source:
    """What was sent."""

    content: bytes
    is_pasted: bool


@require_http_methods(["GET", "HEAD", "POST"])
@for_page_editors(WRITTEN)
def import_menu(request: SignedInRequest, restaurant: Restaurant) -> HttpResponse:
    """Read a file or a text and show what would come into the draft; with `source`, write it there."""
    menu = written_menu(restaurant, by=request.user)
    if "source" in request.POST:
        return _confirm(request, restaurant, menu)
    form = MenuImportForm(
        request.POST or None, request.FILES or None, initial={"seen": menu.version, "into": "replace"}
    )
    if request.method != "POST" or not form.is_valid():
        return _render(request, restaurant, form)
    source = _source_of(form)
    try:
        found = read_menu(source.content, is_pasted=source.is_pasted, currency=menu.content.currency)
    except UnreadableMenu as problem:
        form.add_error("text" if source.is_pasted else "file", str(problem))
        return _render(request, restaurant, form)
    values = {"seen": form.cleaned_data["seen"], "into": form.cleaned_data["into"]}
    confirm = MenuConfirmForm(initial={**values, "source": pack(source.content), "pasted": source.is_pasted})
    page = {
        "found": found,
        "confirm": confirm,
        "problems": found.problems[:PROBLEMS_SHOWN],
        "more_problems": max(0, len(found.problems) - PROBLEMS_SHOWN),
        "into": values["into"],
        "menu": menu,
    }
    return render(request, "restaurants/menu_preview.html", {"restaurant": restaurant, **page})


def _confirm(request: SignedInRequest, restaurant: Restaurant, menu: WrittenMenu) -> HttpResponse:
    """Write into the draft what the preview showed."""
    form = MenuConfirmForm(request.POST)
    if not form.is_valid():
        raise InvalidMenu("The answer came without the menu. Send it again.")
    values = form.cleaned_data
    try:
        source = unpack(values["source"])
        found = read_menu(source, is_pasted=values["pasted"], currency=menu.content.currency)
    except UnreadableMenu as problem:
        raise InvalidMenu(str(problem)) from None
    if values["seen"] != menu.version:
        raise MenuChanged(actions.CHANGED)
    content = _combined(menu.content, found, into=values["into"])
    actions.save_draft(restaurant=restaurant, content=content, seen=menu.version, by=request.user)
    count = found.dish_count
    messages.success(
        request, f"{count} dish{' is' if count == 1 else 'es are'} in the draft. Publish it when it is right."
    )
    return redirect(WRITTEN, restaurant.slug)


def _combined(content: MenuContent, found: ImportedMenu, *, into: str) -> MenuContent:
    sections = merged(content.sections, found.sections) if into == "add" else found.sections
    return replace(content, sections=sections)


@require_safe
@for_page_editors(WRITTEN)
def export(request: SignedInRequest, restaurant: Restaurant, kind: str) -> HttpResponse:
    """The draft as `csv` or `json`."""
    if kind not in _WRITERS:
        raise Http404
    write, content_type = _WRITERS[kind]
    written = write(written_menu(restaurant, by=request.user).content)
    headers = {"Content-Disposition": f'attachment; filename="menu-{restaurant.slug}.{kind}"'}
    return HttpResponse(written, content_type=content_type, headers=headers)


def _source_of(form: MenuImportForm) -> _Source:
    """The file, or the text where there is none."""
    if file := form.cleaned_data["file"]:
        return _Source(file.read(), is_pasted=False)
    return _Source(form.cleaned_data["text"].encode(errors="replace"), is_pasted=True)


def _render(request: SignedInRequest, restaurant: Restaurant, form: forms.Form) -> HttpResponse:
    return render(request, "restaurants/menu_import.html", {"restaurant": restaurant, "form": form})
