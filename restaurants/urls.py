"""The routes of this app, at the root of the site."""

from django.urls import path

from restaurants.views import listing, maps, popular, reviews, visits

app_name = "restaurants"
urlpatterns = [
    path("", listing.home, name="home"),
    path("sitemap.xml", listing.sitemap, name="sitemap"),
    path("map/", maps.show_map, name="map"),
    path("popular/", popular.show_popular, name="popular"),
    path("restaurants/", listing.browse, name="list"),
    path("restaurants/<slug:slug>/", listing.detail, name="detail"),
    path("restaurants/<slug:slug>/review/", reviews.review, name="review"),
    path("business/<slug:slug>/visits/", visits.visits, name="visits"),
    path("business/<slug:slug>/visits/file/", visits.upload, name="visits_file"),
    path("business/<slug:slug>/visits/order/", visits.answer, name="visits_order"),
    path("business/<slug:slug>/visits/template.csv", visits.template, name="visits_template"),
]
