"""The menu in other languages, as a restaurant's team writes it: which there are, and the texts of a section."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from restaurants.menus import editing
from restaurants.menus.content import MenuSection, text_in
from restaurants.menus.languages import LANGUAGES, language_words
from restaurants.models import Restaurant
from restaurants.selectors.menus import WrittenMenu, written_menu
from restaurants.translation_forms import DISHES_A_FORM, NewLanguageForm, TranslationForm
from restaurants.views.menu_parts import form_page, save, saved
from restaurants.views.menus import WRITTEN, seen_version
from restaurants.views.team_pages import for_page_editors

_LANGUAGES = "restaurants:menu_languages"


@require_safe
@for_page_editors(WRITTEN)
def languages(request: SignedInRequest, restaurant: Restaurant) -> HttpResponse:
    """Each language with what is translated of each section. `?language=` leads to a new one."""
    menu = written_menu(restaurant, by=request.user)
    form = NewLanguageForm(request.GET or None, content=menu.content)
    if form.is_bound and form.is_valid() and menu.content.sections:
        return redirect("restaurants:menu_translation", restaurant.slug, form.cleaned_data["language"], 0)
    sections = menu.content.sections
    found = [
        {"code": code, "sections": [(section, _translated(section, code)) for section in sections]}
        for code in menu.content.languages
        if code != menu.content.language
    ]
    page = {"restaurant": restaurant, "menu": menu, "languages": found, "form": form}
    return render(request, "restaurants/menu_languages.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@for_page_editors(WRITTEN)
def translate(request: SignedInRequest, restaurant: Restaurant, language: str, section: int) -> HttpResponse:
    """A section in a language, or so many of its dishes from `?from=` on; with `more`, what comes next follows."""
    menu = written_menu(restaurant, by=request.user)
    sections = menu.content.sections
    if language not in LANGUAGES or language == menu.content.language or section >= len(sections):
        raise Http404
    shown, first = sections[section], _first(request)
    numbers = range(first, min(first + DISHES_A_FORM, len(shown.dishes)))
    form = TranslationForm(request.POST or None, section=shown, numbers=numbers, language=language, seen=menu.version)
    following = _following(restaurant, menu, language, section, numbers.stop)
    if request.method == "POST" and form.is_valid():
        changed = editing.translate_section(sections, section, form.heading())
        for number, text in form.dishes():
            changed = editing.translate_dish(changed, section, number, text)
        if saved(request, restaurant, menu, form, form.cleaned_data["seen"], sections=changed):
            after = following if "more" in request.POST else ""
            return redirect(after or reverse(_LANGUAGES, args=[restaurant.slug]))
    more = "Save and go on" if following else ""
    return form_page(request, restaurant, form, title=f"{shown.title} in {language_words(language)}", more=more)


@require_POST
@for_page_editors(WRITTEN)
def remove(request: SignedInRequest, restaurant: Restaurant, language: str) -> HttpResponse:
    """Remove every text in a language from the draft."""
    menu = written_menu(restaurant, by=request.user)
    changed = editing.remove_language(menu.content.sections, language)
    save(request, restaurant, menu, seen_version(request), sections=changed)
    messages.success(request, f"{language_words(language)} is removed from the draft.")
    return redirect(_LANGUAGES, restaurant.slug)


def _translated(section: MenuSection, language: str) -> int:
    """How many dishes of a section have a name in a language."""
    return sum(text_in(dish, language).language == language for dish in section.dishes)


def _first(request: SignedInRequest) -> int:
    given = request.GET.get("from", "")
    return int(given) if given.isdecimal() and len(given) < 4 else 0


def _following(restaurant: Restaurant, menu: WrittenMenu, language: str, section: int, end: int) -> str:
    """The address of what comes after the dishes before `end`; empty after the last section."""
    if end < len(menu.content.sections[section].dishes):
        return f"{reverse('restaurants:menu_translation', args=[restaurant.slug, language, section])}?from={end}"
    if section + 1 < len(menu.content.sections):
        return reverse("restaurants:menu_translation", args=[restaurant.slug, language, section + 1])
    return ""
