"""The routes of this app, below `privacy/`."""

from django.urls import path

from analytics.disclosure import views

app_name = "disclosure"
urlpatterns = [
    path("readers/", views.uses, name="uses"),
]
