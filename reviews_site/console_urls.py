"""Every route of the console process: its pages, and its API."""

from django.urls import include, path

from reviews_site.web.errors import server_error

urlpatterns = [
    path("api/", include("api.console.urls")),
    path("", include("analytics.console.urls")),
]

handler500 = server_error
