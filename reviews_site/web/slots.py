"""Slots: the parts of a public page that are one person's. The rest is rendered once for everybody who is signed in.

A shared page holds, in the place of each part, its template and public values between tokens that nobody can guess, and
each answer is the page with the parts of one person in them. A part is drawn by `draw_part` in both ways, so that a
page made from a shared one is the page that would be rendered whole.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import Context
from django.template.loader import get_template
from django.utils.functional import SimpleLazyObject

# No text that somebody writes holds them: they are made anew by each process and never sent.
TOKEN, ITEM = secrets.token_hex(16), secrets.token_hex(16)
PERSONAL = "personal"
_HAS_SLOTS, _SHARED_PAGE, _FORM_TOKEN = "has_slots", "shared_page", "form_token"

Values = Mapping[str, str | int | None]
Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]


@dataclass(frozen=True)
class PersonalParts:
    """What the parts of one person's page are drawn from.

    Attributes:
        ids: the slots with an id that differ for this person.
        first: the keys of the list's items that come first for this person.
    """

    values: Mapping[str, Any]
    ids: frozenset[str] = frozenset()
    first: frozenset[str] = frozenset()


def has_slots(request: HttpRequest | None) -> bool:
    """Whether the page is rendered for everybody who is signed in, so that nobody is signed in for it."""
    return _HAS_SLOTS in vars(request) if request else False


def leave_slots(request: HttpRequest) -> HttpRequest:
    """Have the page of this request, which says nothing of anybody, hold slots."""
    vars(request)[_HAS_SLOTS] = True
    return request


def offer_shared_page(request: HttpRequest, make: Callable[[], bytes | None]) -> None:
    """Say how the view gets the shared page, if it asks for it; None where there is none."""
    vars(request)[_SHARED_PAGE] = make


def draw_part(template: str, values: Values, personal: Mapping[str, Any], request: HttpRequest | None) -> str:
    """The part as one person sees it. It knows its own values, and of the person what is `personal` and the request."""
    token = vars(request).setdefault(_FORM_TOKEN, SimpleLazyObject(lambda: get_token(request))) if request else None
    context = Context({**values, **personal, "request": request, "csrf_token": token})
    return str(get_template(template).template.render(context))  # type: ignore[attr-defined]  # of Django's own engine


def slot(template: str, values: Values) -> str:
    """The place of a part in a shared page, with what most people see there if it has an `id`."""
    shown = draw_part(template, values, {}, None) if "id" in values else ""
    return TOKEN.join(("", str(values.get("id", "")), json.dumps([template, values], default=str), shown, ""))


def item(key: str) -> str:
    """What stands between the items of a list, before an item with this key; with an empty key after the last."""
    return ITEM.join(("", key, ""))


def slot_ids(page: bytes) -> list[str]:
    """The ids of a page's slots."""
    return [name.decode() for name in page.split(TOKEN.encode())[1::4] if name]


def fill_slots(page: bytes, personal: PersonalParts, request: HttpRequest) -> bytes:
    """The page of one person."""
    pieces = _in_order(page, personal.first).split(TOKEN.encode())
    filled = pieces[:1]
    for name, part, shown, text in zip(pieces[1::4], pieces[2::4], pieces[3::4], pieces[4::4], strict=True):
        if name and name.decode() not in personal.ids:
            filled += (shown, text)
        else:
            template, values = json.loads(part)
            filled += (draw_part(template, values, personal.values, request).encode(), text)
    return b"".join(filled)


def _in_order(page: bytes, first: frozenset[str]) -> bytes:
    head, *pieces = page.split(ITEM.encode())
    items = list(zip(pieces[::2], pieces[1::2], strict=True))
    # The last has no key: it is the rest of the page.
    moved = sorted(items[:-1], key=lambda each: each[0].decode() not in first) if first else items[:-1]
    return b"".join((head, *(text for _, text in (*moved, *items[-1:]))))


def with_slots(personal: Callable[..., PersonalParts]) -> Callable[[View[Arguments]], View[Arguments]]:
    """Decorate a view whose page is shared by everybody who is signed in.

    Args:
        personal: takes the request, the ids of the page's slots and the view's keyword arguments.
    """

    def decorate(view: View[Arguments]) -> View[Arguments]:
        @wraps(view)
        def answer(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
            make = vars(request).get(_SHARED_PAGE)
            # A message is for one page of one person.
            if make is None or not request.user.is_authenticated or get_messages(request):
                return view(request, *args, **kwargs)
            page = make()
            if page is None:
                return view(request, *args, **kwargs)
            return HttpResponse(fill_slots(page, personal(request, slot_ids(page), *args, **kwargs), request))

        return answer

    return decorate
