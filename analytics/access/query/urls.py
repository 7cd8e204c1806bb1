"""Every route of the process `query`."""

from django.urls import path

from analytics.access.query.service import rows
from reviews_site.web.errors import server_error
from reviews_site.web.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("rows", rows, name="rows"),
]

handler500 = server_error
