"""The lessons' addresses."""

from django.urls import path
from django.views.generic import RedirectView

from tests.lessons import views

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="index")),
    path("lessons/", views.index, name="index"),
    path("lessons/<slug:name>/", views.lesson, name="lesson"),
]
