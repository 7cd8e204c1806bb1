"""Every route of the process `query`."""

from django.urls import path

from analytics.access.query.service import estimates, rows, statement
from reviews_site.web.errors import server_error
from reviews_site.web.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("rows", rows, name="rows"),
    path("estimates", estimates, name="estimates"),
    path("sql", statement, name="sql"),
]

handler500 = server_error
