"""The routes of this app, below `business/`."""

from django.urls import path

from analytics.dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("", views.index, name="list"),
    path("<slug:slug>/", views.dashboard, name="dashboard"),
]
