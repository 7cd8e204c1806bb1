"""Every route of the process `gateway`. The protocol's text has `v2` and its OpenAPI file `v2/`, so both are here."""

from django.urls import path

from mlmodels.gateway import errors, views
from reviews_site.web.health import healthz, readyz
from reviews_site.web.metrics import metrics

MODEL, VERSION = "v2/models/<str:name>", "v2/models/<str:name>/versions/<str:version>"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("v2", views.server, name="server"),
    path("v2/", views.server, name="server_slash"),
    path("v2/health/live", views.live, name="live"),
    path("v2/health/ready", views.ready, name="ready"),
    path(MODEL, views.model, name="model"),
    path(f"{MODEL}/ready", views.model_ready, name="model_ready"),
    path(f"{MODEL}/infer", views.infer, name="infer"),
    path(VERSION, views.model, name="version"),
    path(f"{VERSION}/ready", views.model_ready, name="version_ready"),
    path(f"{VERSION}/infer", views.infer, name="version_infer"),
]

handler400, handler404, handler500 = errors.malformed, errors.not_found, errors.server_error
