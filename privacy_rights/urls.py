"""The routes of this app, at the root of the site."""

from django.urls import path

from privacy_rights.views import data_usage, export, privacy

app_name = "privacy_rights"
urlpatterns = [
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/readers/", data_usage.data_usage, name="data_usage"),
    path("privacy/delete/", privacy.erase, name="erasure"),
    path("privacy/delete/cancel/", privacy.cancel, name="erasure_cancel"),
    path("privacy/export/", export.export, name="export"),
    path("privacy/export/state/", export.state, name="export_state"),
    path("privacy/export/fetch/", export.fetch, name="export_fetch"),
    path("erasures/<uuid:request_id>/", privacy.receipt, name="receipt"),
]
