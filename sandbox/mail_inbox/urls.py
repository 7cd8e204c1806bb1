"""The inbox's addresses."""

from django.urls import path

from sandbox.mail_inbox import views

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("mails/<int:number>/", views.page_of_mail, name="page_of_mail"),
    path("clear", views.clear, name="clear"),
    path("api/mails", views.mails, name="mails"),
    path("api/newest", views.newest, name="newest"),
    path("healthz", views.health, name="health"),
]
