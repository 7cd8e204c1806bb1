"""The sitemap of the public pages. Source: https://www.sitemaps.org/protocol.html."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from restaurants.models import Restaurant


class _BaseSitemap(Sitemap):  # type: ignore[type-arg]  # generic in its stubs only
    """Addresses begin with the configured one: a visitor's Host header must not end up in search results."""

    @property
    def protocol(self) -> str:  # type: ignore[override]  # the stubs know it as an attribute
        return str(urlsplit(settings.BASE_URL).scheme)

    def get_domain(self, site: object = None) -> str:
        return str(urlsplit(settings.BASE_URL).netloc)


class PagesSitemap(_BaseSitemap):
    def items(self) -> list[str]:
        return [f"restaurants:{name}" for name in ("home", "list", "map", "popular", "popular_dishes", "open_data")]

    def location(self, item: str) -> str:
        return reverse(item)


class RestaurantsSitemap(_BaseSitemap):
    """All restaurants but closed ones. A file may hold 50,000 addresses; beyond that an index is needed."""

    limit = 50_000

    def items(self) -> QuerySet[Restaurant]:
        return Restaurant.listed.only("slug", "updated_at").order_by("slug")

    def lastmod(self, item: Restaurant) -> Any:
        """When the listing changed last; reviews, which come more often, don't count."""
        return item.updated_at


SITEMAPS: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {"pages": PagesSitemap, "restaurants": RestaurantsSitemap}
