"""Every route of the console process. Each asks for staff and a permission, unless it is marked public."""

from django.urls import include, path

from analytics.console.views import (
    access,
    advisor,
    counts,
    customers,
    datasets,
    entrance,
    home,
    lineage,
    loads,
    requests,
    roles,
    tables,
)
from reviews_site.web.health import healthz, readyz

console = [
    path("", home.home, name="home"),
    path("second-factor/", entrance.second_factor, name="second_factor"),
    path("roles/", roles.table, name="roles"),
    path("roles/<slug:login>/", roles.role, name="role"),
    path("datasets/", datasets.index, name="datasets"),
    path("datasets/<slug:name>/", datasets.detail, name="dataset"),
    path("requests/", requests.index, name="requests"),
    path("requests/new/", requests.ask, name="ask"),
    path("requests/<uuid:request_id>/", requests.detail, name="request"),
    path("requests/<uuid:request_id>/decision/", requests.decide, name="decide"),
    path("lineage/", lineage.page, name="lineage"),
    path("tables/", tables.index, name="tables"),
    path("tables/<str:relation>/", tables.table, name="table"),
    path("customer/", customers.page, name="customer"),
    path("counts/", counts.page, name="counts"),
    path("advisor/", advisor.page, name="advisor"),
    path("quarantine/", loads.quarantine, name="quarantine"),
    path("quarantine/<uuid:event_id>/", loads.refused_event, name="refused_event"),
    path("quarantine/<uuid:event_id>/replay/", loads.replay, name="replay"),
    path("access/", access.page, name="access"),
    path("quality/", loads.quality, name="quality"),
    path("api/datasets/", datasets.api_index, name="api_datasets"),
    path("api/datasets/<slug:name>/", datasets.api_detail, name="api_dataset"),
    path("api/requests/", requests.api, name="api_requests"),
]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    # Named as allauth asks for them.
    path("sign-in/", entrance.sign_in, name="account_login"),
    path("sign-in/code/", entrance.authenticate, name="mfa_authenticate"),
    path("sign-out/", entrance.sign_out, name="account_logout"),
    path("closed/", entrance.inactive, name="account_inactive"),
    path("", include((console, "console"))),
]
