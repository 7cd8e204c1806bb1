"""The map beside its list: restaurants near somebody, near a place that they typed, or in the part that is shown."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from restaurants.forms import MapForm
from restaurants.maps.drawing import RING_MINUTES, Map, MappedPlace, draw_map, frame_for
from restaurants.maps.frame import WALKING_METRES_PER_MINUTE
from restaurants.models import Restaurant
from restaurants.models.popularity import popularity
from restaurants.selectors.listing import matching_restaurants
from restaurants.selectors.nearby import (
    MAX_DISTANCE_KM,
    MAX_MAPPED,
    Distance,
    NamedPlace,
    base_map_lines,
    by_distance,
    mapped_positions,
    nearest,
    read_place,
    within_box,
    within_distance,
)
from restaurants.tiles.archive import InvalidTileArchive, base_map_archive
from reviews_site.web.access import public
from reviews_site.web.discovery import shared

LISTED = 24


@dataclass(frozen=True)
class ListedPlace:
    """A restaurant in the list beside the map, with its number there and, near somebody, its distance."""

    number: int
    restaurant: Restaurant
    distance: Distance | None


@public
@require_safe
def show_map(request: HttpRequest) -> HttpResponse:
    """`?near=&box=&q=` and filters: the restaurants by distance or, without `near`, the popular ones first.

    At most five queries: the place that was typed, the list, all positions, their number, the lines of the map.
    """
    form = MapForm(request.GET)
    values = form.values()
    near, box, query, filters = values["near"], values["box"], values["q"], form.filters()
    place = read_place(near)
    matching = matching_restaurants(query=query, filters=filters, now=timezone.now())
    if box:
        matching = within_box(matching, box)
    elif place:
        matching = within_distance(matching, place.position, kilometres=form.area(place).kilometres)
    listed = _list(matching, place)
    drawing, total = _draw(matching, listed, place, box)
    whole = form.address(box="", page=1, sort="")
    context = {
        "places": listed,
        "map": drawing,
        "total": total,
        "most_mapped": MAX_MAPPED,
        "near": near,
        "place": place,
        "is_unknown": bool(near) and place is None,
        "is_position": bool(place and not place.name),
        "near_km": values["within"] or MAX_DISTANCE_KM,
        "query": query,
        "filters": filters,
        "kept": [pair for pair in parse_qsl(whole[1:]) if pair[0] != "near"],
        "list_url": reverse("restaurants:list") + form.address(box="", sort="", page=1),
        "box_prefix": whole + ("" if whole == "?" else "&") + "box=",
        "whole_url": whole if box else "",
        "whole_map_url": whole,
        **_vector_map(drawing, place),
        **shared(reverse("restaurants:map")),
    }
    return render(request, "restaurants/map_page.html", context)


def _vector_map(drawing: Map | None, place: NamedPlace | None) -> dict[str, Any]:
    """What the script draws the vector map from; nothing without the setting MAP_BASE, or if its file was broken."""
    try:
        archive = base_map_archive()
    except InvalidTileArchive:
        return {}
    if archive is None or drawing is None:
        return {}
    at = place.position if place else None
    tiles = {
        "url": reverse("restaurants:map_base") + f"?v={archive.etag[1:9]}",
        "minZoom": archive.min_zoom,
        "maxZoom": archive.max_zoom,
        "bounds": archive.bounds,
        "box": [float(edge) for edge in drawing.box.split(",")],
        "centre": [at.latitude, at.longitude] if at else None,
        "rings": [[minutes, minutes * WALKING_METRES_PER_MINUTE] for minutes in RING_MINUTES] if at else [],
        "places": [
            [each.position.latitude, each.position.longitude, each.name, each.url, each.number]
            for each in drawing.places
        ],
    }
    return {"tiles": tiles, "tiles_credit": archive.credit}


def _order(matching: QuerySet[Restaurant], place: NamedPlace | None) -> QuerySet[Restaurant]:
    """The order of the list and the map alike: if not all fit on the map, those of the list do."""
    if place:
        return by_distance(matching, place.position)
    return matching.filter(latitude__isnull=False).order_by(popularity("rating__").desc(), "slug")


def _list(matching: QuerySet[Restaurant], place: NamedPlace | None) -> list[ListedPlace]:
    if place:
        rows: list[tuple[Restaurant, Distance | None]] = list(nearest(matching, place.position, limit=LISTED))
    else:
        rows = [(restaurant, None) for restaurant in _order(matching, place)[:LISTED]]
    return [ListedPlace(number, *row) for number, row in enumerate(rows, 1)]


def _draw(
    matching: QuerySet[Restaurant], listed: list[ListedPlace], place: NamedPlace | None, box: str
) -> tuple[Map | None, int]:
    """The map with the numbered restaurants of the list and all others, and how many these are."""
    numbers = {each.restaurant.slug: each.number for each in listed}
    mapped = [
        MappedPlace(name, reverse("restaurants:detail", args=[slug]), position, numbers.get(slug, 0))
        for name, slug, position in mapped_positions(_order(matching, place))
    ]
    mapped.sort(key=lambda each: each.number or MAX_MAPPED)
    centre = place.position if place else None
    # Near somebody the map shows the list; otherwise everything.
    shown = [each for each in mapped if each.number] if place else mapped
    frame = frame_for(shown, centre=centre, is_rough=bool(place and not place.name), box=box)
    if frame is None:
        return None, 0
    total = len(mapped) if len(mapped) < MAX_MAPPED else matching.count()
    return draw_map(mapped, base_map_lines(frame), frame, centre=centre), total
