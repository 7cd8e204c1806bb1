"""The routes of the API, below `/api/`. None ends with a slash, and none leads elsewhere."""

from django.urls import path

from api.views import reference, restaurants, reviews

app_name = "api"
urlpatterns = [
    path("", reference.reference, name="reference"),
    path("v1/openapi.json", reference.OpenApiDocument.as_view(), name="openapi"),
    path("v1/restaurants", restaurants.Restaurants.as_view(), name="restaurants"),
    path("v1/restaurants/<slug:slug>", restaurants.OneRestaurant.as_view(), name="restaurant"),
    path("v1/restaurants/<slug:slug>/menu", restaurants.RestaurantMenu.as_view(), name="menu"),
    path("v1/restaurants/<slug:slug>/photos", restaurants.RestaurantPhotos.as_view(), name="photos"),
    path("v1/restaurants/<slug:slug>/reviews", reviews.Reviews.as_view(), name="reviews"),
    path("v1/restaurants/<slug:slug>/reviews/<uuid:review_id>", reviews.OneReview.as_view(), name="review"),
    path("v1/popular/restaurants", restaurants.PopularPlaces.as_view(), name="popular"),
    path("v1/popular/dishes", restaurants.PopularDishList.as_view(), name="popular_dishes"),
]
