"""The floors of the pages: what 20 reviews cost when next to nothing is done. Served like the site, on the same store.

D is Django as its tutorial has it: three ORM queries and one template. R is bare psycopg and strings.
"""

from html import escape
from threading import local
from typing import Any

import psycopg
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from restaurants.models import Restaurant, Review

SHOWN = 20
_of_thread = local()

_PLACE = "SELECT id, name, town FROM restaurants_restaurant WHERE slug = %s"
_COUNT = "SELECT count, total FROM restaurants_restaurantrating WHERE restaurant_id = %s"
_REVIEWS = """
SELECT profile.display_name, review.rating, review.text, review.visited_on, review.posted_at
FROM restaurants_review review JOIN accounts_profile profile ON profile.user_id = review.author_id
WHERE review.restaurant_id = %s ORDER BY review.id DESC LIMIT 20
"""


def django_floor(request: HttpRequest, slug: str) -> HttpResponse:
    """D: three queries, and one template without includes."""
    restaurant = get_object_or_404(Restaurant.objects.select_related("rating"), slug=slug)
    reviews = list(
        Review.objects.filter(restaurant=restaurant).select_related("author__profile").order_by("-id")[:SHOWN]
    )
    others = list(Restaurant.objects.filter(town=restaurant.town).order_by("slug")[:5])
    context = {"restaurant": restaurant, "reviews": reviews, "others": others}
    return _with_length(render(request, "floor.html", context))


def raw_floor(request: HttpRequest, slug: str) -> HttpResponse:
    """R: the same page from rows and strings."""
    connection = _connection()
    place, name, town = connection.execute(_PLACE, [slug]).fetchone() or (None, "", "")
    count, total = connection.execute(_COUNT, [place]).fetchone() or (0, 0)
    rows = connection.execute(_REVIEWS, [place]).fetchall()
    shown = "".join(
        f'<li><article class="review"><div class="review-head"><span class="review-author">{escape(author)}</span>'
        f'<span class="rating">{rating} of 5 stars</span></div><p class="review-text">{escape(text)}</p>'
        f'<p class="review-foot"><span>Visited {visited_on:%B %Y}</span><span>Posted {posted_at:%d %B %Y}</span></p>'
        "</article></li>\n"
        for author, rating, text, visited_on, posted_at in rows
    )
    head = f"<!doctype html><html lang=en><head><title>{escape(name)}</title></head><body><h1>{escape(name)}</h1>"
    mean = f"<p>{total / (count or 1):.1f} of 5, {count} reviews, {escape(town)}</p>"
    return _with_length(HttpResponse(f"{head}{mean}<ul>{shown}</ul></body></html>"))


def _with_length(response: HttpResponse) -> HttpResponse:
    # Django has a middleware for it, and there is none here.
    response["Content-Length"] = str(len(response.content))
    return response


def _connection() -> "psycopg.Connection[Any]":
    # One for each thread, made at its first request, as Django does for the site.
    if not hasattr(_of_thread, "connection"):
        store = settings.DATABASES["default"]
        _of_thread.connection = psycopg.connect(
            dbname=store["NAME"], user=store["USER"], password=store["PASSWORD"], host=store["HOST"], autocommit=True
        )
    connection: psycopg.Connection[Any] = _of_thread.connection
    return connection


urlpatterns = [path("d/<slug:slug>/", django_floor), path("r/<slug:slug>/", raw_floor)]
