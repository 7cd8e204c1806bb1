"""Every route of the site. Routes ask for a sign-in unless their view is marked public."""

from django.urls import include, path

from api.urls import token_urlpatterns
from reviews_site.web.design import design
from reviews_site.web.discovery import robots
from reviews_site.web.errors import server_error
from reviews_site.web.health import healthz, readyz
from reviews_site.web.metrics import metrics

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("design/", design, name="design"),
    path("robots.txt", robots, name="robots"),
    path("api/", include("api.urls")),
    path("security/tokens/", include((token_urlpatterns, "tokens"))),
    path("", include("accounts.urls")),
    path("", include("restaurants.urls")),
    path("", include("privacy_rights.urls")),
    path("", include("analytics.dashboards.urls")),
]

handler500 = server_error
