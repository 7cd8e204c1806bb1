"""The routes of the console's API, below `/api/` on its host. None ends with a slash, and none leads elsewhere."""

from django.urls import path

from api.console import views
from api.console.base import behind_the_gate

app_name = "console_api"
urlpatterns = [
    path("v1/openapi.json", behind_the_gate(views.OpenApiDocument), name="openapi"),
    path("v1/datasets", behind_the_gate(views.Datasets), name="datasets"),
    path("v1/datasets/<slug:name>", behind_the_gate(views.DatasetDocument), name="dataset"),
    path("v1/requests", behind_the_gate(views.Requests), name="requests"),
]
