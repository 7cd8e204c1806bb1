"""What the login `publisher` reads for the open data: what pages show of restaurants, and sums of their ratings."""

from analytics.access.grants.erased_rows import STARS

PUBLISHER = {
    "public.restaurants_restaurant": (
        "SELECT (id, slug, name, cuisines, street, postcode, town, region, country, latitude, longitude, "
        "source, licence, closed_at)"
    ),
    "public.restaurants_restaurantrating": f"SELECT (restaurant_id, {STARS}, recent_weight, recent_stars)",
    "public.restaurants_ratingday": "SELECT",
    "public.restaurants_dish": "SELECT (id, restaurant_id, name, price, count, total, recent_weight, recent_stars)",
    "public.restaurants_dishday": "SELECT",
}
