"""A restaurant's menu as a page of its own: to read at a table, and to print."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from restaurants.menus.content import MenuContent
from restaurants.models import Restaurant
from restaurants.qr_codes import qr_code
from restaurants.selectors.menus import content_of, menu_versions
from restaurants.selectors.pages import restaurant_with_menu
from restaurants.structured_menus import menu_json_ld, menu_url
from reviews_site.web.access import public
from reviews_site.web.discovery import shared


@public
@require_safe
def show_menu(request: HttpRequest, slug: str) -> HttpResponse:
    """The published menu with the key of its allergens, its date, those of earlier ones, and a QR code to itself."""
    try:
        restaurant = restaurant_with_menu(slug)
        content = content_of(restaurant.menu)
    except Restaurant.DoesNotExist:
        raise Http404 from None
    except Restaurant.menu.RelatedObjectDoesNotExist:
        raise Http404 from None
    versions = menu_versions(restaurant)
    language = _language(request, content)
    page = {
        "restaurant": restaurant,
        "content": content,
        "language": language,
        "popular": vars(restaurant)["popular_names"],
        "today": restaurant.local_time(timezone.now()).date(),
        "published_at": versions[0].published_at,
        "earlier": versions[1:],
        "address": menu_url(restaurant),
        "qr_code": qr_code(menu_url(restaurant)),
        "structured_data": menu_json_ld(restaurant, content, language),
        **shared(f"{restaurant.get_absolute_url()}menu/"),
    }
    response = render(request, "restaurants/menu_page.html", page)
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _language(request: HttpRequest, content: MenuContent) -> str:
    """The language that `?language=` names, or else the first of the browser's that the menu has, or else its own."""
    named = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    wanted = [request.GET.get("language", ""), *(code.partition("-")[0] for code, weight in named if weight > 0)]
    return next((code for code in wanted if code in content.languages), content.language)
