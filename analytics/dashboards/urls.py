"""The routes of this app, most below `business/`."""

from django.urls import path

from analytics.dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("start/", views.start, name="start"),
    path("business/", views.index, name="list"),
    path("business/<slug:slug>/", views.dashboard, name="dashboard"),
    path("business/<slug:slug>/guests-by-age.csv", views.cohorts, name="cohorts"),
]
