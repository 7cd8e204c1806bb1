"""The routes of this app, at the root of the site."""

from django.urls import path

from restaurants.views import counting, listing, reviewing

app_name = "restaurants"
urlpatterns = [
    path("", listing.home, name="home"),
    path("sitemap.xml", listing.sitemap, name="sitemap"),
    path("restaurants/", listing.browse, name="list"),
    path("restaurants/<slug:slug>/", listing.detail, name="detail"),
    path("restaurants/<slug:slug>/review/", reviewing.review, name="review"),
    path("business/<slug:slug>/visits/", counting.visits, name="visits"),
    path("business/<slug:slug>/visits/file/", counting.upload, name="visits_file"),
    path("business/<slug:slug>/visits/template.csv", counting.template, name="visits_template"),
]
